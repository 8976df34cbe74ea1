import CogwatchCore
import Foundation
import GRDB

/// The table `outbox`, within a transaction.
struct OutboxTable {
    let db: Database

    func append(_ notification: QueuedNotification, at now: Date) throws {
        let sql = """
            INSERT INTO outbox
                (id, receiver, integration_index, group_key, body, verdict_at, created_at,
                 attempts, next_attempt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            notification.id, notification.receiver, notification.integrationIndex,
            notification.groupKey, Data(notification.body),
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

    /// Drops what no configured integration would ever take; `counts` are their numbers by
    /// receiver.
    func keep(integrations counts: [String: Int]) throws {
        let queues = try Row.fetchAll(
            db,
            sql: "SELECT DISTINCT receiver, integration_index FROM outbox"
        )
        for queue in queues {
            let (receiver, index): (String, Int) = (queue["receiver"], queue["integration_index"])
            guard index >= counts[receiver] ?? 0 else { continue }
            try db.execute(
                sql: "DELETE FROM outbox WHERE receiver = ? AND integration_index = ?",
                arguments: [receiver, index]
            )
        }
    }
}

extension QueuedNotification {
    init(row: Row) {
        let body: Data = row["body"]
        self.init(
            id: row["id"],
            receiver: row["receiver"],
            integrationIndex: row["integration_index"],
            groupKey: row["group_key"],
            body: Array(body),
            verdictAt: Date(timeIntervalSince1970: row["verdict_at"]),
            attempts: row["attempts"]
        )
    }
}
