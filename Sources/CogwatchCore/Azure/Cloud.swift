/// A sovereign instance of Azure.
///
/// Keys are valid in the cloud that issued them only.
package enum Cloud: String, Sendable, CaseIterable, Codable {
    /// Global Azure.
    case `public`
    /// Azure China, run by 21Vianet.
    case china
    /// Azure US Government.
    case usgov

    /// Reads a cloud's name, its aliases from other tools included.
    ///
    /// - Parameter name: `public`, `AzurePublicCloud`, `AzureChinaCloud` and so on, in any case.
    package init?(named name: String) {
        switch name.lowercased() {
        case "public", "azurepubliccloud", "azurecloud": self = .public
        case "china", "azurechinacloud": self = .china
        case "usgov", "azureusgovernment", "azureusgovernmentcloud": self = .usgov
        default: return nil
        }
    }

    // Host suffixes: Microsoft's page on sovereign clouds for the Speech service, 2025-08-07.

    /// What follows the region in the host that issues tokens.
    package var apiSuffix: String {
        switch self {
        case .public: "api.cognitive.microsoft.com"
        case .china: "api.cognitive.azure.cn"
        case .usgov: "api.cognitive.microsoft.us"
        }
    }

    /// What follows the region and `tts.` or `stt.` in the hosts of the Speech service.
    package var speechSuffix: String {
        switch self {
        case .public: "speech.microsoft.com"
        case .china: "speech.azure.cn"
        case .usgov: "speech.azure.us"
        }
    }

    /// What follows a resource's name in its custom domain.
    package var customDomainSuffix: String {
        switch self {
        case .public: "cognitiveservices.azure.com"
        case .china: "cognitiveservices.azure.cn"
        case .usgov: "cognitiveservices.azure.us"
        }
    }

    /// Where a person looks up a resource's keys.
    package var portal: String {
        switch self {
        case .public: "https://portal.azure.com"
        case .china: "https://portal.azure.cn"
        case .usgov: "https://portal.azure.us"
        }
    }
}
