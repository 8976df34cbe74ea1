import CogwatchCore
import Foundation

/// What a host offers under a path.
enum Route: Equatable {
    case issueToken
    case voices
    /// Tells where a custom domain's region is, without any credential.
    ///
    /// Microsoft's Speech SDK for JavaScript asks this before it lists voices.
    case redirect
    /// The cheap question that a service other than Speech answers.
    case list(AzureService, body: String)
    case translate
    case languages

    init?(_ request: SimulatedRequest, on host: SimulatedHost) {
        // API Management compares paths without regard to case.
        let path = request.path.lowercased()
        guard let found = Self.find(request.method, path, on: host) else { return nil }
        self = found
    }

    /// Whose keys open the route, multi-service keys aside.
    var services: [AzureService] {
        switch self {
        // A Translator key gets a token, too, and then a 401 for voices: a classic trap.
        case .issueToken: [.speechServices, .textTranslation]
        case .voices: [.speechServices]
        case .list(let service, _): [service]
        case .translate: [.textTranslation]
        case .redirect, .languages: []
        }
    }

    /// Whether the service behind the route has ended.
    func isOver(at now: Date) -> Bool {
        guard case .list(let service, _) = self else { return false }
        return service.retirement?.isOver(at: now) ?? false
    }

    private static func find(_ method: String, _ path: String, on host: SimulatedHost) -> Route? {
        if host.servesModelsOnly && path != models { return nil }
        return switch (host, method, path) {
        case (.gateway, "POST", "/sts/v1.0/issuetoken"),
            (.customDomain, "POST", "/sts/v1.0/issuetoken"):
            .issueToken
        case (.textToSpeech, "GET", "/cognitiveservices/voices/list"),
            (.customDomain, "GET", "/tts/cognitiveservices/voices/list"):
            .voices
        case (.customDomain, "GET", "/tts/cognitiveservices/websocket/v1"): .redirect
        case (.translator, "GET", "/languages"): .languages
        case (.translator, "POST", "/translate"), (.translator, "POST", "/detect"): .translate
        // Models are asked of the resource that holds them.
        case (.gateway, "GET", models): nil
        case (.gateway, "GET", _), (.customDomain, "GET", _): lists[path]
        default: nil
        }
    }

    private static let models = "/openai/models"

    private static let lists: [String: Route] = [
        "/face/v1.0/largepersongroups": .list(.face, body: "[]"),
        "/face/v1.2/largepersongroups": .list(.face, body: "[]"),
        "/language/authoring/analyze-text/projects": .list(
            .textAnalytics,
            body: #"{"value":[]}"#
        ),
        "/contentsafety/text/blocklists": .list(.contentSafety, body: #"{"value":[]}"#),
        "/documentintelligence/info": .list(
            .formRecognizer,
            body: #"{"customDocumentModels":{"count":0,"limit":250}}"#
        ),
        "/vision/v3.2/models": .list(.computerVision, body: #"{"models":[]}"#),
        models: .list(.openAI, body: #"{"object":"list","data":[]}"#),
        "/luis/authoring/v3.0-preview/apps/": .list(.luisAuthoring, body: "[]"),
    ]
}
