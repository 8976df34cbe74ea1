import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("What was discovered")
struct CatalogueStoreTests {
    private let storage = Storage()

    private func catalogue(_ names: [String], at seconds: Int = 0) throws -> Catalogue {
        var catalogue = Catalogue()
        let accounts = try names.map { name in
            let id = try #require(ResourceID(subscription: "s", group: "g", name: name))
            return DiscoveredAccount(
                id: id,
                kind: "SpeechServices",
                region: "japanwest",
                tags: ["team": "voice"]
            )
        }
        _ = catalogue.take(.success(accounts), at: Sample.start + seconds)
        return catalogue
    }

    @Test("is there after a crash, by source, as it was written last")
    func kept() async throws {
        let ledger = try storage.open()
        #expect(try await ledger.catalogues().isEmpty)
        let (one, two) = (try catalogue(["a", "b"]), try catalogue(["c"]))
        try await ledger.save(try catalogue(["a"]), of: "azure:one")
        try await ledger.save(one, of: "azure:one")
        try await ledger.save(two, of: "azure:two")
        let later = try storage.afterCrash().open()
        #expect(try await later.catalogues() == ["azure:one": one, "azure:two": two])
    }

    @Test("is forgotten with its source")
    func forgotten() async throws {
        let ledger = try storage.open()
        try await ledger.save(try catalogue(["a"]), of: "azure:one")
        try await ledger.save(try catalogue(["b"]), of: "azure:two")
        try await ledger.keepCatalogues(of: ["azure:two", "azure:three"])
        #expect(try await ledger.catalogues().keys.sorted() == ["azure:two"])
    }

    @Test("says why an account's incidents end; without a reason it left the configuration")
    func reasons() async throws {
        let ledger = try storage.open()
        for account in ["a", "b", "c"] {
            try await ledger.look(account, [Sample.alert(account)], at: 0, Sample.routing())
        }
        try await ledger.reconcile(
            watching: ["c"],
            reasons: ["a": "The account was deleted in Azure.", "c": "Nonsense."],
            at: Sample.start + 20,
            routing: Sample.routing()
        )
        let ended = try await ledger.incidents(in: .resolved, limit: 9)
        let notes = Dictionary(
            uniqueKeysWithValues: ended.map { ($0.account, $0.annotations["description"]) }
        )
        #expect(
            notes == [
                "a": "The account was deleted in Azure.",
                "b": "The account was removed from the configuration.",
            ]
        )
    }
}
