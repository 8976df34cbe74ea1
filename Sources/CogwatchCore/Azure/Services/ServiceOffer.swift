/// What a kind of account can be asked free of charge.
///
/// Translating, recognising, analysing and predicting are billed, so nothing of that is ever here.
package struct ServiceOffer: Sendable, Equatable {
    /// A listing that shows whether a key is good, and returns little.
    package struct Listing: Sendable, Equatable {
        /// The path below the host, with its query.
        package let path: String
        /// The header that carries the key.
        package let keyHeader: String

        init(_ path: String, keyHeader: String = Endpoint.usualKeyHeader) {
            self.path = path
            self.keyHeader = keyHeader
        }
    }

    /// What is asked where nothing else is configured.
    package let defaults: [Operation]
    /// All that may be asked; empty where no free call is known, or none is left.
    package let allowed: [Operation]
    /// How ``Operation/list`` is asked.
    package let listing: Listing?
    /// Whether no host of the region answers, only the resource's own.
    package let needsEndpoint: Bool

    private init(
        defaults: [Operation],
        allowed: [Operation],
        listing: Listing? = nil,
        needsEndpoint: Bool = false
    ) {
        self.defaults = defaults
        self.allowed = allowed
        self.listing = listing
        self.needsEndpoint = needsEndpoint
    }

    fileprivate static let nothing = ServiceOffer(defaults: [], allowed: [])

    private static func listing(
        _ path: String,
        keyHeader: String = Endpoint.usualKeyHeader,
        needsEndpoint: Bool = false
    ) -> ServiceOffer {
        ServiceOffer(
            defaults: [.list],
            allowed: [.list],
            listing: Listing(path, keyHeader: keyHeader),
            needsEndpoint: needsEndpoint
        )
    }
}

extension AzureService {
    /// What an account of this kind can be asked.
    package var offer: ServiceOffer {
        switch self {
        case .speechServices, .aiServices, .cognitiveServices: .speech
        case .textTranslation: .translator
        case .face: .face
        case .computerVision: .vision
        case .textAnalytics: .language
        case .contentSafety: .contentSafety
        case .formRecognizer: .documentIntelligence
        case .openAI: .openAI
        case .luisAuthoring: .luisAuthoring
        case .anomalyDetectorEE, .anomalyDetector, .contentModerator, .customVisionPrediction,
            .customVisionTraining, .healthDecisionSupport, .healthInsights, .immersiveReader,
            .internalAllInOne, .knowledge, .luis, .metricsAdvisor, .personalizer, .qnaMaker,
            .qnaMakerV2, .speakerRecognition, .speechTranslation, .dummy,
            .transcriptionIntelligence, .videoIntelligence, .bingAutosuggest,
            .bingAutosuggestV7, .bingCustomSearch, .bingCustomVisualSearch, .bingEntitySearch,
            .bingSearch, .bingSearchV7, .bingSpeech, .bingSpellCheck, .bingSpellCheckV7,
            .academic:
            .nothing
        }
    }

    /// Whether an account of this kind can be watched: it can be asked, or its end is known.
    package var canBeWatched: Bool { !offer.allowed.isEmpty || retirement != nil }

    /// Whether a key of this kind opens the Speech endpoints that cogwatch probes.
    ///
    /// Multi-service keys do: Resource Manager itself lists the regional Speech hosts among an
    /// AIServices account's endpoints.
    package var servesSpeech: Bool { offer.allowed.contains(.voices) }

    /// Whether there are accounts of this kind with the location `global`.
    ///
    /// Sources: Microsoft's page on Translator authentication (2026-06-02), and the locations of
    /// Bing accounts in Resource Manager.
    package func hasGlobalAccounts(in cloud: Cloud) -> Bool {
        guard cloud == .public else { return false }
        return self == .textTranslation || (offer.allowed.isEmpty && retirement != nil)
    }
}

// Paths: Microsoft's specifications in azure-rest-api-specs, unless said otherwise.
extension ServiceOffer {
    /// Microsoft's pages on Speech authentication (2026-05-21) and text to speech (2024-09-23).
    fileprivate static let speech = ServiceOffer(
        defaults: [.token, .voices],
        allowed: [.token, .voices, .bearer]
    )

    /// The list of languages needs no key and proves nothing; all else is billed by character.
    fileprivate static let translator = ServiceOffer(defaults: [.token], allowed: [.token])

    /// Gated: a resource without approval answers 403 `UnsupportedFeature` to a good key.
    fileprivate static let face = listing("/face/v1.0/largepersongroups?top=1")

    /// Versions before 3.2 ended on 2026-09-13 (Microsoft's announcement of 2023-09-29).
    fileprivate static let vision = listing("/vision/v3.2/models")

    /// Azure Language, which was Text Analytics.
    fileprivate static let language = listing(
        "/language/authoring/analyze-text/projects?api-version=2023-04-01"
    )

    fileprivate static let contentSafety = listing(
        "/contentsafety/text/blocklists?api-version=2023-10-01"
    )

    /// Document Intelligence, which was Form Recognizer.
    fileprivate static let documentIntelligence = listing(
        "/documentintelligence/info?api-version=2024-11-30"
    )

    fileprivate static let openAI = listing(
        "/openai/models?api-version=2024-10-21",
        keyHeader: "api-key",
        needsEndpoint: true
    )

    /// Microsoft's reference of LUIS's programmatic APIs, v3.0 preview.
    fileprivate static let luisAuthoring = listing("/luis/authoring/v3.0-preview/apps/")
}
