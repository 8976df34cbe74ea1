import CogwatchCore
import Foundation
import GRDB

/// The table `silences`, within a transaction.
struct SilenceTable {
    let db: Database

    func all() throws -> [Silence] {
        try Row.fetchAll(db, sql: "SELECT * FROM silences ORDER BY sequence")
            .map(Silence.init(row:))
    }

    func find(_ id: String) throws -> Silence? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM silences WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map(Silence.init(row:))
    }

    /// Another number whenever a silence was written.
    func revision() throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT max(sequence) FROM silences")
        return try Int64.fetchOne(statement) ?? 0
    }

    func save(_ silence: Silence) throws {
        let sql = """
            INSERT OR REPLACE INTO silences
                (id, matchers, starts_at, ends_at, created_by, comment, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            silence.id, Column.text(silence.matchers.map(WrittenMatcher.init)),
            silence.startsAt.timeIntervalSince1970, silence.endsAt.timeIntervalSince1970,
            silence.createdBy, silence.comment, silence.updatedAt.timeIntervalSince1970,
        ])
    }

    /// When the next silence begins or ends.
    func nextTurn(after time: Date) throws -> Double? {
        let sql = """
            SELECT min(turn) FROM (
                SELECT min(starts_at) AS turn FROM silences WHERE starts_at > ?
                UNION ALL SELECT min(ends_at) FROM silences WHERE ends_at > ?
            )
            """
        let seconds = time.timeIntervalSince1970
        return try Double.fetchOne(db.cachedStatement(sql: sql), arguments: [seconds, seconds])
    }

    func counts(at now: Date) throws -> [Silence.State: Int] {
        let sql = """
            SELECT count(*) AS total, count(*) FILTER (WHERE ends_at <= ?1) AS expired,
                count(*) FILTER (WHERE ends_at > ?1 AND starts_at <= ?1) AS active
            FROM silences
            """
        let statement = try db.cachedStatement(sql: sql)
        guard let row = try Row.fetchOne(statement, arguments: [now.timeIntervalSince1970])
        else { return [:] }
        let (total, expired, active): (Int, Int, Int) =
            (row["total"], row["expired"], row["active"])
        return [.active: active, .pending: total - expired - active, .expired: expired]
    }

    /// Whether there are no more silences than may be.
    func hasRoom(at now: Date) throws -> Bool {
        let counts = try counts(at: now)
        return (counts[.active] ?? 0) + (counts[.pending] ?? 0) <= SilenceDraft.Limit.silences
    }

    func prune(before: Date) throws -> Int {
        try db.execute(
            sql: "DELETE FROM silences WHERE ends_at < ?",
            arguments: [before.timeIntervalSince1970]
        )
        return db.changesCount
    }

    /// Forgets the oldest of those that are over, where there are more than a number in all.
    func keep(_ limit: Int, at now: Date) throws {
        let sql = """
            DELETE FROM silences WHERE ends_at <= ? AND sequence IN
                (SELECT sequence FROM silences ORDER BY ends_at DESC LIMIT -1 OFFSET ?)
            """
        try db.execute(sql: sql, arguments: [now.timeIntervalSince1970, limit])
    }
}

extension Silence {
    /// Reads a row of `silences`; the table is strict, so that the columns have their types.
    init(row: Row) throws {
        let written = try Column.value([WrittenMatcher].self, from: row["matchers"])
        self.init(
            id: row["id"],
            matchers: try written.map(Self.read),
            startsAt: Date(timeIntervalSince1970: row["starts_at"]),
            endsAt: Date(timeIntervalSince1970: row["ends_at"]),
            createdBy: row["created_by"],
            comment: row["comment"],
            updatedAt: Date(timeIntervalSince1970: row["updated_at"])
        )
    }
    private static func read(_ written: WrittenMatcher) throws -> Matcher {
        do {
            return try written.matcher()
        } catch {
            let reason = DecodingError.Context(codingPath: [], debugDescription: "\(error)")
            throw DecodingError.dataCorrupted(reason)
        }
    }
}
