import Foundation

/// An experiment's request, with what reads its answer.
package struct Attempt: Sendable {
    package let experiment: Experiment
    /// What is varied: a region, a kind of service, a domain.
    package let subject: String
    package let host: String
    package let request: Request
    /// What is asked; nil for a custom domain's redirect.
    package let operation: Operation?
    /// What the account's own key was answered to the same question, to compare with.
    let plain: Reading?

    /// The same question with something varied.
    init(_ experiment: Experiment, of subject: String, probe: Probe, plain: Reading? = nil) {
        self.experiment = experiment
        self.subject = subject
        host = probe.host
        request = probe.request
        operation = probe.operation
        self.plain = plain
    }

    /// Asks a custom domain where it lives.
    ///
    /// Microsoft's Speech SDK for JavaScript asks this without a credential before it lists voices
    /// (`SynthesisRestAdapter.ts`); the answer's body holds a URL on the region's host.
    init(redirectOf domain: String, timeout: Duration) {
        experiment = .domainRedirect
        subject = domain
        host = domain
        operation = nil
        plain = nil
        request = Request(
            method: .get,
            address: .open(
                "https://\(domain)/tts/cognitiveservices/websocket/v1?GenerateRedirectResponse=true"
            ),
            headers: [Request.Header("Accept", "*/*")],
            timeout: timeout,
            maximumBodyBytes: 64 * 1024
        )
    }

    /// Reads the answer.
    func finding(in answer: Answer, at now: Date) -> Finding {
        guard let operation else { return told(by: answer, at: now) }
        let reading = Reading(answer, to: operation, at: now)
        return Finding(
            experiment,
            of: subject,
            operation: operation,
            host: host,
            outcome: outcome(of: reading),
            region: experiment == .otherRegion || experiment == .otherCloud ? subject : nil,
            productID: reading.claims?.productID,
            summary: reading.summary,
            at: now
        )
    }

    private func outcome(of reading: Reading) -> Finding.Outcome {
        switch reading.observation {
        case .accepted: return .accepted
        case .noResponse, .serverError: return .noAnswer
        case .redirected, .htmlInstead, .notUTF8, .notAToken, .notAList, .notAVoicesList:
            return .inconclusive
        case .throttled: return experiment == .bogusKey ? .inconclusive : .recognised
        case .refused: break
        }
        // Of a key that cannot be right, only the likeness to the true one's answer matters.
        guard experiment != .bogusKey else {
            return plain.map(reading.isAlike) ?? true ? .refused : .inconclusive
        }
        if reading.knowsTheKey { return .recognised }
        // The gateway looks for the path before it looks at the key.
        return [401, 403].contains(reading.status) ? .refused : .inconclusive
    }

    private func told(by answer: Answer, at now: Date) -> Finding {
        let region = Self.region(in: answer)
        return Finding(
            experiment,
            of: subject,
            host: host,
            outcome: region == nil ? Self.isSilent(answer) ? .noAnswer : .inconclusive : .told,
            region: region,
            summary: region.map { "the domain says of itself that it lives in \($0)" }
                ?? "the domain does not say where it lives",
            at: now
        )
    }

    private static func isSilent(_ answer: Answer) -> Bool {
        if case .noResponse = answer.outcome { true } else { false }
    }

    private static func region(in answer: Answer) -> String? {
        guard case .response(let response) = answer.outcome, response.status == 200 else {
            return nil
        }
        let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
        guard let start = text.firstRange(of: "://") else { return nil }
        let host = text[start.upperBound...].prefix { !"/?\"".contains($0) }
        let read = AzureHost(String(host))
        guard let region = read.region, let cloud = read.cloud,
            Regions.isKnown(region, in: cloud)
        else { return nil }
        return region
    }
}

extension Reading {
    /// Whether the service knows the key and refuses for another reason.
    var knowsTheKey: Bool {
        guard let signature = body?.signature, let cause = AnswerRules.hypothesis(for: signature)
        else { return observation == .throttled }
        return [
            .networkRules, .publicAccessDisabled, .featureNotApproved, .localAuthDisabled,
            .quotaExceeded,
        ].contains(cause.cause)
    }

    /// Whether two refusals say the same.
    func isAlike(_ other: Reading) -> Bool {
        status == other.status && body?.family == other.body?.family
            && body?.signature == other.body?.signature
    }
}
