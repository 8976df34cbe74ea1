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

    // Private DNS zones: Microsoft's page on the DNS of private endpoints.
    private static func zone(of cloud: Cloud) -> String {
        switch cloud {
        case .public: "vaultcore.azure.net"
        case .china: "vaultcore.azure.cn"
        case .usgov: "vaultcore.usgovcloudapi.net"
        }
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
        guard Self.isSecret(name), version.map(Self.isSecret) ?? true else { return nil }
        return request("/secrets/\(name)\(version.map { "/\($0)" } ?? "")?\(Self.version)", token)
    }

    /// The request for a secret's versions, without their values.
    package func request(versionsOf name: String, token: EntraToken) -> Request? {
        guard Self.isSecret(name) else { return nil }
        return request("/secrets/\(name)/versions?\(Self.version)", token)
    }

    /// The request for more versions; links to other hosts are never made into pages.
    package func request(_ page: NextPage, token: EntraToken) -> Request {
        request(url: page.url, token)
    }

    // The specification of Key Vault's data plane.
    private static let version = "api-version=7.4"

    private static func isSecret(_ name: String) -> Bool {
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
