/// The kind of an Azure AI account, as Azure Resource Manager spells it.
///
/// The cases stand in the order of the letter that an annotated key carries for its service
/// (Microsoft's security-utilities, `AzureCognitiveService.cs`): A–Z, then a–o. Kinds that ended
/// before there were such keys stand behind them.
package enum AzureService: String, Sendable, CaseIterable {
    case aiServices = "AIServices"
    case openAI = "OpenAI"
    case anomalyDetectorEE = "AnomalyDetectorEE"
    case anomalyDetector = "AnomalyDetector"
    case cognitiveServices = "CognitiveServices"
    case computerVision = "ComputerVision"
    case contentModerator = "ContentModerator"
    case contentSafety = "ContentSafety"
    case customVisionPrediction = "CustomVision.Prediction"
    case customVisionTraining = "CustomVision.Training"
    case face = "Face"
    case formRecognizer = "FormRecognizer"
    case healthDecisionSupport = "HealthDecisionSupport"
    case healthInsights = "HealthInsights"
    case immersiveReader = "ImmersiveReader"
    case internalAllInOne = "Internal.AllInOne"
    case knowledge = "Knowledge"
    case luisAuthoring = "LUIS.Authoring"
    case luis = "LUIS"
    case metricsAdvisor = "MetricsAdvisor"
    case personalizer = "Personalizer"
    case qnaMaker = "QnAMaker"
    case qnaMakerV2 = "QnAMaker.v2"
    case speakerRecognition = "SpeakerRecognition"
    case speechServices = "SpeechServices"
    case speechTranslation = "SpeechTranslation"
    case textAnalytics = "TextAnalytics"
    case textTranslation = "TextTranslation"
    case dummy = "Dummy"
    case transcriptionIntelligence = "TranscriptionIntelligence"
    case videoIntelligence = "VideoIntelligence"
    case bingAutosuggest = "Bing.Autosuggest"
    case bingAutosuggestV7 = "Bing.Autosuggest.v7"
    case bingCustomSearch = "Bing.CustomSearch"
    case bingCustomVisualSearch = "Bing.CustomVisualSearch"
    case bingEntitySearch = "Bing.EntitySearch"
    case bingSearch = "Bing.Search"
    case bingSearchV7 = "Bing.Search.v7"
    case bingSpeech = "Bing.Speech"
    case bingSpellCheck = "Bing.SpellCheck"
    case bingSpellCheckV7 = "Bing.SpellCheck.v7"
    /// Gone before 2024, so no annotated key names it.
    case academic = "Academic"

    /// The kinds that annotated keys name, in the order of their letters.
    package static let annotated = Array(allCases.prefix { $0 != .academic })
}
