package import Foundation

/// Keeps all that is asked of Resource Manager within a share of its limits.
///
/// Azure's own, since 2024, for each subscription and principal: 250 reads at once and 25 a second
/// more, 200 writes and 10 a second more (Microsoft's page on request limits). Others in the
/// subscription need theirs, too.
package struct ManagementPacing: Sendable, Equatable {
    private struct Bucket: Sendable, Equatable {
        let size: Double
        let perSecond: Double
        var level: Double
        var filledAt: Date

        init(size: Double, perSecond: Double, at now: Date) {
            self.size = max(size, 1)
            self.perSecond = max(perSecond, 0.01)
            level = self.size
            filledAt = now
        }

        /// Takes one, at once or on account.
        ///
        /// - Returns: The pause until it is there.
        mutating func take(at now: Date) -> Duration {
            fill(at: now)
            level -= 1
            return .seconds(level >= 0 ? 0 : -level / perSecond)
        }

        mutating func fill(at now: Date) {
            // A clock that was set back fills nothing.
            let passed = max(0, now.timeIntervalSince(filledAt))
            level = min(size, level + passed * perSecond)
            filledAt = now
        }
    }

    private struct Key: Hashable, Sendable {
        let subscription: String
        let isWrite: Bool
    }

    private let share: Double
    private var buckets: [Key: Bucket] = [:]
    /// When a subscription may be asked again, by its id.
    private var closedUntil: [String: Date] = [:]

    /// A pacing that uses a share of the limits.
    ///
    /// - Parameter share: 0.01 to 1.
    package init(share: Double = 0.25) {
        self.share = min(max(share.isFinite ? share : 0.25, 0.01), 1)
    }

    /// Books a call.
    ///
    /// - Returns: The pause before it may be made; zero to make it now.
    package mutating func book(_ call: ManagementCall, at now: Date) -> Duration {
        book(isWrite: call.isWrite, in: call.subscription, at: now)
    }

    /// Books a further page of a list.
    package mutating func book(
        isWrite: Bool,
        in subscription: String,
        at now: Date
    ) -> Duration {
        let key = Key(subscription: subscription.lowercased(), isWrite: isWrite)
        var bucket = buckets[key] ?? newBucket(isWrite: isWrite, at: now)
        let pause = bucket.take(at: now)
        buckets[key] = bucket
        let closed = closedUntil[key.subscription].map { max(0, $0.timeIntervalSince(now)) } ?? 0
        return .seconds(max(pause.seconds, closed))
    }

    /// Heeds what an answer said.
    ///
    /// - Parameters:
    ///   - allowance: Of the answer.
    ///   - isThrottled: Whether it was 429: then nothing is sent for at least ten seconds.
    ///   - subscription: Which was asked.
    ///   - now: When.
    package mutating func heed(
        _ allowance: ManagementAllowance,
        isThrottled: Bool,
        in subscription: String,
        at now: Date
    ) {
        guard isThrottled || allowance.retryAfter != nil else { return }
        let pause = max(allowance.retryAfter?.seconds ?? 0, isThrottled ? 10 : 0)
        let until = now.addingTimeInterval(pause)
        let key = subscription.lowercased()
        closedUntil[key] = max(until, closedUntil[key] ?? until)
    }

    private func newBucket(isWrite: Bool, at now: Date) -> Bucket {
        isWrite
            ? Bucket(size: 200 * share, perSecond: 10 * share, at: now)
            : Bucket(size: 250 * share, perSecond: 25 * share, at: now)
    }
}
