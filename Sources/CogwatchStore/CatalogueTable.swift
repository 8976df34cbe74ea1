import CogwatchCore
import GRDB

/// The table `catalogues`, within a transaction.
struct CatalogueTable {
    let db: Database

    /// All that can be read: what another version wrote in another form is listed anew.
    func catalogues() throws -> [String: Catalogue] {
        let rows = try Row.fetchAll(db, sql: "SELECT source, catalogue FROM catalogues")
        return rows.reduce(into: [:]) { catalogues, row in
            catalogues[row["source"]] = try? Column.value(Catalogue.self, from: row["catalogue"])
        }
    }

    func save(_ catalogue: Catalogue, of source: String) throws {
        let sql = """
            INSERT INTO catalogues (source, catalogue) VALUES (?, ?)
            ON CONFLICT (source) DO UPDATE SET catalogue = excluded.catalogue
            """
        try db.execute(sql: sql, arguments: [source, Column.text(catalogue)])
    }

    func keep(_ sources: Set<String>) throws {
        let known = try String.fetchSet(db, sql: "SELECT source FROM catalogues")
        for source in known.subtracting(sources) {
            try db.execute(sql: "DELETE FROM catalogues WHERE source = ?", arguments: [source])
        }
    }
}
