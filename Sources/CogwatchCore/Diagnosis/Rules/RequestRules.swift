import Foundation

/// Rules about a failure that someone else saw: what the request shows, taken together with the
/// answer.
///
/// One answer is shared by a dozen causes, and offline nothing tells them apart but who was asked,
/// for what and how. Each list below is in the order in which causes were found for such a request,
/// or in which Azure's documentation names them, and is ``Confidence/possible`` throughout unless
/// something speaks for the first alone. The order of rules decides among equals, so it is honest
/// to say more than one.
enum RequestRules {
    static func hypotheses(for file: CaseFile) -> [Hypothesis] {
        guard let asked = file.asked, let reading = file.failures.first else { return [] }
        let hinted = asked.keyHint.map(hypothesis) ?? []
        return withRetirement(hinted + hypotheses(asked, reading), asked, at: file.now)
    }

    private static func hypotheses(_ asked: AskedFor, _ reading: Reading) -> [Hypothesis] {
        switch reading.observation {
        case .refused: refusals(asked, reading)
        case .noResponse(let noResponse): unanswered(asked, noResponse)
        case .throttled: limits(reading)
        case .accepted, .serverError, .redirected, .htmlInstead, .notUTF8, .notAToken,
            .notAVoicesList, .notAList:
            []
        }
    }

    private static func refusals(_ asked: AskedFor, _ reading: Reading) -> [Hypothesis] {
        switch reading.status {
        case 407: likely(.proxyFailure, "status 407: the proxy wants a password")
        // Azure AI refuses in JSON; a page for people is from somebody in between.
        case 401, 403:
            reading.body?.family == .otherHTML
                ? possible(.proxyFailure, .unexpectedResponse, .networkRules)
                : refusedByService(asked, reading)
        case 404: notFound(asked)
        // The service, or a proxy, waited for the request: nothing is wrong with it.
        case 408: possible(.timeout, .serviceOutage, .connectFailure)
        default: []
        }
    }

    private static func refusedByService(_ asked: AskedFor, _ reading: Reading) -> [Hypothesis] {
        switch reading.status {
        case 401: unauthorized(asked, reading)
        case 403 where reading.saysNothingOfItsOwn: forbidden(asked)
        default: []
        }
    }

    /// A list of equals.
    static func possible(_ causes: Cause...) -> [Hypothesis] {
        causes.map { Hypothesis($0, .possible) }
    }

    /// A cause that something speaks for, and what it may be all the same.
    static func likely(
        _ cause: Cause,
        _ evidence: String...,
        steps: [String] = [],
        or rivals: Cause...
    ) -> [Hypothesis] {
        [Hypothesis(cause, .likely, evidence, steps: steps)]
            + rivals.map { Hypothesis($0, .possible) }
    }

    private static func hypothesis(for hint: KeyHint) -> [Hypothesis] {
        switch hint {
        case .malformed: likely(.keyMalformed, "the key is described as something else than a key")
        case .empty: likely(.missingKey, "the key is described as empty")
        case .inWrongHeader:
            likely(.keyInWrongHeader, "what was sent does not belong where it was put")
        }
    }

    // The websocket's 4429 and texts of a quota stand for either (Speech SDK issues: a free month
    // used up, and too many calls at once).
    private static func limits(_ reading: Reading) -> [Hypothesis] {
        switch reading.body?.signature {
        case .speechSDK1007: possible(.rateLimited, .quotaExceeded)
        case .speechSDK4429, .quotaExceeded: possible(.quotaExceeded, .rateLimited)
        default: []
        }
    }

    /// Of a service that has ended nothing else needs to be known, but collected failures may be
    /// older than its end.
    private static func withRetirement(
        _ found: [Hypothesis],
        _ asked: AskedFor,
        at now: Date
    ) -> [Hypothesis] {
        guard let retirement = asked.retirement, !found.isEmpty else { return found }
        if let answered = asked.answeredAt, let since = retirement.since {
            guard answered >= since else { return found.filter { $0.cause != .serviceRetired } }
            return likely(
                .serviceRetired,
                "the service ended on \(day(since)), and this answer is from \(day(answered))",
                steps: ["Move to \(retirement.successor)."]
            ) + found
        }
        guard retirement.isOver(at: now), let since = retirement.since else { return found }
        let note = "the service ended on \(day(since)); from then on nothing else matters"
        return found.enumerated().map { index, hypothesis in
            index == 0 ? hypothesis.adding(note) : hypothesis
        }
    }

    private static func day(_ date: Date) -> Substring { Timestamp.text(date).prefix(10) }
}

extension Hypothesis {
    /// The same with one more thing that was seen.
    func adding(_ evidence: String) -> Hypothesis {
        Hypothesis(cause, confidence, self.evidence + [evidence], steps: steps)
    }
}

extension Reading {
    /// Whether the answer is a status and no known text that says more.
    var saysNothingOfItsOwn: Bool {
        switch body?.signature {
        case nil, .accessDeniedReason, .permissionDeniedReason, .speechSDKAuthenticationError: true
        default: false
        }
    }
}
