/// What a host's name says: which cloud, which kind of endpoint, and which region or resource.
package struct AzureHost: Sendable, Equatable {
    /// The kinds of hosts that answer, or once answered, for Azure AI.
    package enum Family: String, Sendable, CaseIterable {
        /// `<region>.api.cognitive.microsoft.com`: tokens, and most services.
        case api
        case tts, stt, voice, s2s
        /// `<name>.cognitiveservices.azure.com`.
        case customDomain
        /// A custom domain's name inside a private network.
        case privateLink
        case openAI
        /// `<name>.services.ai.azure.com`.
        case foundry
        case translator
        /// The Translator of before 2021.
        case translatorV2
        case bingSearch, bingSpeech
        /// The names of before 2017.
        case projectOxford
        /// Somebody's own gateway, which may have its own keys.
        case apiManagement
        case resourceManager, entra, keyVault
        /// Azure in Germany, closed on 2021-10-29.
        case closedCloud
        case other
    }

    /// In small letters, without scheme, port, path and final dot.
    package let host: String
    package let family: Family
    /// The cloud of the host's suffix; nil where the suffix is not known.
    package let cloud: Cloud?
    /// What stands before the suffix: a region or a resource's name.
    package let label: String?

    /// Reads a host's name, or the one in a URL.
    ///
    /// Any text can be read; most are ``Family/other``.
    package init(_ text: String) {
        host = Self.host(in: text)
        for entry in Self.suffixes {
            guard let label = Self.label(of: host, before: entry.suffix) else { continue }
            family = entry.family
            cloud = entry.cloud
            self.label = label.isEmpty ? nil : label
            return
        }
        family = .other
        cloud = nil
        label = nil
    }

    /// Whether it has the form of a name, and none of its parts that of a secret.
    package var isPresentable: Bool {
        // RFC 1035, section 2.3.4; a key is longer.
        host.split(separator: ".").allSatisfy { $0.utf8.count <= 63 }
            && Redaction.presentable(host) == host
    }

    /// The word in the place of the region, which need not be a region; nil where there is none.
    package var region: String? { family.isRegional ? label : nil }

    /// The name of the one resource that the host serves.
    package var resourceName: String? { family.isOfOneResource ? label : nil }

    /// What is odd about the word in the place of the region.
    package var regionDoubt: RegionDoubt? {
        guard let region, let cloud else { return nil }
        return Regions.doubt(about: region, in: cloud)
    }

    private struct Suffix {
        let suffix: String
        let family: Family
        let cloud: Cloud
    }

    /// The longer suffix first, where one ends in another.
    private static let suffixes: [Suffix] =
        Cloud.allCases.flatMap { cloud in
            [
                Suffix(suffix: cloud.apiSuffix, family: .api, cloud: cloud),
                Suffix(suffix: "tts.\(cloud.speechSuffix)", family: .tts, cloud: cloud),
                Suffix(suffix: "stt.\(cloud.speechSuffix)", family: .stt, cloud: cloud),
                Suffix(suffix: "voice.\(cloud.speechSuffix)", family: .voice, cloud: cloud),
                Suffix(suffix: "s2s.\(cloud.speechSuffix)", family: .s2s, cloud: cloud),
                Suffix(
                    suffix: "privatelink.\(cloud.customDomainSuffix)",
                    family: .privateLink,
                    cloud: cloud
                ),
                Suffix(suffix: cloud.customDomainSuffix, family: .customDomain, cloud: cloud),
            ]
        } + others

    // Sources: Microsoft's pages on the Translator in sovereign clouds, Azure's environments in
    // go-autorest, and the retirement notices of Bing Search and Bing Speech.
    private static let others: [Suffix] = [
        Suffix(suffix: "openai.azure.com", family: .openAI, cloud: .public),
        Suffix(suffix: "openai.azure.us", family: .openAI, cloud: .usgov),
        Suffix(suffix: "services.ai.azure.com", family: .foundry, cloud: .public),
        Suffix(suffix: "cognitive.microsofttranslator.com", family: .translator, cloud: .public),
        Suffix(suffix: "cognitive.microsofttranslator.us", family: .translator, cloud: .usgov),
        Suffix(suffix: "translator.azure.cn", family: .translator, cloud: .china),
        Suffix(suffix: "api.microsofttranslator.com", family: .translatorV2, cloud: .public),
        Suffix(suffix: "api.bing.microsoft.com", family: .bingSearch, cloud: .public),
        Suffix(suffix: "speech.platform.bing.com", family: .bingSpeech, cloud: .public),
        Suffix(suffix: "projectoxford.ai", family: .projectOxford, cloud: .public),
        Suffix(suffix: "cloudapp.net", family: .projectOxford, cloud: .public),
        Suffix(suffix: "azure-api.net", family: .apiManagement, cloud: .public),
        Suffix(suffix: "azure-api.us", family: .apiManagement, cloud: .usgov),
        Suffix(suffix: "azure-api.cn", family: .apiManagement, cloud: .china),
        Suffix(suffix: "management.azure.com", family: .resourceManager, cloud: .public),
        Suffix(suffix: "management.usgovcloudapi.net", family: .resourceManager, cloud: .usgov),
        Suffix(suffix: "management.chinacloudapi.cn", family: .resourceManager, cloud: .china),
        Suffix(suffix: "login.microsoftonline.com", family: .entra, cloud: .public),
        Suffix(suffix: "login.microsoftonline.us", family: .entra, cloud: .usgov),
        Suffix(suffix: "login.partner.microsoftonline.cn", family: .entra, cloud: .china),
        Suffix(suffix: "login.chinacloudapi.cn", family: .entra, cloud: .china),
        Suffix(suffix: "vault.azure.net", family: .keyVault, cloud: .public),
        Suffix(suffix: "vault.usgovcloudapi.net", family: .keyVault, cloud: .usgov),
        Suffix(suffix: "vault.azure.cn", family: .keyVault, cloud: .china),
        Suffix(suffix: "microsoftazure.de", family: .closedCloud, cloud: .public),
    ]

    private static func label(of host: String, before suffix: String) -> String? {
        if host == suffix { return "" }
        guard host.hasSuffix("." + suffix) else { return nil }
        return String(host.dropLast(suffix.count + 1))
    }

    private static func host(in text: String) -> String {
        var rest = text.filter { !$0.isWhitespace }[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { !"/?#\\".contains($0) }
        if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
        if !rest.hasPrefix("[") { rest = rest.prefix { $0 != ":" } }
        if rest.hasSuffix(".") { rest = rest.dropLast() }
        return rest.lowercased()
    }
}

extension AzureHost.Family {
    /// Whether the host's first label names a region.
    package var isRegional: Bool {
        switch self {
        case .api, .tts, .stt, .voice, .s2s: true
        case .customDomain, .privateLink, .openAI, .foundry, .translator, .translatorV2,
            .bingSearch, .bingSpeech, .projectOxford, .apiManagement, .resourceManager, .entra,
            .keyVault, .closedCloud, .other:
            false
        }
    }

    /// Whether the host serves a single resource, named in its first label.
    package var isOfOneResource: Bool {
        switch self {
        case .customDomain, .privateLink, .openAI, .foundry, .apiManagement, .keyVault: true
        case .api, .tts, .stt, .voice, .s2s, .translator, .translatorV2, .bingSearch, .bingSpeech,
            .projectOxford, .resourceManager, .entra, .closedCloud, .other:
            false
        }
    }

    /// Whether nothing answers there any more.
    package var isRetired: Bool {
        switch self {
        case .translatorV2, .bingSearch, .bingSpeech, .projectOxford, .closedCloud: true
        case .api, .tts, .stt, .voice, .s2s, .customDomain, .privateLink, .openAI, .foundry,
            .translator, .apiManagement, .resourceManager, .entra, .keyVault, .other:
            false
        }
    }
}
