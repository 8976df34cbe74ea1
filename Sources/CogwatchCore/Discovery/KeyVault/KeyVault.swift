/// A Key Vault whose address was checked: secrets are asked of Azure's own hosts only.
package struct KeyVault: Sendable, Hashable {
    /// In small letters, with a port only where it is a test's.
    package let host: String

    /// Checks a vault's address.
    ///
    /// - Parameters:
    ///   - address: `https://my-vault.vault.azure.net`, as the portal shows it.
    ///   - cloud: The cloud whose vaults may be asked.
    ///   - testHosts: Other hosts that may be asked, with their ports.
    /// - Throws: What is wrong with it.
    package init(
        _ address: String,
        in cloud: Cloud,
        testHosts: Set<String> = []
    ) throws(Fault) {
        let scheme = "https://"
        guard address.lowercased().hasPrefix(scheme) else {
            throw Self.fault("it does not begin with https://", cloud)
        }
        var rest = address.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest.removeLast() }
        var host = rest.lowercased()
        guard !testHosts.contains(host) else {
            self.host = host
            return
        }
        if host.hasSuffix(":443") { host.removeLast(4) }
        let suffixes = [".privatelink.\(Self.zone(of: cloud))", ".\(cloud.vaultSuffix)"]
        guard let suffix = suffixes.first(where: host.hasSuffix),
            Self.isName(host.dropLast(suffix.count))
        else { throw Self.fault("it is no vault of cloud \(cloud.rawValue)", cloud) }
        self.host = host
    }

    /// Finds the cloud whose vault an address is.
    ///
    /// - Parameter address: `https://my-vault.vault.azure.net`, as the portal shows it.
    /// - Returns: Nil where it is no vault of any cloud.
    package static func find(_ address: String) -> (vault: KeyVault, cloud: Cloud)? {
        for cloud in Cloud.allCases {
            if let vault = try? KeyVault(address, in: cloud) { return (vault, cloud) }
        }
        return nil
    }

    // Private DNS zones: Microsoft's page on the DNS of private endpoints.
    private static func zone(of cloud: Cloud) -> String {
        switch cloud {
        case .public: "vaultcore.azure.net"
        case .china: "vaultcore.azure.cn"
        case .usgov: "vaultcore.usgovcloudapi.net"
        }
    }

    /// Whether a text can be a version's id: 32 hexadecimal digits.
    package static func isVersion(_ text: String) -> Bool {
        text.utf8.count == 32 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    // 3 to 24 letters, digits and hyphens.
    private static func isName(_ name: Substring) -> Bool {
        (3...24).contains(name.utf8.count) && KeyVault.isPlain(name)
    }

    fileprivate static func isPlain(_ name: Substring) -> Bool {
        name.utf8.allSatisfy { Base64Digit.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func fault(_ why: String, _ cloud: Cloud) -> Fault {
        Fault(
            what: "vault of this address",
            why: why,
            remedy: "Copy the \"Vault URI\" from the portal, as in "
                + "https://my-vault.\(cloud.vaultSuffix)."
        )
    }
}

extension KeyVault {
    /// The request for a secret.
    ///
    /// - Parameters:
    ///   - name: Of the secret.
    ///   - version: Nil for the newest.
    ///   - token: For ``TokenAudience/keyVault``.
    /// - Returns: Nil where name or version cannot be one's.
    package func request(
        secret name: String,
        version: String? = nil,
        token: EntraToken
    ) -> Request? {
        guard Self.isSecretName(name), version.map(Self.isSecretName) ?? true else { return nil }
        return request("/secrets/\(name)\(version.map { "/\($0)" } ?? "")?\(Self.version)", token)
    }

    /// The request for a secret's versions, without their values.
    package func request(versionsOf name: String, token: EntraToken) -> Request? {
        guard Self.isSecretName(name) else { return nil }
        return request("/secrets/\(name)/versions?\(Self.version)", token)
    }

    /// The request for more versions; links to other hosts are never made into pages.
    package func request(_ page: NextPage, token: EntraToken) -> Request {
        request(url: page.url, token)
    }

    // The specification of Key Vault's data plane.
    private static let version = "api-version=7.4"

    /// Whether a text can be a secret's name: 1 to 127 letters, digits and hyphens.
    package static func isSecretName(_ name: String) -> Bool {
        (1...127).contains(name.utf8.count) && isPlain(name[...])
    }

    private func request(_ path: String, _ token: EntraToken) -> Request {
        request(url: "https://\(host)\(path)", token)
    }

    private func request(url: String, _ token: EntraToken) -> Request {
        Request(
            method: .get,
            address: .open(url),
            headers: [
                Request.Header("Authorization", prefix: "Bearer ", secret: token.secret),
                Request.Header("Accept", "application/json"),
            ],
            timeout: .seconds(20)
        )
    }
}
