import CogwatchCore

/// The hosts by which accounts are managed: none of them takes an account's key.
enum ManagementHost: Equatable {
    case resourceManager(Cloud)
    case entra(Cloud)
    /// `<name>.vault.azure.net`
    case vault(name: String, Cloud)
    /// Where a machine gets the tokens of its managed identity.
    case metadata

    /// The link-local address that every virtual machine asks, over plain HTTP.
    static let metadataAddress = "169.254.169.254"

    init?(_ name: String) {
        if name == Self.metadataAddress {
            self = .metadata
            return
        }
        let host = AzureHost(name)
        guard host.host == name, let cloud = host.cloud else { return nil }
        if host.family == .resourceManager, host.label == nil {
            self = .resourceManager(cloud)
        } else if host.family == .entra, host.label == nil {
            self = .entra(cloud)
        } else if host.family == .keyVault, let label = host.label, !label.contains(".") {
            self = .vault(name: label, cloud)
        } else {
            return nil
        }
    }

    /// Every wildcard or name that a certificate must carry to pass for them.
    static let certificateNames: [String] =
        Cloud.allCases.flatMap { cloud in
            [cloud.resourceManagerHost, cloud.entraHost, "*.\(cloud.vaultSuffix)"]
        } + ["login.chinacloudapi.cn"]
}
