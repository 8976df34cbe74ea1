package import Foundation

extension ObservedFailure {
    /// Why it failed, as far as this one answer tells.
    package func diagnosis(at now: Date) -> Diagnosis {
        let seen = Seen(self)
        var asking = self
        asking.url = url ?? Self.url(in: [clientError, transportError, headers.realm])
        let reading = reading(of: seen, at: now)
        let asked = AskedFor(
            of: asking,
            words: status == nil ? transportError ?? clientError ?? "" : "",
            isUnderstood: seen.isUnderstood
        )
        let file = CaseFile(
            key: CaseFile.KeyFacts(name: "the credential"),
            setting: setting(asked),
            readings: [reading],
            credential: credential ?? .key,
            now: now,
            asked: asked
        )
        // A success of a call that nobody here knows the form of is no failure at all.
        guard !(reading.status / 100 == 2 && !isProbedByUs(asked)) else {
            return unknown(seen: reading.summary)
        }
        guard let diagnosis = Diagnosis.judging(file), diagnosis.cause != .unknown else {
            return unknown(seen: reading.summary)
        }
        // What success looks like is known of our own operations alone.
        let isJudged = seen.isAnswered && (reading.status >= 400 || isProbedByUs(asked))
        return isJudged ? diagnosis : diagnosis.weakened
    }

    /// Whether the answer is no failure at all: a token, or a list of voices.
    package func isSuccess(at now: Date) -> Bool { reading(of: Seen(self), at: now).isAccepted }

    private func reading(of seen: Seen, at now: Date) -> Reading {
        Reading(seen.answer, to: probedOperation, at: now, named: operation ?? "the call")
    }

    private func unknown(seen: String) -> Diagnosis {
        Diagnosis(
            cause: .unknown,
            confidence: .possible,
            category: .unexpected,
            candidates: [Candidate(.unknown, .possible)],
            evidence: [Evidence("nothing in this tells of a known failure: \(seen)")],
            nextSteps: Cause.unknown.remedy
        )
    }

    // Whoever pastes an answer seldom says what was asked; a success tells by itself.
    private var probedOperation: Operation {
        if operation == "token" { return .token }
        guard operation == nil, status == 200, let body else { return .voices }
        return TokenClaims(token: Array(body.utf8)) == nil ? .voices : .token
    }

    /// Whether a token or a list of voices was asked for, as far as anything says.
    private func isProbedByUs(_ asked: AskedFor) -> Bool {
        if let operation { return ["token", "voices"].contains(operation) }
        guard let url else { return body?.isEmpty == false }
        let path = url.lowercased()
        return path.contains("issuetoken") || path.contains("voices/list")
    }

    private func setting(_ asked: AskedFor) -> CaseFile.Setting {
        guard let host = asked.host, !host.host.isEmpty else { return CaseFile.Setting() }
        return CaseFile.Setting(
            cloud: host.cloud,
            // Whoever reports a failure likes to leave the region out.
            region: asked.regionDoubt == nil && host.regionDoubt != nil ? nil : host.region,
            customDomain: host.family == .customDomain ? host.host : nil,
            hosts: [probedOperation: host.host]
        )
    }

    /// The first address of an Azure host in what a client printed.
    private static func url(in texts: [String?]) -> String? {
        for case let text? in texts {
            for start in text.ranges(of: "://") {
                let rest = text[start.upperBound...].prefix { !" \"'<>)(,".contains($0) }
                let host = AzureHost(String(rest))
                // `https://cognitiveservices.azure.com` is an audience, and no host of anyone's.
                let isAudience = host.family.isOfOneResource && host.label == nil
                if host.family != .other, !isAudience { return "https://\(rest)" }
            }
            // `ENOTFOUND useast.api.cognitive.microsoft.com`, `Could not resolve host: …`.
            for word in text.split(whereSeparator: { " \"'<>)(,;".contains($0) }).prefix(200) {
                let host = AzureHost(word.hasSuffix(".") ? String(word.dropLast()) : String(word))
                guard host.family != .other, host.label != nil else { continue }
                return "https://\(host.host)"
            }
        }
        return nil
    }
}

extension Headers {
    /// The API that refused, named by the gateway in `WWW-Authenticate`.
    fileprivate var realm: String? {
        guard let challenge = self["WWW-Authenticate"] else { return nil }
        return challenge.contains("AzureApiManagementKey") ? challenge : nil
    }
}

extension Diagnosis {
    /// The same, and never certain.
    fileprivate var weakened: Diagnosis {
        Diagnosis(
            cause: cause,
            confidence: min(confidence, .likely),
            category: category,
            candidates: candidates.map { Candidate($0.cause, min($0.confidence, .likely)) },
            evidence: evidence,
            nextSteps: nextSteps
        )
    }
}
