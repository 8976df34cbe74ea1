package import Foundation

/// What a group's receivers know already, and when the group is looked at next.
package struct GroupState: Sendable, Equatable, Codable {
    /// An incident's place in the group.
    package struct Member: Sendable, Equatable {
        package var incident: Incident
        /// Whether a notification that says "firing" was written to the outbox.
        package var wasAnnounced: Bool
        /// Whether the group was told of since then without this one, which was muted.
        package var wasLeftOut: Bool

        package init(incident: Incident, wasAnnounced: Bool, wasLeftOut: Bool = false) {
            self.incident = incident
            self.wasAnnounced = wasAnnounced
            self.wasLeftOut = wasLeftOut
        }

        /// The same after a notification that did not mention it.
        fileprivate var leftOut: Member {
            Member(incident: incident, wasAnnounced: wasAnnounced, wasLeftOut: wasAnnounced)
        }
    }

    package let key: String
    package let receiver: String
    package let labels: [String: String]
    package let groupInterval: Duration
    package let repeatInterval: Duration
    /// Names of time intervals in which nobody is told; nil in what was written before there were
    /// any.
    package private(set) var muteTimeIntervals: [String]?
    /// Names of those in which alone somebody is told.
    package private(set) var activeTimeIntervals: [String]?
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
        muteTimeIntervals = group.muteTimeIntervals
        activeTimeIntervals = group.activeTimeIntervals
        nextFlush = now.addingTimeInterval(group.groupWait.seconds)
    }

    /// Brings the next look forward because a member has changed.
    package mutating func memberChanged(at now: Date) {
        guard let lastFlush else { return }
        let allowed = max(now, lastFlush.addingTimeInterval(groupInterval.seconds))
        nextFlush = min(nextFlush, allowed)
    }

    /// Has the group looked at now, because silences changed; one that has yet to be told of for the
    /// first time waits as it should.
    package mutating func silencesChanged(at now: Date) {
        guard lastFlush != nil else { return }
        nextFlush = min(nextFlush, now)
    }

    /// Keeps what is left of its waits after the clock was set back.
    package mutating func clockWasSetBack(by distance: Duration) {
        nextFlush.addTimeInterval(-distance.seconds)
        lastFlush?.addTimeInterval(-distance.seconds)
        lastNotified?.addTimeInterval(-distance.seconds)
    }

    /// The same group with the intervals of a new configuration.
    ///
    /// A group whose intervals changed is looked at as soon as they allow: a look that finds
    /// nothing to tell costs nothing and sets the next one right. A first look that is further away
    /// than the wait is one that a clock, set back meanwhile, has moved there.
    package func following(_ group: RoutedGroup, at now: Date) -> GroupState {
        guard groupInterval != group.groupInterval || repeatInterval != group.repeatInterval else {
            var same = self
            same.muteTimeIntervals = group.muteTimeIntervals
            same.activeTimeIntervals = group.activeTimeIntervals
            if lastFlush == nil {
                same.nextFlush = min(nextFlush, now.addingTimeInterval(group.groupWait.seconds))
            }
            return same
        }
        var next = GroupState(opening: group, at: now)
        next.nextFlush = lastFlush == nil ? min(nextFlush, next.nextFlush) : nextFlush
        next.lastFlush = lastFlush
        next.lastNotified = lastNotified
        next.memberChanged(at: now)
        return next
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
    /// does; one that was announced stays until its end is announced too, or until the same alert
    /// is announced anew. Muted incidents stay, unannounced, and the group is looked at again after
    /// its interval, or when their silences end.
    ///
    /// Muting keeps beginnings and reminders quiet, not ends: whoever was told that it fires is told
    /// that it is over. And a receiver that was told of the group without a muted incident, and may
    /// take the group for over, is told of it again when it is muted no more.
    ///
    /// - Parameters:
    ///   - members: The group's incidents.
    ///   - now: The time of the look.
    ///   - isQuiet: Whether this is a time in which the group's route tells nobody anything.
    ///   - silenceEnd: Until when an incident is silenced; nil where it is not.
    ///   - isMuted: Whether an incident may not be announced now for another reason.
    /// - Returns: What to tell, and what to remember.
    package func flush(
        members: [Member],
        at now: Date,
        isQuiet: Bool = false,
        silenceEnd: (Incident) -> Date? = { _ in nil },
        isMuted: (Incident) -> Bool
    ) -> GroupFlush {
        var firing: [Member] = []
        var muted: [Member] = []
        var silenceEnds: [Date] = []
        for member in members where member.incident.isFiring {
            let end = silenceEnd(member.incident)
            let isTold = end == nil && !isMuted(member.incident)
            if isTold { firing.append(member) } else { muted.append(member) }
            if let end { silenceEnds.append(end) }
        }
        let ended = members.filter { !$0.incident.isFiring && $0.wasAnnounced }
        let reason = isQuiet ? nil : reason(firing: firing, ended: ended, at: now)
        // Receivers know alerts by fingerprint: the end of one that fires again would undo it.
        let refiring = Set(firing.map(\.incident.fingerprint))
        let over = ended.filter { !refiring.contains($0.incident.fingerprint) }

        var next = self
        next.lastFlush = now
        let staying: [Member]
        if reason != nil {
            next.lastNotified = now
            staying =
                firing.map { Member(incident: $0.incident, wasAnnounced: true) }
                + muted.map(\.leftOut)
        } else {
            staying = firing + muted + ended
        }
        let repetition = (next.lastNotified ?? now).addingTimeInterval(repeatInterval.seconds)
        let interval = min(
            now.addingTimeInterval(groupInterval.seconds),
            silenceEnds.min() ?? .distantFuture
        )
        next.nextFlush = muted.isEmpty && !isQuiet ? max(repetition, interval) : interval
        return GroupFlush(
            reason: reason,
            incidents: (firing + over).map(\.incident),
            members: staying,
            group: staying.isEmpty ? nil : next
        )
    }

    private func reason(firing: [Member], ended: [Member], at now: Date) -> NotifyReason? {
        if firing.contains(where: { !$0.wasAnnounced || $0.wasLeftOut }) {
            return lastNotified == nil ? .first : .newAlerts
        }
        if !ended.isEmpty { return firing.isEmpty ? .allResolved : .someResolved }
        guard let lastNotified, !firing.isEmpty else { return nil }
        let repetition = lastNotified.addingTimeInterval(repeatInterval.seconds)
        return now >= repetition ? .repeatInterval : nil
    }
}
