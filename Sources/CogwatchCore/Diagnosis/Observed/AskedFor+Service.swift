extension AskedFor.Service {
    /// Names the service that was asked; nil where nothing tells.
    ///
    /// A host of one service tells most, then the path, then the reporter's own word. For a token
    /// the word comes first: every service's key may ask for one under the same path.
    init?(host: AzureHost?, path: String, word: String?, operation: String?) {
        let spoken = word.flatMap { Self(word: $0.lowercased(), path: path, operation: operation) }
        let byPath = Self(path: path)
        let isAboutTokens = path.contains("issuetoken")
        let found =
            host.flatMap { Self(family: $0.family) }
            ?? (isAboutTokens ? spoken ?? byPath : byPath ?? spoken)
        guard let found else { return nil }
        self = found
    }

    private init?(family: AzureHost.Family) {
        switch family {
        case .tts, .stt, .voice, .s2s: self = .speech
        case .bingSpeech: self = .bingSpeech
        case .bingSearch: self = .bing
        case .translator, .translatorV2: self = .translator
        case .openAI: self = .openAI
        case .entra: self = .entra
        case .resourceManager: self = .resourceManager
        case .keyVault: self = .keyVault
        case .api, .customDomain, .privateLink, .foundry, .projectOxford, .apiManagement,
            .closedCloud, .other:
            return nil
        }
    }

    /// The first part of a path belongs to one service (Microsoft's REST references).
    private static let byFirstPart: [Substring: Self] = [
        "sts": .speech, "tts": .speech, "stt": .speech, "speech": .speech, "voice": .speech,
        "speechtotext": .speech, "texttospeech": .speech, "customvoice": .speech,
        "cognitiveservices": .speech, "token": .speech, "synthesize": .speech,
        "recognize": .speech,
        "translate": .translator, "translator": .translator, "transliterate": .translator,
        "face": .face, "vision": .vision, "computervision": .vision,
        "customvision": .customVision, "qnamaker": .qnaMaker,
        "text": .language, "language": .language,
        "formrecognizer": .documents, "documentintelligence": .documents,
        "openai": .openAI, "models": .openAI,
        "bing": .bing, "academic": .academic, "contentmoderator": .contentModerator,
    ]

    private init?(path: String) {
        guard let first = path.split(separator: "/").first else { return nil }
        if first == "luis" {
            self = Self.isLUISAuthoring(path) ? .luisAuthoring : .luisPrediction
            return
        }
        guard let service = Self.byFirstPart[first] else { return nil }
        self = service
    }

    // `/luis/api/v2.0` and `/luis/authoring/v3.0-preview` are authoring; `/luis/v2.0/apps` and
    // `/luis/prediction/v3.0` are prediction (LUIS reference).
    private static func isLUISAuthoring(_ path: String) -> Bool {
        path.hasPrefix("/luis/api") || path.hasPrefix("/luis/authoring")
    }

    /// What reporters call the services.
    private static let words: [(part: String, service: Self)] = [
        ("bing speech", .bingSpeech), ("speech", .speech), ("tts", .speech), ("stt", .speech),
        ("translat", .translator), ("face", .face), ("customvision", .customVision),
        ("custom vision", .customVision), ("vision", .vision), ("ocr", .vision),
        ("qna", .qnaMaker), ("language", .language), ("text analytics", .language),
        ("textanalytics", .language), ("form", .documents), ("document", .documents),
        ("openai", .openAI), ("gpt", .openAI), ("bing", .bing), ("academic", .academic),
        ("moderat", .contentModerator), ("key vault", .keyVault), ("keyvault", .keyVault),
        ("entra", .entra), ("resource manager", .resourceManager),
    ]

    private init?(word: String, path: String, operation: String?) {
        if word.contains("luis") {
            let isAuthoring = Self.isLUISAuthoring(path) || operation?.contains("author") == true
            self = isAuthoring ? .luisAuthoring : .luisPrediction
            return
        }
        guard let known = Self.words.first(where: { word.contains($0.part) }) else { return nil }
        self = known.service
    }

    /// The kind of account, where one kind alone serves.
    package var kind: AzureService? {
        switch self {
        case .bing: .bingSearchV7
        case .bingSpeech: .bingSpeech
        case .luisPrediction: .luis
        case .luisAuthoring: .luisAuthoring
        case .academic: .academic
        case .speech: .speechServices
        case .translator: .textTranslation
        case .face: .face
        case .vision: .computerVision
        case .qnaMaker: .qnaMaker
        case .language: .textAnalytics
        case .documents: .formRecognizer
        case .openAI: .openAI
        case .contentModerator: .contentModerator
        case .customVision, .entra, .resourceManager, .keyVault: nil
        }
    }
}
