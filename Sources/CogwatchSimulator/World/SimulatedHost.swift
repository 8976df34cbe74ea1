import CogwatchCore

/// The families of Azure's host names, and what a name says within its family.
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

    init?(_ host: String) {
        for cloud in Cloud.allCases {
            guard let found = Self.match(host, in: cloud) else { continue }
            self = found
            return
        }
        return nil
    }

    /// Every wildcard or name that a certificate must carry to pass for Azure.
    static let certificateNames: [String] =
        Cloud.allCases.flatMap { cloud in
            [cloud.apiSuffix, translatorHost(in: cloud)]
                + [
                    cloud.apiSuffix, "tts.\(cloud.speechSuffix)", "stt.\(cloud.speechSuffix)",
                    cloud.customDomainSuffix,
                ].map { "*.\($0)" }
        } + openAISuffixes.map { "*.\($0)" }

    /// The regions of the Speech service.
    ///
    /// Microsoft's page on the regions of the Speech service (2025-11-09) and on sovereign clouds
    /// (2025-08-07).
    static func regions(in cloud: Cloud) -> [String] {
        switch cloud {
        case .public: publicRegions
        case .china: ["chinaeast2", "chinanorth2", "chinanorth3"]
        case .usgov: ["usgovarizona", "usgovvirginia"]
        }
    }

    private static let publicRegions = [
        "australiaeast", "brazilsouth", "canadacentral", "canadaeast", "centralindia", "centralus",
        "eastasia", "eastus", "eastus2", "francecentral", "germanywestcentral", "italynorth",
        "japaneast", "japanwest", "koreacentral", "northcentralus", "northeurope", "norwayeast",
        "qatarcentral", "southafricanorth", "southcentralus", "southeastasia", "swedencentral",
        "switzerlandnorth", "switzerlandwest", "uaenorth", "uksouth", "ukwest", "westcentralus",
        "westeurope", "westus", "westus2", "westus3",
    ]

    private static let openAISuffixes = ["openai.azure.com", "openai.azure.us"]

    private static func match(_ host: String, in cloud: Cloud) -> SimulatedHost? {
        if host == cloud.apiSuffix { return .gateway(region: "global", cloud) }
        if host == translatorHost(in: cloud) { return .translator(cloud) }
        if let region = label(of: host, before: cloud.apiSuffix) {
            return .gateway(region: region, cloud)
        }
        if let region = label(of: host, before: "tts.\(cloud.speechSuffix)") {
            return .textToSpeech(region: region, cloud)
        }
        if let region = label(of: host, before: "stt.\(cloud.speechSuffix)") {
            return .speechToText(region: region, cloud)
        }
        return isCustomDomain(host, in: cloud) ? .customDomain(host) : nil
    }

    /// Whether a name can be the custom domain of an account in this cloud.
    static func isCustomDomain(_ host: String, in cloud: Cloud) -> Bool {
        ([cloud.customDomainSuffix] + openAISuffixes).contains {
            label(of: host, before: $0) != nil
        }
    }

    /// Microsoft's page on Translator in sovereign clouds.
    private static func translatorHost(in cloud: Cloud) -> String {
        switch cloud {
        case .public: "api.cognitive.microsofttranslator.com"
        case .china: "api.translator.azure.cn"
        case .usgov: "api.cognitive.microsofttranslator.us"
        }
    }

    private static func label(of host: String, before suffix: String) -> String? {
        guard host.hasSuffix(".\(suffix)") else { return nil }
        let label = host.dropLast(suffix.count + 1)
        return label.isEmpty || label.contains(".") ? nil : String(label)
    }
}
