import CogwatchCore
import Foundation
import GRDB

/// A look at one group, within a transaction.
struct Flushing {
    let db: Database
    let now: Date
    let receivers: [Receiver]
    let timeIntervals: [String: [TimeWindow]]
    let inhibition: Inhibition
    let silencing: Silencing
    let externalURL: String
    let newID: @Sendable () -> String

    /// The most notifications that wait for one integration; a receiver that is dead for days costs
    /// this much disk and no more.
    static let laneLimit = 1_000

    /// Looks at a group, which may be no longer due or gone.
    func flush(_ id: Int64) throws -> FlushReport {
        let groups = GroupTable(db: db)
        guard let group = try groups.due(id, at: now) else { return FlushReport() }
        // Nobody is announced to a receiver that is gone; the next reload routes anew.
        guard receivers.contains(where: { $0.name == group.state.receiver }) else {
            return FlushReport()
        }
        let seats = try groups.seats(in: group)
        let isQuiet = group.state.isMuted(at: now, by: timeIntervals)
        let flush = group.state.flush(
            members: seats.map(\.member),
            at: now,
            isQuiet: isQuiet,
            silenceEnd: { silencing.end(for: $0.labels, at: now) },
            isMuted: { inhibition.mutes($0.labels) }
        )
        try groups.save(flush, over: seats, of: group)
        guard let reason = flush.reason else { return FlushReport() }
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

    private func enqueue(
        _ notification: GroupNotification,
        verdictAt: Date
    ) throws -> FlushReport {
        let outbox = OutboxTable(db: db)
        let receiver = receivers.first { $0.name == notification.receiver }
        var report = FlushReport()
        for (index, integration) in (receiver?.integrations ?? []).enumerated() {
            guard let rendering = integration.rendering(for: notification) else { continue }
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
            let dropped = try outbox.makeRoom(
                receiver: notification.receiver,
                integrationIndex: index,
                limit: Self.laneLimit
            )
            let addressee = Addressee(
                receiver: notification.receiver,
                integration: integration.kind
            )
            if dropped > 0 { report.dropped[addressee, default: 0] += dropped }
            if let problem = rendering.templateProblem {
                report.templateProblems[addressee, default: []].append(problem)
            }
            try outbox.append(
                QueuedNotification(
                    id: "msg_" + newID(),
                    receiver: notification.receiver,
                    integrationIndex: index,
                    destination: integration.destination,
                    groupKey: notification.groupKey,
                    reason: notification.reason,
                    body: rendering.body,
                    verdictAt: verdictAt,
                    attempts: 0
                ),
                at: now
            )
            report.written += 1
        }
        return report
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
