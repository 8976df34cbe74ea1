/// What it can mean that no answer came, by what a client said of it.
extension RequestRules {
    static func unanswered(_ asked: AskedFor, _ noResponse: NoResponse) -> [Hypothesis] {
        if !asked.isUnderstood, let complaint = ClientComplaint(asked.words) {
            return hypotheses(for: complaint)
        }
        if asked.credential == .some(.none) {
            return likely(.missingKey, "no credential was sent")
        }
        if let doubt = asked.regionDoubt, let region = asked.host?.region,
            noResponse.isOfNoConnection
        {
            return oddRegion(region, doubt)
        }
        if asked.host?.family.isRetired == true, noResponse.isOfNoConnection {
            // A name that does not resolve is what is left of a host; other words are not clear.
            if case .nameNotResolved = noResponse {
                return likely(.serviceRetired, "this host was given up", or: .dnsFailure)
            }
            return possible(.serviceRetired, .trialExpired, .connectFailure)
        }
        return asked.isUnderstood ? byPhase(asked, noResponse) : []
    }

    private static func hypotheses(for complaint: ClientComplaint) -> [Hypothesis] {
        switch complaint {
        case .keyIsMissing:
            likely(.missingKey, "the client found no key to send", or: .keyMalformed)
        case .keyIsNoHeaderValue:
            likely(.keyMalformed, "the client could not put the key into a header", or: .missingKey)
        }
    }

    // The word in the region's place names the mistake where it is nearly a region. A language, a
    // variable that was never set or a resource's name is one and the same mistake as a host that
    // does not resolve, and reports call it either.
    private static func oddRegion(_ region: String, _ doubt: RegionDoubt) -> [Hypothesis] {
        let hypothesis = PairingRules.hypothesis(from: doubt, region: region)
        switch doubt {
        case .otherCloud, .misspelt, .displayName:
            return [hypothesis.with(.likely)] + possible(.dnsFailure)
        case .locale, .placeholder, .hostName, .global, .withoutSpeech:
            return [hypothesis.with(.possible)] + possible(.dnsFailure)
        case .unknown:
            return [
                Hypothesis(
                    .wrongEndpointKind,
                    .possible,
                    hypothesis.evidence + ["it may be the resource's name"]
                ), hypothesis,
            ] + possible(.dnsFailure)
        }
    }

    private static func byPhase(_ asked: AskedFor, _ noResponse: NoResponse) -> [Hypothesis] {
        switch noResponse {
        case .nameNotResolved:
            // A custom domain goes with its resource.
            asked.reach == .own
                ? likely(.dnsFailure, or: .resourceDeleted, .connectFailure)
                : likely(.dnsFailure, or: .connectFailure, .proxyFailure)
        case .untrustedCertificate: likely(.tlsFailure, or: .proxyFailure)
        case .tlsFailed:
            // The Speech SDK says so of a connection that opened and then failed below TLS or
            // within it.
            asked.words.contains("underlying_io_error")
                ? possible(.tlsFailure, .connectFailure, .proxyFailure)
                : likely(.tlsFailure, or: .connectFailure, .proxyFailure)
        case .proxyFailed: likely(.proxyFailure)
        case .timedOut: likely(.timeout, or: .serviceOutage, .connectFailure)
        case .notConnected: notConnected(asked)
        case .connectionClosed: possible(.connectFailure, .proxyFailure, .timeout)
        case .bodyCutOff, .bodyTooLarge, .notHTTP, .cancelled: []
        }
    }

    private static func notConnected(_ asked: AskedFor) -> [Hypothesis] {
        // A browser is told of no failed websocket but its number 1006.
        if asked.words.split(whereSeparator: { !$0.isNumber }).contains("1006") {
            return possible(.wrongRegion, .invalidKey, .connectFailure)
        }
        // The Speech SDK's one sentence for all that happens before an answer.
        if asked.words.contains("no connection to the remote host") {
            return asked.words.contains("10060")
                ? possible(.connectFailure, .timeout, .proxyFailure)
                : possible(.connectFailure, .proxyFailure, .timeout)
        }
        return likely(.connectFailure, or: .proxyFailure, .timeout)
    }

    private static func likely(_ cause: Cause, or rivals: Cause...) -> [Hypothesis] {
        [Hypothesis(cause, .likely)] + rivals.map { Hypothesis($0, .possible) }
    }
}

/// What a client library says before it sends anything.
private enum ClientComplaint {
    case keyIsMissing, keyIsNoHeaderValue

    init?(_ words: String) {
        let text = FoundText(words)
        func says(_ phrases: RankedPhrases) -> Bool { text.first(of: phrases) != nil }
        if says(Self.headers), says(Self.objections) {
            self = .keyIsNoHeaderValue
        } else if says(Self.keys), says(Self.lacks) {
            self = .keyIsMissing
        } else {
            return nil
        }
    }

    private static let headers = RankedPhrases([
        ["header value", "header content", "header field value"]
    ])
    private static let objections = RankedPhrases([
        [
            "invalid", "illegal", "not allowed", "reserved", "prohibited", "malformed",
        ]
    ])
    private static let keys = RankedPhrases([
        [
            "subscriptionkey", "subscription key", "subscription_key", "subscription-key", "apikey",
            "api_key", "api key", "api-key", "speech_key", "credential",
        ]
    ])
    private static let lacks = RankedPhrases([
        [
            "null", "undefined", "empty", "missing", "must be set", "must be provided", "required",
            "not set", "not provided", "blank", "whitespace", "none",
        ]
    ])
}

extension NoResponse {
    /// Whether nothing could be sent at all, or nobody can say.
    fileprivate var isOfNoConnection: Bool {
        switch self {
        case .nameNotResolved, .notConnected, .timedOut, .connectionClosed: true
        case .cancelled, .untrustedCertificate, .tlsFailed, .proxyFailed, .bodyCutOff, .notHTTP,
            .bodyTooLarge:
            false
        }
    }
}
