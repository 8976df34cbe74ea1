import CogwatchCore
import Foundation
import GRDB

/// A look at one group, within a transaction.
struct Flushing {
    let db: Database
    let now: Date
    let receivers: [Receiver]
    let inhibition: Inhibition
    let externalURL: String
    let newID: @Sendable () -> String

    /// - Returns: The number of notifications written; 0 where the group is not due or has gone.
    func flush(_ id: Int64) throws -> Int {
        let groups = GroupTable(db: db)
        guard let group = try groups.due(id, at: now) else { return 0 }
        // Nobody is announced to a receiver that is gone; the next reload routes anew.
        guard receivers.contains(where: { $0.name == group.state.receiver }) else { return 0 }
        let seats = try groups.seats(in: group)
        let flush = group.state.flush(members: seats.map(\.member), at: now) {
            inhibition.mutes($0.labels)
        }
        try groups.save(flush, over: seats, of: group)
        guard let reason = flush.reason else { return 0 }
        let notification = GroupNotification(
            receiver: group.state.receiver,
            groupKey: group.state.key,
            groupLabels: group.state.labels,
            reason: reason,
            incidents: flush.incidents,
            externalURL: externalURL
        )
        return try enqueue(notification, verdictAt: newestVerdict(in: flush, of: seats))
    }

    private func enqueue(_ notification: GroupNotification, verdictAt: Date) throws -> Int {
        let outbox = OutboxTable(db: db)
        let receiver = receivers.first { $0.name == notification.receiver }
        var written = 0
        for (index, integration) in (receiver?.integrations ?? []).enumerated() {
            guard let body = integration.body(for: notification) else { continue }
            // A reminder of what a receiver has not even heard yet reminds of nothing.
            let isReminder = notification.reason == .repeatInterval
            guard
                try !isReminder
                    || !outbox.isWaiting(
                        receiver: notification.receiver,
                        integrationIndex: index,
                        groupKey: notification.groupKey
                    )
            else { continue }
            try outbox.append(
                QueuedNotification(
                    id: "msg_" + newID(),
                    receiver: notification.receiver,
                    integrationIndex: index,
                    groupKey: notification.groupKey,
                    body: body,
                    verdictAt: verdictAt,
                    attempts: 0
                ),
                at: now
            )
            written += 1
        }
        return written
    }

    /// When the newest verdict that this flush tells was given; now, where it only reminds.
    private func newestVerdict(in flush: GroupFlush, of seats: [Seat]) -> Date {
        let told = Set(flush.incidents.map(\.id))
        let news = seats.filter { seat in
            told.contains(seat.member.incident.id)
                && !(seat.member.incident.isFiring && seat.member.wasAnnounced)
        }
        return news.map(\.verdictAt).max() ?? now
    }
}
