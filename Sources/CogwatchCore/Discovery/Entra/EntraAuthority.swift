/// Where Entra gives tokens, as the environment says it: one of the hosts that are known as Entra's.
///
/// Hosts: `AzureAuthorityHosts` of Microsoft's azure-identity libraries; China has an older one that
/// answers still.
package struct EntraAuthority: Sendable, Equatable {
    package let host: String
    package let cloud: Cloud

    private static let all = [
        EntraAuthority(host: "login.microsoftonline.com", cloud: .public),
        EntraAuthority(host: "login.partner.microsoftonline.cn", cloud: .china),
        EntraAuthority(host: "login.chinacloudapi.cn", cloud: .china),
        EntraAuthority(host: "login.microsoftonline.us", cloud: .usgov),
    ]

    private init(host: String, cloud: Cloud) {
        self.host = host
        self.cloud = cloud
    }

    /// Reads the text of `AZURE_AUTHORITY_HOST`, such as `https://login.microsoftonline.com/`.
    ///
    /// - Parameter text: The variable's value.
    /// - Throws: A ``Fault`` for anything else: whoever gets the assertion can use it.
    package init(parsing text: String) throws(Fault) {
        let lowercased = text.lowercased()
        let host = lowercased.hasPrefix("https://") ? lowercased.dropFirst(8) : ""
        let name = host.hasSuffix("/") ? host.dropLast() : host
        guard let known = Self.all.first(where: { $0.host == name }) else {
            let list = Self.all.map { "https://\($0.host)/" }.joined(separator: ", ")
            throw Fault(
                what: "workload identity",
                why: "AZURE_AUTHORITY_HOST is no address of Entra "
                    + "(\(Labels.quoted(Redaction.presentable(text))))",
                remedy: "AKS sets it by itself; take your own value out of the environment, or "
                    + "set one of \(list)."
            )
        }
        self = known
    }

    /// The host, where it gives tokens for a cloud.
    ///
    /// - Throws: A ``Fault`` where it is another cloud's: its tokens open nothing there.
    func host(for audience: TokenAudience, in cloud: Cloud) throws(Fault) -> String {
        guard self.cloud == cloud else {
            throw .noToken(
                for: audience,
                "AZURE_AUTHORITY_HOST is Entra of \(self.cloud.environment), and the accounts "
                    + "are looked for in \(cloud.environment)",
                "Set environment to \(self.cloud.environment) where the accounts are there, else "
                    + "AZURE_AUTHORITY_HOST to https://\(cloud.entraHost)/."
            )
        }
        return host
    }
}

extension Cloud {
    /// As `environment` of `azure_sd_configs` has it.
    fileprivate var environment: String {
        switch self {
        case .public: "AzurePublicCloud"
        case .china: "AzureChinaCloud"
        case .usgov: "AzureUSGovernment"
        }
    }
}
