import CogwatchCore
import Foundation
import GRDB

/// The tables `histories` and `installation`, within a transaction.
struct MemoryTable {
    let db: Database

    func histories() throws -> [String: AccountHistory] {
        let rows = try Row.fetchAll(db, sql: "SELECT account, history FROM histories")
        return try rows.reduce(into: [:]) { histories, row in
            let history = try Column.value(AccountHistory.self, from: row["history"])
            histories[history.account] = history
        }
    }

    func save(_ history: AccountHistory) throws {
        let sql = """
            INSERT INTO histories (account, history) VALUES (?, ?)
            ON CONFLICT (account) DO UPDATE SET history = excluded.history
            """
        try db.cachedStatement(sql: sql)
            .execute(arguments: [history.account, Column.text(history)])
    }

    /// The secret on disk; at the first call the one that is offered.
    func secret(offering candidate: String) throws -> Secret {
        try db.execute(
            sql: "INSERT OR IGNORE INTO installation (id, secret) VALUES (1, ?)",
            arguments: [candidate]
        )
        let kept = try String.fetchOne(db, sql: "SELECT secret FROM installation WHERE id = 1")
        return Secret(kept ?? candidate)
    }
}
