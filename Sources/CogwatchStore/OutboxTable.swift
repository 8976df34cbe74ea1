import CogwatchCore
import Foundation
import GRDB

/// The table `outbox`, within a transaction.
struct OutboxTable {
    let db: Database

    func append(_ notification: QueuedNotification, at now: Date) throws {
        let sql = """
            INSERT INTO outbox
                (id, receiver, integration_index, destination, group_key, reason, body,
                 verdict_at, created_at, attempts, next_attempt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            notification.id, notification.receiver, notification.integrationIndex,
            notification.destination, notification.groupKey, notification.reason.rawValue,
            Data(notification.body),
            notification.verdictAt.timeIntervalSince1970, now.timeIntervalSince1970,
            notification.attempts, now.timeIntervalSince1970,
        ])
    }

    /// Whether an integration has still to hear something of a group.
    func isWaiting(receiver: String, integrationIndex: Int, groupKey: String) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM outbox
                WHERE receiver = ? AND integration_index = ? AND group_key = ?)
            """
        return try Bool.fetchOne(
            db.cachedStatement(sql: sql),
            arguments: [receiver, integrationIndex, groupKey]
        ) ?? false
    }

    // Only the oldest of each integration: a later one must not overtake it while it is retried.
    private static let heads =
        "sequence IN (SELECT min(sequence) FROM outbox GROUP BY receiver, integration_index)"

    func due(at now: Date) throws -> [QueuedNotification] {
        let sql = """
            SELECT * FROM outbox WHERE \(Self.heads) AND next_attempt <= ? ORDER BY sequence
            """
        return try Row.fetchAll(db, sql: sql, arguments: [now.timeIntervalSince1970])
            .map(QueuedNotification.init(row:))
    }

    func nextAttempt(after time: Date) throws -> Double? {
        try Double.fetchOne(
            db,
            sql: "SELECT min(next_attempt) FROM outbox WHERE next_attempt > ? AND \(Self.heads)",
            arguments: [time.timeIntervalSince1970]
        )
    }

    func delete(_ id: String) throws {
        try db.execute(sql: "DELETE FROM outbox WHERE id = ?", arguments: [id])
    }

    func postpone(_ id: String, until next: Date) throws {
        try db.execute(
            sql: "UPDATE outbox SET attempts = attempts + 1, next_attempt = ? WHERE id = ?",
            arguments: [next.timeIntervalSince1970, id]
        )
    }

    func statuses() throws -> [QueueStatus] {
        let sql = """
            SELECT receiver, count(*) AS length, min(created_at) AS oldest FROM outbox
            GROUP BY receiver ORDER BY receiver
            """
        return try Row.fetchAll(db, sql: sql).map { row in
            QueueStatus(
                receiver: row["receiver"],
                length: row["length"],
                oldest: Date(timeIntervalSince1970: row["oldest"])
            )
        }
    }

    /// Makes room in a full lane: reminders go first, for they say nothing new, then the oldest.
    ///
    /// - Returns: How many were dropped.
    func makeRoom(receiver: String, integrationIndex: Int, limit: Int) throws -> Int {
        let lane: StatementArguments = [receiver, integrationIndex]
        let count = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT count(*) FROM outbox WHERE receiver = ? AND integration_index = ?"
            ),
            arguments: lane
        )
        guard let count, count >= limit else { return 0 }
        let sql = """
            DELETE FROM outbox WHERE sequence IN
                (SELECT sequence FROM outbox WHERE receiver = ? AND integration_index = ?
                 ORDER BY reason <> ?, sequence LIMIT ?)
            """
        try db.cachedStatement(sql: sql).execute(
            arguments: lane + [NotifyReason.repeatInterval.rawValue, count - limit + 1]
        )
        return db.changesCount
    }

    /// Puts waiting notifications in line with the integrations that are configured now.
    ///
    /// What waits for a destination that is still there goes with it, wherever it stands now. What
    /// waits for one that is gone goes to its successor in the same place, if that is new and of the
    /// same kind: its address was changed. The rest is dropped.
    func follow(_ receivers: [Receiver]) throws {
        let lanes = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT receiver, integration_index, destination FROM outbox
                ORDER BY receiver, integration_index
                """
        ).map(Lane.init(row:))
        let known = Set(lanes.map(\.destination))
        // First out of the way, so that two lanes can change places.
        for lane in lanes { try move(lane, to: -1 - lane.index) }
        // Two places that led to one address hold the same news, and one of them is enough.
        var taken: Set<String> = []
        for lane in lanes {
            let integrations = receivers.first { $0.name == lane.receiver }?.integrations ?? []
            let parked = Lane(
                receiver: lane.receiver,
                index: -1 - lane.index,
                destination: lane.destination
            )
            guard let index = lane.place(among: integrations, known: known),
                taken.insert("\(lane.receiver)/\(index)").inserted
            else {
                try drop(parked)
                continue
            }
            try move(parked, to: index)
        }
    }

    private func move(_ lane: Lane, to index: Int) throws {
        try db.execute(
            sql: """
                UPDATE outbox SET integration_index = ?
                WHERE receiver = ? AND integration_index = ? AND destination = ?
                """,
            arguments: [index, lane.receiver, lane.index, lane.destination]
        )
    }

    private func drop(_ lane: Lane) throws {
        try db.execute(
            sql: """
                DELETE FROM outbox
                WHERE receiver = ? AND integration_index = ? AND destination = ?
                """,
            arguments: [lane.receiver, lane.index, lane.destination]
        )
    }
}

/// What waits for one integration, as it was configured when it was written.
private struct Lane {
    let receiver: String
    let index: Int
    let destination: String

    init(receiver: String, index: Int, destination: String) {
        self.receiver = receiver
        self.index = index
        self.destination = destination
    }

    init(row: Row) {
        self.init(
            receiver: row["receiver"],
            index: row["integration_index"],
            destination: row["destination"]
        )
    }

    /// Where it leads among the integrations of now; nil for nowhere.
    func place(among integrations: [Integration], known: Set<String>) -> Int? {
        // Two places of a receiver may lead to the same address; each keeps its own.
        if integrations.indices.contains(index), integrations[index].destination == destination {
            return index
        }
        if let index = integrations.firstIndex(where: { $0.destination == destination }) {
            return index
        }
        guard integrations.indices.contains(index) else { return nil }
        let successor = integrations[index]
        // Rows of before the second step of the database name no destination.
        let isSameKind = destination.isEmpty || destination.hasPrefix("\(successor.kind):")
        return isSameKind && !known.contains(successor.destination) ? index : nil
    }
}

extension QueuedNotification {
    init(row: Row) {
        let body: Data = row["body"]
        self.init(
            id: row["id"],
            receiver: row["receiver"],
            integrationIndex: row["integration_index"],
            destination: row["destination"],
            groupKey: row["group_key"],
            reason: NotifyReason(rawValue: row["reason"]) ?? .first,
            body: Array(body),
            verdictAt: Date(timeIntervalSince1970: row["verdict_at"]),
            attempts: row["attempts"]
        )
    }
}
