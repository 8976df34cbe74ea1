import CogwatchCore
import Foundation
import GRDB

/// The table `incidents`, within a transaction.
struct IncidentTable {
    let db: Database

    func firing(of account: String) throws -> [Incident] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM incidents WHERE account = ? AND ends_at IS NULL ORDER BY sequence"
        )
        return try Row.fetchAll(statement, arguments: [account]).map(Incident.init(row:))
    }

    func firing() throws -> [Incident] {
        try Row.fetchAll(db, sql: "SELECT * FROM incidents WHERE ends_at IS NULL ORDER BY sequence")
            .map(Incident.init(row:))
    }

    func firingLabels() throws -> [[String: String]] {
        try String.fetchAll(db, sql: "SELECT labels FROM incidents WHERE ends_at IS NULL")
            .map { try Column.value([String: String].self, from: $0) }
    }

    func newest(_ query: IncidentQuery) throws -> [Incident] {
        let state =
            switch query.state {
            case nil: "TRUE"
            case .firing: "ends_at IS NULL"
            case .resolved: "ends_at IS NOT NULL"
            }
        let sql = """
            SELECT * FROM incidents WHERE \(state)\(query.account == nil ? "" : " AND account = ?")
            ORDER BY starts_at DESC, sequence DESC LIMIT ? OFFSET ?
            """
        let account: [any DatabaseValueConvertible] = query.account.map { [$0] } ?? []
        let window: [any DatabaseValueConvertible] = [max(0, query.limit), max(0, query.offset)]
        return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(account + window))
            .map(Incident.init(row:))
    }

    // Asked at every turn of the dispatcher: the index alone answers it.
    func counts() throws -> [IncidentCount] {
        let sql = """
            SELECT cause, count(*) AS total, count(ends_at) AS resolved FROM incidents
            GROUP BY cause ORDER BY cause
            """
        return try Row.fetchAll(db.cachedStatement(sql: sql)).flatMap { row in
            let (cause, total, resolved): (String, Int, Int) =
                (row["cause"], row["total"], row["resolved"])
            return [
                IncidentCount(state: .firing, cause: cause, count: total - resolved),
                IncidentCount(state: .resolved, cause: cause, count: resolved),
            ].filter { $0.count > 0 }
        }
    }

    func insert(_ incident: Incident, verdictAt: Date) throws {
        let sql = """
            INSERT INTO incidents
                (id, account, fingerprint, labels, annotations, starts_at, ends_at, verdict_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            incident.id, incident.account, incident.fingerprint,
            Column.text(incident.labels), Column.text(incident.annotations),
            incident.startsAt.timeIntervalSince1970, incident.endsAt?.timeIntervalSince1970,
            verdictAt.timeIntervalSince1970,
        ])
    }

    func end(_ incident: Incident, verdictAt: Date) throws {
        let sql = "UPDATE incidents SET ends_at = ?, annotations = ?, verdict_at = ? WHERE id = ?"
        try db.cachedStatement(sql: sql).execute(arguments: [
            incident.endsAt?.timeIntervalSince1970, Column.text(incident.annotations),
            verdictAt.timeIntervalSince1970, incident.id,
        ])
    }

    func annotate(_ incident: Incident) throws {
        try db.cachedStatement(sql: "UPDATE incidents SET annotations = ? WHERE id = ?")
            .execute(arguments: [Column.text(incident.annotations), incident.id])
    }

    /// Forgets what ended before a time and no group waits to tell.
    func prune(before: Date) throws -> Int {
        let sql = """
            DELETE FROM incidents
            WHERE ends_at < ?
                AND NOT EXISTS (SELECT 1 FROM group_members WHERE incident_id = incidents.id)
            """
        try db.execute(sql: sql, arguments: [before.timeIntervalSince1970])
        return db.changesCount
    }
}

extension Incident {
    /// Reads a row of `incidents`; the table is strict, so that the columns have their types.
    init(row: Row) throws {
        let ends: Double? = row["ends_at"]
        self.init(
            id: row["id"],
            account: row["account"],
            fingerprint: row["fingerprint"],
            labels: try Column.value([String: String].self, from: row["labels"]),
            annotations: try Column.value([String: String].self, from: row["annotations"]),
            startsAt: Date(timeIntervalSince1970: row["starts_at"]),
            endsAt: ends.map(Date.init(timeIntervalSince1970:))
        )
    }
}
