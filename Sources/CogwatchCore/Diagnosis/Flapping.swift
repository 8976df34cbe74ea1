package import Foundation

/// An account that fails and recovers by turns.
///
/// On-call is told once that it flaps, and then not of each turn.
package struct Flapping: Sendable, Equatable, Codable {
    /// When the first of the failures began that made it so.
    package let since: Date
    /// The failure that was seen when it became so; it names the alert as long as it lasts.
    package let cause: Cause
    package let confidence: Confidence
    package let category: CauseCategory
    package var failures: Int
    package var lastFailure: Date
}

/// The failures of late, and what follows from their number.
package struct FlapRecord: Sendable, Equatable, Codable {
    /// When each began, oldest first.
    package private(set) var starts: [Date] = []
    package private(set) var flapping: Flapping?

    package init() {}

    /// So many failures within so many rounds are no coincidence.
    static let failures = 4
    static let window = 20.0
    /// So many rounds without a failure, and it is over.
    static let calm = 5.0

    /// Notes how a round ended.
    ///
    /// - Parameters:
    ///   - diagnosis: Nil where all was well.
    ///   - isNew: Whether the failure began in this round.
    ///   - round: How long a round lasts, its confirmations included.
    ///   - now: When it ended.
    mutating func note(
        _ diagnosis: Diagnosis?,
        isNew: Bool,
        round: Duration,
        at now: Date
    ) {
        let length = max(round.seconds, 0.001)
        starts.removeAll { now.timeIntervalSince($0) > Self.window * length }
        guard let diagnosis else {
            let last = flapping?.lastFailure ?? now
            if now.timeIntervalSince(last) > Self.calm * length { self = FlapRecord() }
            return
        }
        if isNew { starts.append(now) }
        flapping?.lastFailure = now
        if isNew { flapping?.failures += 1 }
        guard flapping == nil, starts.count >= Self.failures, let first = starts.first else {
            return
        }
        flapping = Flapping(
            since: first,
            cause: diagnosis.cause,
            confidence: diagnosis.confidence,
            category: diagnosis.category,
            failures: starts.count,
            lastFailure: now
        )
    }
}
