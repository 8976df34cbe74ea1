package import Foundation

/// One thing that was seen and that speaks for or against a cause, in words that a person on call
/// can check.
package struct Evidence: Sendable, Equatable, Codable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// A cause that the evidence allows.
package struct Candidate: Sendable, Equatable, Codable {
    package let cause: Cause
    package let confidence: Confidence

    package init(_ cause: Cause, _ confidence: Confidence) {
        self.cause = cause
        self.confidence = confidence
    }
}

/// Why something fails, how we know, and what to do.
package struct Diagnosis: Sendable, Equatable {
    package let cause: Cause
    package let confidence: Confidence
    /// The cause's own family, or that of what was seen where the cause is unknown.
    package let category: CauseCategory
    /// Best first; the first is the diagnosis itself.
    package let candidates: [Candidate]
    package let evidence: [Evidence]
    package let nextSteps: [String]

    package init(
        cause: Cause,
        confidence: Confidence,
        category: CauseCategory,
        candidates: [Candidate],
        evidence: [Evidence],
        nextSteps: [String]
    ) {
        self.cause = cause
        self.confidence = confidence
        self.category = category
        self.candidates = candidates
        self.evidence = evidence
        self.nextSteps = nextSteps
    }
}

/// What one round of probes says of an account, after confirmations.
package struct Verdict: Sendable, Equatable {
    package let account: String
    package let at: Date
    /// Of the key in use; nil when it works.
    package let diagnosis: Diagnosis?
    /// Of the spare keys that are refused, by key name.
    package let refusedSpares: [String: Diagnosis]
    /// When the current failure was first seen; nil when all is well.
    package let failingSince: Date?
    /// The last success of the key in use before ``failingSince``; nil if it never worked here.
    package let lastSuccess: Date?
    /// Whether it fails and recovers by turns, at the moment of the verdict or until just now.
    package let flapping: Flapping?
    /// Keys that still work and that Resource Manager lists no more, with the time this was seen.
    package let driftedKeys: [String: Date]

    package init(
        account: String,
        at: Date,
        diagnosis: Diagnosis? = nil,
        refusedSpares: [String: Diagnosis] = [:],
        failingSince: Date? = nil,
        lastSuccess: Date? = nil,
        flapping: Flapping? = nil,
        driftedKeys: [String: Date] = [:]
    ) {
        self.account = account
        self.at = at
        self.diagnosis = diagnosis
        self.refusedSpares = refusedSpares
        self.failingSince = failingSince
        self.lastSuccess = lastSuccess
        self.flapping = flapping
        self.driftedKeys = driftedKeys
    }
}

/// The outcome of one probe.
///
/// The raw values are label values.
package enum ProbeOutcome: String, Sendable, CaseIterable, Codable {
    case success
    case authFailure = "auth_failure"
    case throttled
    case clientError = "client_error"
    case serverError = "server_error"
    case networkError = "network_error"
    case invalidResponse = "invalid_response"
}

/// One probe as it ended: what the scoreboard counts and `cogwatch probe` prints.
package struct ProbeResult: Sendable {
    package let account: String
    package let operation: Operation
    /// The name of the key that was sent.
    package let key: String
    package let host: String
    package let at: Date
    package let outcome: ProbeOutcome
    /// 0 when there was no answer.
    package let status: Int
    /// What was seen, in a few words: `401 Access denied`, `no route`, `594 voices`.
    package let summary: String
    package let timing: Timing
    package let certificateExpiry: Date?
    /// Entries of the voices list, of a successful voices probe.
    package let voices: Int?
    /// The end of the issued token, where its claims could be read.
    package let tokenExpiry: Date?
    /// `S0`, `F0` …, of a token that names it.
    package let sku: String?

    package init(
        account: String,
        operation: Operation,
        key: String,
        host: String,
        at: Date,
        outcome: ProbeOutcome,
        status: Int,
        summary: String,
        timing: Timing = Timing(),
        certificateExpiry: Date? = nil,
        voices: Int? = nil,
        tokenExpiry: Date? = nil,
        sku: String? = nil
    ) {
        self.account = account
        self.operation = operation
        self.key = key
        self.host = host
        self.at = at
        self.outcome = outcome
        self.status = status
        self.summary = summary
        self.timing = timing
        self.certificateExpiry = certificateExpiry
        self.voices = voices
        self.tokenExpiry = tokenExpiry
        self.sku = sku
    }
}

/// What an account is doing, for the stateset metric and the pages.
package enum AccountState: String, Sendable, CaseIterable, Codable {
    case ok, pending
    case authFailing = "auth_failing"
    case throttled, unreachable, degraded, unknown
}

extension AccountState {
    /// The state of an account whose key in use has this diagnosis.
    package init(of diagnosis: Diagnosis?) {
        switch diagnosis?.category {
        case nil: self = .ok
        case .auth: self = .authFailing
        case .limit: self = .throttled
        case .unreachable: self = .unreachable
        case .unexpected: self = .degraded
        }
    }
}
