package import Foundation

/// What one answer says, read by itself: no history, no neighbours, no guess at a cause.
package struct Reading: Sendable {
    /// Each way in which an answer can end, by its own name.
    package enum Observation: Sendable, Equatable {
        case accepted
        /// The service itself said no: a 4xx that is no throttling.
        case refused
        /// 429, or a 403 that speaks of a used-up quota.
        case throttled
        case serverError
        /// A redirect, which none of the probed endpoints answers.
        case redirected
        /// A page for people where a token or a list belongs: a portal or a proxy in between.
        case htmlInstead
        /// Bytes that are no text.
        case notUTF8
        case notAToken
        case notAVoicesList(VoicesCount.Failure)
        case notAList(ListBody.Failure)
        case noResponse(NoResponse)
    }

    package let operation: Operation
    /// What the operation is called; an observed failure may be of one that cogwatch never probes.
    package let operationName: String
    package let observation: Observation
    /// 0 when there was no answer.
    package let status: Int
    package let reason: String
    /// Of an answer that is not accepted.
    package let body: AnswerBody?
    /// `apim-request-id`: the request reached the gateway; Microsoft's support asks for it.
    package let requestID: String?
    package let policyID: String?
    package let retryAfter: Duration?
    package let certificateExpiry: Date?
    package let voices: Int?
    /// The token that was issued, for the bearer probe alone.
    package let token: Secret?
    /// What an issued token says of itself.
    package let claims: TokenClaims?

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - answer: What the transport brought.
    ///   - operation: What was asked.
    ///   - now: For a Retry-After that is a date.
    ///   - name: What the operation is called, where that is not its own name.
    package init(
        _ answer: Answer,
        to operation: Operation,
        at now: Date,
        named name: String? = nil
    ) {
        self.operation = operation
        operationName = name ?? operation.rawValue
        switch answer.outcome {
        case .noResponse(let noResponse):
            observation = .noResponse(noResponse)
            (status, reason, body, requestID, policyID) = (0, "", nil, nil, nil)
            (retryAfter, certificateExpiry, voices, token, claims) = (nil, nil, nil, nil, nil)
        case .response(let response):
            let content = Content(of: response, to: operation)
            observation = content.observation
            status = response.status
            reason = response.reason
            body = content.errorBody
            requestID = response.headers["apim-request-id"] ?? response.headers["x-requestid"]
            policyID = response.headers["policy-id"]
            retryAfter = RetryAfter.duration(response.headers["Retry-After"], at: now)
            certificateExpiry = response.certificateExpiry
            voices = content.voices
            token = content.token
            claims = content.claims
        }
    }

    /// The end of an issued token, where its claims could be read.
    package var tokenExpiry: Date? { claims?.expires }

    package var isAccepted: Bool { observation == .accepted }

    /// What tells one answer from another when a failure is believed: `401`, `timed out in tls`.
    var picture: String {
        if case .noResponse(let noResponse) = observation { return noResponse.shortDescription }
        return isAccepted ? "ok" : "\(status) \(outcome.rawValue)"
    }

    /// Whether the answer shows a good key, be it a success or not: a gated feature is refused only
    /// to callers that are known (Microsoft's page on Face's errors, 2025-08-21).
    package var provesTheKey: Bool {
        isAccepted || (observation == .refused && body?.signature == .unsupportedFeature)
    }

    /// Whether the answer is about the key itself, and not about who asks or for what.
    package var refusesTheKey: Bool {
        guard observation == .refused, [401, 403].contains(status) else { return false }
        guard let cause = body?.signature.flatMap(AnswerRules.hypothesis)?.cause else {
            return true
        }
        return ![.networkRules, .publicAccessDisabled, .featureNotApproved].contains(cause)
    }

    /// The label value under which the probe is counted.
    package var outcome: ProbeOutcome {
        switch observation {
        case .accepted: .success
        case .throttled: .throttled
        case .refused: [401, 403].contains(status) ? .authFailure : .clientError
        case .serverError: .serverError
        case .redirected, .htmlInstead, .notUTF8, .notAToken, .notAVoicesList, .notAList:
            .invalidResponse
        case .noResponse(.bodyCutOff), .noResponse(.bodyTooLarge), .noResponse(.notHTTP):
            .invalidResponse
        case .noResponse: .networkError
        }
    }

    /// The family of what was seen; nil for a success.
    package var category: CauseCategory? {
        switch observation {
        case .accepted: nil
        case .throttled: .limit
        case .refused: spokenCategory ?? (speaksOfAccounts ? .auth : .unexpected)
        case .serverError: .unreachable
        case .redirected, .htmlInstead, .notUTF8, .notAToken, .notAVoicesList, .notAList:
            .unexpected
        case .noResponse(.bodyCutOff), .noResponse(.bodyTooLarge), .noResponse(.notHTTP):
            .unexpected
        case .noResponse: .unreachable
        }
    }

    /// The family of the cause that a known text names.
    private var spokenCategory: CauseCategory? {
        body?.signature.flatMap(AnswerRules.hypothesis)?.cause.category
    }

    // 404, 409 and 410 tell of hosts, paths and accounts; the rest of 4xx of the request itself.
    private var speaksOfAccounts: Bool { [401, 403, 404, 409, 410].contains(status) }
}

/// What a response holds, by what it should hold.
private struct Content {
    var observation: Reading.Observation
    var errorBody: AnswerBody?
    var voices: Int?
    var token: Secret?
    var claims: TokenClaims?

    init(of response: Response, to operation: Operation) {
        guard response.status == 200 else {
            let body = AnswerBody(
                status: response.status,
                reason: response.reason,
                headers: response.headers,
                body: response.body
            )
            errorBody = body
            observation = Self.observation(status: response.status, body: body)
            return
        }
        observation = .accepted
        switch operation {
        case .token: readToken(response)
        case .voices, .bearer: readVoices(response)
        case .list: ListBody.failure(in: response.body).map { observation = .notAList($0) }
        }
        guard observation != .accepted else { return }
        let body = AnswerBody(status: 200, headers: response.headers, body: response.body)
        errorBody = body
        if Self.isPage(body) { observation = .htmlInstead }
        if body.family == .invalidUTF8 { observation = .notUTF8 }
    }

    private mutating func readToken(_ response: Response) {
        guard let claims = TokenClaims(token: response.body) else {
            observation = .notAToken
            return
        }
        self.claims = claims
        token = Secret(TokenClaims.text(of: response.body))
    }

    private mutating func readVoices(_ response: Response) {
        switch Self.count(of: response).finish() {
        case .success(let number): voices = number
        case .failure(let failure): observation = .notAVoicesList(failure)
        }
    }

    private static func count(of response: Response) -> VoicesCount {
        if let counted = response.voices { return counted }
        var count = VoicesCount()
        count.feed(response.body)
        return count
    }

    private static func isPage(_ body: AnswerBody) -> Bool {
        body.family == .otherHTML || body.family == .frontDoorHTML
    }

    private static func observation(status: Int, body: AnswerBody) -> Reading.Observation {
        switch status {
        case 429: .throttled
        case 401 where body.signature?.isQuota == true: .throttled
        case 403 where body.signature?.isQuota == true: .throttled
        case 200...299: isPage(body) ? .htmlInstead : .notAToken
        case 300...399: .redirected
        case 400...499: body.family == .frontDoorHTML ? .serverError : .refused
        case 500...599: .serverError
        default: .redirected
        }
    }
}
