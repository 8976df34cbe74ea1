/// Why a notification was not delivered at an attempt, or not as it should be.
///
/// The raw values are label values.
package enum NotificationFault: String, Sendable, CaseIterable {
    /// A 4xx that is not worth another attempt.
    case clientError = "client_error"
    /// 429.
    case rateLimited = "rate_limited"
    case serverError = "server_error"
    case timeout
    /// Name, connection, TLS or proxy.
    case network = "network_error"
    /// A 2xx or 3xx that is no delivery, such as a refusal in Slack's own words.
    case unexpectedAnswer = "unexpected_answer"
    /// The operator's template made nothing that can be sent: the usual body went out instead.
    case template = "template_error"
    /// The queue was full, and newer news took its place.
    case queueFull = "queue_full"

    /// What stands behind an answer that was no delivery.
    package init(_ answer: Answer) {
        switch answer.outcome {
        case .noResponse(.timedOut): self = .timeout
        case .noResponse: self = .network
        case .response(let response):
            switch response.status {
            case 429: self = .rateLimited
            case 400...499: self = .clientError
            case 500...599: self = .serverError
            default: self = .unexpectedAnswer
            }
        }
    }
}
