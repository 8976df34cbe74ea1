/// How far a key of one kind of account opens what cogwatch asks of another kind.
package enum KeyReach: Sendable, Equatable {
    /// All that is asked.
    case all
    /// Perhaps: nobody has written down which services a multi-service key opens where.
    case some
    case none
}

extension AzureService {
    /// How far a key of this kind opens accounts of another one, hosts of single resources aside.
    package func reach(into kind: AzureService) -> KeyReach {
        // Speech, alone or among others, is asked on the same hosts of the region.
        if self == kind || (servesSpeech && kind.servesSpeech) { return .all }
        switch self {
        // Of keys for internal use nothing is known.
        case .aiServices, .cognitiveServices, .internalAllInOne, .dummy: return .some
        // An OpenAI resource keeps its keys when it becomes an AIServices one (Microsoft's page on
        // the upgrade to Foundry).
        case .openAI: return kind == .aiServices ? .some : .none
        case .anomalyDetectorEE, .anomalyDetector, .computerVision, .contentModerator,
            .contentSafety, .customVisionPrediction, .customVisionTraining, .face,
            .formRecognizer, .healthDecisionSupport, .healthInsights, .immersiveReader,
            .knowledge, .luisAuthoring, .luis, .metricsAdvisor, .personalizer, .qnaMaker,
            .qnaMakerV2, .speakerRecognition, .speechServices, .speechTranslation,
            .textAnalytics, .textTranslation, .transcriptionIntelligence, .videoIntelligence,
            .bingAutosuggest, .bingAutosuggestV7, .bingCustomSearch, .bingCustomVisualSearch,
            .bingEntitySearch, .bingSearch, .bingSearchV7, .bingSpeech, .bingSpellCheck,
            .bingSpellCheckV7, .academic:
            return .none
        }
    }
}
