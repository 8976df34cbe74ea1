extension Cloud {
    // Hosts: Azure's environments in go-autorest, and Microsoft's page on Entra in national clouds.
    // `login.chinacloudapi.cn` is the older authority of China and answers still.

    /// Where Entra gives tokens for this cloud.
    package var entraHost: String {
        switch self {
        case .public: "login.microsoftonline.com"
        case .china: "login.partner.microsoftonline.cn"
        case .usgov: "login.microsoftonline.us"
        }
    }

    /// The one host of Azure Resource Manager.
    package var resourceManagerHost: String {
        switch self {
        case .public: "management.azure.com"
        case .china: "management.chinacloudapi.cn"
        case .usgov: "management.usgovcloudapi.net"
        }
    }

    /// What follows a vault's name in its host.
    package var vaultSuffix: String {
        switch self {
        case .public: "vault.azure.net"
        case .china: "vault.azure.cn"
        case .usgov: "vault.usgovcloudapi.net"
        }
    }
}

/// Whom an Entra token is for.
package enum TokenAudience: String, Sendable, CaseIterable, Codable {
    case resourceManager = "resource_manager"
    case keyVault = "key_vault"

    /// The resource as managed identities are asked for it; Resource Manager's has a slash at its end.
    package func resource(in cloud: Cloud) -> String {
        switch self {
        case .resourceManager: "https://\(cloud.resourceManagerHost)/"
        case .keyVault: "https://\(cloud.vaultSuffix)"
        }
    }

    /// The scope as Entra's token endpoint is asked for it.
    package func scope(in cloud: Cloud) -> String {
        switch self {
        case .resourceManager: resource(in: cloud) + ".default"
        case .keyVault: resource(in: cloud) + "/.default"
        }
    }
}
