/// What a probe asks of an account.
package enum Operation: String, Sendable, CaseIterable, Codable {
    /// `POST …/sts/v1.0/issueToken`: is the key good here?
    case token
    /// `GET …/cognitiveservices/voices/list`: may it be used for speech?
    case voices
    /// The voices list again, with the token that was just issued.
    case bearer
}

/// The URLs of the Speech service, by cloud and by region or custom domain.
///
/// Source: Microsoft's pages on the speech-to-text REST authentication (2026-05-21), the
/// text-to-speech REST API (2024-09-23) and Speech behind private endpoints (2026-03-23).
package struct SpeechHosts: Sendable, Equatable {
    /// The host that issues tokens.
    package let tokenHost: String
    /// The host that lists voices.
    package let voicesHost: String
    private let voicesPath: String

    /// The hosts that all accounts of a region share.
    package static func regional(_ region: String, in cloud: Cloud) -> SpeechHosts {
        SpeechHosts(
            tokenHost: "\(region).\(cloud.apiSuffix)",
            voicesHost: "\(region).tts.\(cloud.speechSuffix)",
            voicesPath: "/cognitiveservices/voices/list"
        )
    }

    /// The host of one resource with a custom domain, which serves both.
    package static func customDomain(_ host: String) -> SpeechHosts {
        SpeechHosts(
            tokenHost: host,
            voicesHost: host,
            voicesPath: "/tts/cognitiveservices/voices/list"
        )
    }

    /// The host that answers an operation.
    package func host(for operation: Operation) -> String {
        switch operation {
        case .token: tokenHost
        case .voices, .bearer: voicesHost
        }
    }

    /// The whole URL of an operation.
    package func url(for operation: Operation) -> String {
        switch operation {
        case .token: "https://\(tokenHost)/sts/v1.0/issueToken"
        case .voices, .bearer: "https://\(voicesHost)\(voicesPath)"
        }
    }
}
