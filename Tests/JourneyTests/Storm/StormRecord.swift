import Foundation
import TestSupport

/// What an agent that has left wrote down, read from its database by another program.
struct StormRecord: Decodable {
    struct Incident: Decodable {
        let id: String
        let account: String
        let fingerprint: String
        let startsAt: Double
        let endsAt: Double?
    }

    /// What SQLite says of its file: "ok".
    let integrity: String
    /// In the order in which they were written.
    let incidents: [Incident]
    /// How many notifications still wait.
    let waiting: Int

    static func read(_ database: String) throws -> StormRecord {
        let script = """
            import json, sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            rows = db.execute("SELECT id, account, fingerprint, starts_at, ends_at "
                "FROM incidents ORDER BY sequence").fetchall()
            names = ["id", "account", "fingerprint", "startsAt", "endsAt"]
            print(json.dumps({
                "integrity": db.execute("PRAGMA integrity_check").fetchone()[0],
                "incidents": [dict(zip(names, row)) for row in rows],
                "waiting": db.execute("SELECT count(*) FROM outbox").fetchone()[0],
            }))
            """
        let output = try Command.run("python3", "-c", script, database)
        return try JSONDecoder().decode(StormRecord.self, from: output)
    }
}
