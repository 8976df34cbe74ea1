package import Foundation

/// The end of a service: nothing answers its keys any more.
package struct Retirement: Sendable, Equatable {
    /// The first day without the service, from 00:00 UTC; nil where the exact day is not known.
    package let since: Date?
    /// What Microsoft names in its place.
    package let successor: String
    /// Where the end was announced.
    package let source: String

    /// Whether the service is known to be gone; false where the day is not known.
    package func isOver(at now: Date) -> Bool {
        since.map { $0 <= now } ?? false
    }

    /// Whole days since 1970-01-01 in UTC.
    fileprivate init(day: Int?, successor: String, source: String) {
        since = day.map { Date(timeIntervalSince1970: Double($0) * 86_400) }
        self.successor = successor
        self.source = source
    }
}

extension AzureService {
    /// When the service ended and what came in its place; nil for one that still answers, and for
    /// one of whose end nothing is known.
    package var retirement: Retirement? {
        switch self {
        case .bingAutosuggest, .bingAutosuggestV7, .bingCustomSearch, .bingCustomVisualSearch,
            .bingEntitySearch, .bingSearch, .bingSearchV7, .bingSpellCheck, .bingSpellCheckV7:
            .bing
        case .bingSpeech: .bingSpeech
        case .luis, .luisAuthoring: .luis
        case .speechTranslation: .translatorSpeech
        case .academic: .academic
        case .aiServices, .openAI, .anomalyDetectorEE, .anomalyDetector, .cognitiveServices,
            .computerVision, .contentModerator, .contentSafety, .customVisionPrediction,
            .customVisionTraining, .face, .formRecognizer, .healthDecisionSupport,
            .healthInsights, .immersiveReader, .internalAllInOne, .knowledge, .metricsAdvisor,
            .personalizer, .qnaMaker, .qnaMakerV2, .speakerRecognition, .speechServices,
            .textAnalytics, .textTranslation, .dummy, .transcriptionIntelligence,
            .videoIntelligence:
            nil
        }
    }
}

extension Retirement {
    /// Of all Bing kinds but Bing Speech, on 2025-08-11.
    fileprivate static let bing = Retirement(
        day: 20_311,
        successor: "Grounding with Bing Search in Azure AI Agents",
        source: "Microsoft's overview of the Bing Search APIs, 2025-08-11"
    )

    /// On 2019-10-15.
    fileprivate static let bingSpeech = Retirement(
        day: 18_184,
        successor: "a resource of kind SpeechServices, with a key of its own",
        source: "Microsoft's guide to migrate from Bing Speech, and its mail to customers"
    )

    /// On 2026-03-31, half a year after the first date that was announced.
    fileprivate static let luis = Retirement(
        day: 20_543,
        successor: "conversational language understanding, in a resource of kind TextAnalytics",
        source: "Microsoft's page on LUIS regions, in the reference of previous versions"
    )

    fileprivate static let translatorSpeech = Retirement(
        day: nil,
        successor: "a resource of kind SpeechServices, with a key of its own",
        source: "Microsoft's guide to migrate from the Translator Speech API"
    )

    /// Moved to Microsoft's Labs and ended in 2021.
    fileprivate static let academic = Retirement(
        day: nil,
        successor: "another catalogue of publications, such as OpenAlex",
        source: "Microsoft Research's notice on Microsoft Academic, 2021"
    )
}
