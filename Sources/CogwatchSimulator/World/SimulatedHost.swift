import CogwatchCore

/// The hosts that the simulated Azure has, by what they serve.
enum SimulatedHost: Equatable {
    /// `<region>.api.cognitive.microsoft.com`; the bare suffix is the region `global`.
    case gateway(region: String, Cloud)
    /// `<region>.tts.speech.microsoft.com`
    case textToSpeech(region: String, Cloud)
    /// `<region>.stt.speech.microsoft.com`
    case speechToText(region: String, Cloud)
    /// `<name>.cognitiveservices.azure.com`, and `<name>.openai.azure.com` likewise.
    case customDomain(String)
    /// The Translator's own front end.
    case translator(Cloud)

    init?(_ name: String) {
        let host = AzureHost(name)
        guard let cloud = host.cloud else { return nil }
        // Without a region there are no Speech hosts; the word makes them as dead as they are.
        let region = host.label ?? Self.noRegion
        switch host.family {
        case .api: self = .gateway(region: region, cloud)
        case .tts: self = .textToSpeech(region: region, cloud)
        case .stt: self = .speechToText(region: region, cloud)
        case .customDomain, .openAI: self = .customDomain(host.host)
        case .translator: self = .translator(cloud)
        case .voice, .s2s, .privateLink, .foundry, .translatorV2, .bingSearch, .bingSpeech,
            .projectOxford, .apiManagement, .resourceManager, .entra, .keyVault, .closedCloud,
            .other:
            return nil
        }
    }

    /// The region of services that have none, such as the global Translator.
    static let noRegion = "global"

    /// Whether this is Azure OpenAI's own name of a resource: nothing else answers there.
    var servesModelsOnly: Bool {
        guard case .customDomain(let domain) = self else { return false }
        return AzureHost(domain).family == .openAI
    }

    /// Every wildcard or name that a certificate must carry to pass for Azure.
    static let certificateNames: [String] =
        Cloud.allCases.flatMap { cloud in
            [
                cloud.apiSuffix, "*.\(cloud.apiSuffix)", "*.tts.\(cloud.speechSuffix)",
                "*.stt.\(cloud.speechSuffix)", "*.\(cloud.customDomainSuffix)",
            ]
        } + [
            "api.cognitive.microsofttranslator.com", "api.cognitive.microsofttranslator.us",
            "api.translator.azure.cn", "*.openai.azure.com", "*.openai.azure.us",
        ] + ManagementHost.certificateNames

    /// Whether a name can be the custom domain of an account in this cloud.
    static func isCustomDomain(_ name: String, in cloud: Cloud) -> Bool {
        let host = AzureHost(name)
        guard host.host == name, host.cloud == cloud, let label = host.label else { return false }
        return [.customDomain, .openAI].contains(host.family) && !label.contains(".")
    }
}
