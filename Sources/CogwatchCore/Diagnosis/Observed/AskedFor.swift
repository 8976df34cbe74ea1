package import Foundation

/// What a request shows of itself: whom it asked, for what, and with what.
///
/// Nothing but an observed failure has one: what cogwatch asks itself is known from the account.
package struct AskedFor: Sendable {
    /// The services that a host, a path or a word can name.
    package enum Service: Sendable, CaseIterable {
        case speech, bingSpeech, translator, face, vision, customVision
        case luisPrediction, luisAuthoring, qnaMaker, language, documents, openAI
        case bing, academic, contentModerator
        case entra, resourceManager, keyVault
    }

    /// What a host serves.
    package enum Reach: Sendable {
        /// `api.cognitive.microsoft.com` without a region: the host of global resources, and of
        /// all resources once.
        case shared
        case regional
        /// A single resource: the host and not the key's region decides.
        case own
        /// Anything else, and where no host is known.
        case other
    }

    /// What is known of `Ocp-Apim-Subscription-Region`.
    package enum RegionHeader: Sendable {
        case unknown, absent, sent
    }

    package let service: Service?
    package let host: AzureHost?
    package let reach: Reach
    /// In small letters, without the query.
    package let path: String
    /// In small letters.
    package let query: String
    /// In capitals.
    package let method: String?
    package let operation: String
    /// Nil where nobody said; a key is the commonest.
    package let credential: ObservedFailure.Credential?
    package let regionHeader: RegionHeader
    package let keyHint: KeyHint?
    package let tokenEnd: Date?
    /// The answer's own `Date`, unread: reading dates is slow, and few rules want it.
    package let dateHeader: String?
    /// What a client said where no answer came, in small letters.
    package let words: String
    /// Whether the words are of a kind that is known.
    package let isUnderstood: Bool

    /// The word in the region's place is unusable where a reporter left it out.
    package var regionDoubt: RegionDoubt? {
        guard let region = host?.region, !Self.isLeftOut(region) else { return nil }
        return host?.regionDoubt
    }

    /// Whether a token was asked for with a key.
    package var isTokenCall: Bool {
        path.contains("issuetoken") || (path.isEmpty && operation == "token")
    }

    /// When the answer was given, if it says so.
    package var answeredAt: Date? { dateHeader.flatMap(RetryAfter.httpDate) }

    /// The end of the service that was asked.
    package var retirement: Retirement? { service?.kind?.retirement }

    private static func isLeftOut(_ label: String) -> Bool {
        label.contains { "<>{}[]$%*".contains($0) }
    }
}

extension AskedFor {
    init(of failure: ObservedFailure, words: String, isUnderstood: Bool) {
        let location = failure.url.map(Location.init)
        // A key or token in a host's place would be shown as one.
        let host = location.flatMap { $0.host.isPresentable ? $0.host : nil }
        self.host = host
        reach = Reach(of: host)
        path = location?.path ?? ""
        query = location?.query ?? ""
        service = Service(
            host: host,
            path: location?.path ?? "",
            word: failure.service,
            operation: failure.operation
        )
        method = failure.method?.uppercased()
        operation = failure.operation?.lowercased() ?? ""
        credential = failure.credential
        regionHeader = failure.regionHeader
        keyHint = KeyHint(shape: failure.keyShape, location: failure.keyLocation)
        tokenEnd = failure.tokenEnd
        dateHeader = failure.headers["Date"]
        self.words = words.lowercased()
        self.isUnderstood = isUnderstood
    }

    /// A URL taken apart.
    private struct Location {
        let host: AzureHost
        let path: String
        let query: String

        init(_ url: String) {
            host = AzureHost(url)
            let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
            let parts = rest.drop { $0 != "/" && $0 != "?" }
                .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            path = parts.first?.lowercased() ?? ""
            query = parts.count > 1 ? parts[1].lowercased() : ""
        }
    }
}

extension AskedFor.Reach {
    init(of host: AzureHost?) {
        guard let host else {
            self = .other
            return
        }
        if host.family == .api, host.label == nil {
            self = .shared
        } else if host.family.isRegional {
            self = .regional
        } else {
            self = host.family.isOfOneResource ? .own : .other
        }
    }
}
