package import CogwatchCore
package import Foundation
import GRDB

extension SQLiteLedger {
    package func incidentMarks(endedAfter time: Date) async throws -> [IncidentMark] {
        try await read { try IncidentTable(db: $0).marks(endedAfter: time) }
    }

    package func incidents(withIDs ids: [String]) async throws -> [Incident] {
        try await read { try IncidentTable(db: $0).incidents(withIDs: ids) }
    }

    package func proveWritable() async throws {
        // `user_version` belongs to the application, and this one counts its migrations elsewhere.
        // Setting it writes a page and syncs it, even to the value that it had.
        try await write { try $0.execute(sql: "PRAGMA user_version = 0") }
    }
}

extension IncidentTable {
    /// Neither labels nor annotations are read, which are nearly all of a row.
    fileprivate func marks(endedAfter time: Date) throws -> [IncidentMark] {
        let sql = """
            SELECT sequence, id, fingerprint, ends_at FROM incidents WHERE ends_at IS NULL
            UNION ALL
            SELECT sequence, id, fingerprint, ends_at FROM incidents WHERE ends_at > ?
            ORDER BY sequence
            """
        let statement = try db.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: [time.timeIntervalSince1970]).map { row in
            let ends: Double? = row["ends_at"]
            return IncidentMark(
                id: row["id"],
                fingerprint: row["fingerprint"],
                endsAt: ends.map(Date.init(timeIntervalSince1970:))
            )
        }
    }

    fileprivate func incidents(withIDs ids: [String]) throws -> [Incident] {
        guard !ids.isEmpty else { return [] }
        let places = Array(repeating: "?", count: ids.count).joined(separator: ", ")
        let sql = "SELECT * FROM incidents WHERE id IN (\(places)) ORDER BY sequence"
        return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(ids))
            .map(Incident.init(row:))
    }
}
