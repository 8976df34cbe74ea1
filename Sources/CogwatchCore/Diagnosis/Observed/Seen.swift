/// What somebody else saw, put as an answer of our own transport would be.
struct Seen {
    let answer: Answer
    /// Whether there is an answer of a service, and not only somebody's words for its absence.
    let isAnswered: Bool
    /// Whether the words are of a kind that is known.
    let isUnderstood: Bool

    init(_ failure: ObservedFailure) {
        let words = failure.transportError ?? failure.clientError ?? ""
        if let status = failure.status ?? Self.status(failure, words) {
            answer = Self.response(status, of: failure)
            (isAnswered, isUnderstood) = (true, true)
            return
        }
        let shown = Redaction.presentable(words)
        let known = NoResponse(describedBy: shown)
        answer = Answer(.noResponse(known ?? .notConnected(detail: shown)))
        (isAnswered, isUnderstood) = (false, known != nil)
    }

    private static func response(_ status: Int, of failure: ObservedFailure) -> Answer {
        let text = failure.body ?? failure.clientError ?? failure.transportError ?? ""
        return Answer(
            .response(
                Response(
                    status: status,
                    reason: failure.reason,
                    headers: failure.headers,
                    body: Array(text.utf8)
                )
            )
        )
    }

    /// The status that a client library put into its words; nil where they tell of a silence.
    private static func status(_ failure: ObservedFailure, _ words: String) -> Int? {
        if let said = failure.clientError.flatMap(status), failure.transportError == nil {
            return said
        }
        let signature = AnswerSignature.find(in: words)
        if signature == .proxyRefusedTunnel { return nil }
        if let signature { return status(in: words) ?? signature.usualStatus }
        guard NoResponse(describedBy: words) == nil else { return nil }
        return status(in: words) ?? refusal(in: words.lowercased())
    }

    /// `(401)`, `code: 403`, `401 Access…`, but not the 443 of a port.
    private static func status(in text: String) -> Int? {
        text.split { !$0.isNumber }.lazy.compactMap { Int($0) }.first(where: statuses.contains)
    }

    private static let statuses: Set<Int> = [
        400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 413, 414, 415, 422, 424, 429,
        431, 451, 500, 501, 502, 503, 504, 505,
    ]

    private static func refusal(in words: String) -> Int? {
        if ["unauthorized", "authenticationfailure", "authentication fail", "login failed"]
            .contains(where: words.contains) || words.contains("loginfailed")
        {
            return 401
        }
        if words.contains("forbidden") { return 403 }
        return words.contains("service unavailable") ? 503 : nil
    }
}

extension AnswerSignature {
    /// The status that comes with a text, where only the text was kept.
    fileprivate var usualStatus: Int {
        switch self {
        case .outOfCallVolumeQuota, .quotaExceeded, .translatorFreeQuota403001,
            .translatorNotAllowed403000, .virtualNetworkRules, .useCorrectEndpoint,
            .publicAccessDisabled, .notFromApprovedPrivateEndpoint, .unsupportedFeature,
            .authenticationTypeDisabled, .authorizationFailed, .vaultWantsRole, .vaultFirewall,
            .bingInsufficientAuthorization:
            403
        case .rateLimit, .speechSDK4429, .speechSDK1007: 429
        case .resourceNotFound, .deploymentNotFound, .secretNotFound, .resourceGone: 404
        case .readOnlyDisabledSubscription, .softDeleted, .scopeLocked: 409
        case .provideAuthenticationKey, .provideCustomSubdomain, .tokenNotSupportedByAPI,
            .audienceNotSupported, .entraError, .translatorV2Inactive:
            400
        case .bingHTTPNotAllowed: 410
        case .frontDoorUnavailable: 503
        case .invalidKeyOrEndpoint, .invalidKeyLegacy, .invalidKeyOfFace, .missingKey,
            .accessDeniedReason, .permissionDeniedReason, .speechSDKAuthenticationError,
            .accessTokenInvalid, .lacksDataAction, .principalWithoutAccess,
            .authenticationTokenExpired, .luisCannotBeAccessed, .bingInvalidAuthorization,
            .translatorInvalid401000, .translator401001, .translator401015, .vaultWantsToken,
            .proxyRefusedTunnel:
            401
        }
    }
}
