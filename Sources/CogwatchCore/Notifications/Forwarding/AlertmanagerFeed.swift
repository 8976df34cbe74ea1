package import Foundation

/// What one Alertmanager was told of each incident, and what it is to be told next.
///
/// Nothing is queued: what is due follows from the incidents as they are now and from what was
/// said last, so that an Alertmanager that is away for a day costs no memory and misses nothing
/// that still matters when it is back.
package struct AlertmanagerFeed: Sendable, Equatable {
    /// How often everything is said again: Prometheus's `--rules.alert.resend-delay`.
    package static let resendInterval = Duration.seconds(60)
    /// How long an alert fires that is not said again; Prometheus takes four intervals.
    package static let validity = Duration.seconds(4 * 60)
    /// How long an end is repeated: Prometheus's `resolvedRetention`.
    package static let endRetention = Duration.seconds(15 * 60)
    /// The most alerts in one request: Prometheus's `--alertmanager.notification-batch-size`.
    package static let batchSize = 256

    /// What falls due so soon goes along, so that alerts which began apart are repeated together.
    private static let company = Duration.seconds(15)
    private static let retries = RetryPolicy(longest: .seconds(15))

    private struct Telling: Sendable, Equatable {
        let at: Date
        let wasFiring: Bool
    }

    /// The pause after a failure.
    private struct Rest: Sendable, Equatable {
        let from: Date
        let until: Date
    }

    private var told: [String: Telling] = [:]
    private var failures = 0
    private var rest: Rest?

    package init() {}
}

extension AlertmanagerFeed {
    /// The incidents to send now, what is new first.
    ///
    /// - Parameters:
    ///   - marks: All that fire and all that ended lately, one of each set of labels.
    ///   - now: The time of the look.
    /// - Returns: Ids, for requests of at most ``batchSize``; empty when nothing is due.
    package func due(among marks: [IncidentMark], at now: Date) -> [String] {
        guard !isResting(at: now) else { return [] }
        let times = marks.map { (id: $0.id, time: time(of: $0, at: now)) }
        guard times.contains(where: { $0.time <= now }) else { return [] }
        let soon = now.addingTimeInterval(Self.company.seconds)
        let due = times.filter { $0.time <= soon }
        let (news, repetitions) = (
            due.filter { $0.time == .distantPast }, due.filter { $0.time != .distantPast }
        )
        return (news + repetitions).map(\.id)
    }

    /// When something is due next; nil when there is nothing to say.
    package func nextDue(among marks: [IncidentMark], at now: Date) -> Date? {
        guard let next = marks.map({ time(of: $0, at: now) }).min() else { return nil }
        guard let rest, isResting(at: now) else { return next }
        return max(next, rest.until)
    }

    /// When an incident is to be sent; the distant past for at once.
    private func time(of mark: IncidentMark, at now: Date) -> Date {
        // A clock that was set back must not keep everybody silent until it has caught up.
        guard let last = told[mark.id], last.wasFiring == mark.isFiring, last.at <= now else {
            return .distantPast
        }
        return last.at.addingTimeInterval(Self.resendInterval.seconds)
    }

    private func isResting(at now: Date) -> Bool {
        guard let rest else { return false }
        return rest.from <= now && now < rest.until
    }
}

extension AlertmanagerFeed {
    /// Notes that a request was answered for good: taken, or refused and not to be repeated sooner
    /// than all else.
    package mutating func told(_ incidents: [Incident], at now: Date) {
        for incident in incidents {
            told[incident.id] = Telling(at: now, wasFiring: incident.isFiring)
        }
        failures = 0
        rest = nil
    }

    /// Notes that a request failed in a way that passes: the Alertmanager is left alone for a
    /// while, 15 s at most unless it asked for longer.
    ///
    /// - Parameters:
    ///   - asked: Its own `Retry-After`.
    ///   - now: The time of the failure.
    ///   - jitter: 0 to 1, spreads the attempts.
    package mutating func failed(asking asked: Duration?, at now: Date, jitter: Double) {
        failures += 1
        let pause = Self.retries.pause(afterAttempts: failures, asked: asked, jitter: jitter)
        rest = Rest(from: now, until: now.addingTimeInterval(pause.seconds))
    }

    /// Forgets what was said of incidents that nobody needs to hear of any more.
    package mutating func forget(allBut marks: [IncidentMark]) {
        let kept = Set(marks.map(\.id))
        told = told.filter { kept.contains($0.key) }
    }
}
