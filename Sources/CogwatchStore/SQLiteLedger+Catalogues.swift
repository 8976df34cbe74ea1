package import CogwatchCore

extension SQLiteLedger {
    package func catalogues() async throws -> [String: Catalogue] {
        try await read { try CatalogueTable(db: $0).catalogues() }
    }

    package func save(_ catalogue: Catalogue, of source: String) async throws {
        try await write { try CatalogueTable(db: $0).save(catalogue, of: source) }
    }

    package func keepCatalogues(of sources: Set<String>) async throws {
        try await write { try CatalogueTable(db: $0).keep(sources) }
    }
}
