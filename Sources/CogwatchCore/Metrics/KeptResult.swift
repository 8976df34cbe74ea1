import Foundation

/// A probe's result as the scoreboard keeps it: ``ProbeResult`` without what its account knows.
struct KeptResult: Sendable {
    let operation: Operation
    let key: String
    private let host: String
    private let at: Date
    private let outcome: ProbeOutcome
    private let status: Int
    private let summary: String
    private let timing: PackedTiming
    private let certificateExpiry: Date?
    private let voices: Int?
    private let tokenExpiry: Date?

    /// Keeps a result with its host in a string that others share.
    init(_ result: ProbeResult, host: String) {
        operation = result.operation
        key = result.key
        self.host = host
        at = result.at
        outcome = result.outcome
        status = result.status
        summary = result.summary
        timing = PackedTiming(result.timing)
        certificateExpiry = result.certificateExpiry
        voices = result.voices
        tokenExpiry = result.tokenExpiry
    }

    /// The whole result again.
    func result(of account: String) -> ProbeResult {
        ProbeResult(
            account: account,
            operation: operation,
            key: key,
            host: host,
            at: at,
            outcome: outcome,
            status: status,
            summary: summary,
            timing: timing.timing,
            certificateExpiry: certificateExpiry,
            voices: voices,
            tokenExpiry: tokenExpiry
        )
    }
}
