extension NoResponse {
    /// What happened, in a few words, for a log line or a table.
    package var shortDescription: String {
        switch self {
        case .nameNotResolved: "name not resolved"
        case .notConnected: "not connected"
        case .untrustedCertificate: "untrusted certificate"
        case .tlsFailed: "TLS failed"
        case .proxyFailed: "proxy failed"
        case .connectionClosed: "connection closed"
        case .bodyCutOff: "body cut off"
        case .notHTTP: "not HTTP"
        case .bodyTooLarge: "body too large"
        case .timedOut(let phase): "timed out in \(phase.rawValue)"
        case .cancelled: "cancelled"
        }
    }
}
