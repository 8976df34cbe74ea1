package import Foundation

/// What a group's receivers know already, and when the group is looked at next.
package struct GroupState: Sendable, Equatable, Codable {
    /// An incident's place in the group.
    package struct Member: Sendable, Equatable {
        package var incident: Incident
        /// Whether a notification that says "firing" was written to the outbox.
        package var wasAnnounced: Bool

        package init(incident: Incident, wasAnnounced: Bool) {
            self.incident = incident
            self.wasAnnounced = wasAnnounced
        }
    }

    package let key: String
    package let receiver: String
    package let labels: [String: String]
    package let groupInterval: Duration
    package let repeatInterval: Duration
    /// When the group is looked at next.
    package var nextFlush: Date
    /// When it was last looked at, nil before the first time.
    package var lastFlush: Date?
    /// When a notification was last written to the outbox.
    package var lastNotified: Date?

    /// A group that has just got its first incident.
    package init(opening group: RoutedGroup, at now: Date) {
        key = group.key
        receiver = group.receiver
        labels = group.labels
        groupInterval = group.groupInterval
        repeatInterval = group.repeatInterval
        nextFlush = now.addingTimeInterval(group.groupWait.seconds)
    }

    /// Brings the next look forward because a member has changed.
    package mutating func memberChanged(at now: Date) {
        guard let lastFlush else { return }
        let allowed = max(now, lastFlush.addingTimeInterval(groupInterval.seconds))
        nextFlush = min(nextFlush, allowed)
    }
}

/// What a look at a group decided.
package struct GroupFlush: Sendable, Equatable {
    /// Nil when the receivers know all there is to know.
    package let reason: NotifyReason?
    /// What the notification tells: firing ones first.
    package let incidents: [Incident]
    /// The members that stay, with what has now been announced of each.
    package let members: [GroupState.Member]
    /// Nil when the group is over.
    package let group: GroupState?
}

extension GroupState {
    /// Decides whether and why to notify.
    ///
    /// An incident that ended before it was announced is forgotten in silence, as Alertmanager
    /// does; one that was announced stays until its end is announced too. Muted incidents stay,
    /// unannounced, and the group is looked at again after its interval.
    ///
    /// - Parameters:
    ///   - members: The group's incidents.
    ///   - now: The time of the look.
    ///   - isMuted: Whether an incident may not be announced now.
    package func flush(
        members: [Member],
        at now: Date,
        isMuted: (Incident) -> Bool
    ) -> GroupFlush {
        let firing = members.filter { $0.incident.isFiring && !isMuted($0.incident) }
        let muted = members.filter { $0.incident.isFiring && isMuted($0.incident) }
        let ended = members.filter { !$0.incident.isFiring && $0.wasAnnounced }
        let reason = reason(firing: firing, ended: ended, at: now)

        var next = self
        next.lastFlush = now
        let staying: [Member]
        if reason != nil {
            next.lastNotified = now
            staying = firing.map { Member(incident: $0.incident, wasAnnounced: true) } + muted
        } else {
            staying = firing + muted + ended
        }
        let repetition = (next.lastNotified ?? now).addingTimeInterval(repeatInterval.seconds)
        let interval = now.addingTimeInterval(groupInterval.seconds)
        next.nextFlush = muted.isEmpty ? max(repetition, interval) : interval
        return GroupFlush(
            reason: reason,
            incidents: (firing + ended).map(\.incident),
            members: staying,
            group: staying.isEmpty ? nil : next
        )
    }

    private func reason(firing: [Member], ended: [Member], at now: Date) -> NotifyReason? {
        if firing.contains(where: { !$0.wasAnnounced }) {
            return lastNotified == nil ? .first : .newAlerts
        }
        if !ended.isEmpty { return firing.isEmpty ? .allResolved : .someResolved }
        guard let lastNotified, !firing.isEmpty else { return nil }
        let repetition = lastNotified.addingTimeInterval(repeatInterval.seconds)
        return now >= repetition ? .repeatInterval : nil
    }
}
