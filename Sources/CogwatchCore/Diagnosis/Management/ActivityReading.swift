package import Foundation

/// What the activity log told of keys that were made anew.
package struct ActivityReading: Sendable, Equatable, Codable {
    /// Each once, the newest first.
    package let regenerations: [Regeneration]
    /// When the log was looked at.
    package let at: Date

    package init(_ entries: [Regeneration], at now: Date) {
        regenerations = Regeneration.distinct(entries)
        at = now
    }
}

/// When the activity log is looked at again.
///
/// Events appear in it 3 to 20 minutes after they happened (Microsoft's page on the activity log,
/// 2025-07-17), so until 25 minutes after the first refusal nothing follows from their absence.
package enum LookAgain {
    private static let minutes: [Double] = [0, 3, 5, 8, 12, 16, 20, 25]

    /// When to look next.
    ///
    /// - Parameters:
    ///   - refusal: The first refusal of the failure.
    ///   - last: The last look; nil before the first.
    /// - Returns: Nil once the last look was late enough.
    package static func next(afterRefusalAt refusal: Date, lookedAt last: Date?) -> Date? {
        let times = minutes.map { refusal.addingTimeInterval($0 * 60) }
        guard let last else { return times.first }
        return times.first { $0 > last }
    }

    /// Whether what a look did not show did not happen.
    package static func isConclusive(lookedAt last: Date, afterRefusalAt refusal: Date) -> Bool {
        next(afterRefusalAt: refusal, lookedAt: last) == nil
    }

    /// The time whose events can explain a refusal.
    ///
    /// - Parameters:
    ///   - refusal: The first refusal of the failure.
    ///   - success: When the key last worked; it was made anew after that, or shortly before.
    ///   - now: The end of the range.
    /// - Returns: At most the 89 days that the log surely keeps.
    package static func window(
        beforeRefusalAt refusal: Date,
        lastSuccess success: Date?,
        at now: Date
    ) -> (from: Date, to: Date) {
        let usual = refusal.addingTimeInterval(-3600)
        let from = success.map { min(usual, $0.addingTimeInterval(-600)) } ?? usual
        return (max(from, now.addingTimeInterval(-89 * 86_400)), now)
    }
}
