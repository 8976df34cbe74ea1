import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("What is read for forwarding")
struct ForwardingTests {
    private let storage = Storage()

    @Test("is everything that fires and what ended lately, in the order in which it began")
    func marks() async throws {
        let ledger = try storage.open()
        try await ledger.look("old", [Sample.alert("old")], at: 0)
        try await ledger.look("old", [], at: 10)
        try await ledger.look("a", [Sample.alert("a")], at: 20)
        try await ledger.look("b", [Sample.alert("b"), Sample.alert("b", "KeyInvalid")], at: 30)
        try await ledger.look("b", [Sample.alert("b")], at: 40)
        try await ledger.look("b", [Sample.alert("b"), Sample.alert("b", "KeyInvalid")], at: 50)

        let all = try await ledger.incidents(in: nil, limit: .max)
        let marks = try await ledger.incidentMarks(endedAfter: Sample.start + 10)
        let read = try await ledger.incidents(withIDs: marks.map(\.id))
        #expect(read.map(\.account) == ["a", "b", "b", "b"])
        #expect(read.map(\.isFiring) == marks.map(\.isFiring))
        #expect(read.map(\.fingerprint) == marks.map(\.fingerprint))
        #expect(marks.compactMap(\.endsAt) == [Sample.start + 40])
        #expect(Set(read.map(\.id)).isSubset(of: Set(all.map(\.id))))
        #expect(try await ledger.incidentMarks(endedAfter: Sample.start + 9).count == 5)
    }

    @Test("is nothing for ids that nobody knows, and for none")
    func unknown() async throws {
        let ledger = try storage.open()
        #expect(try await ledger.incidents(withIDs: ["nobody"]) == [])
        #expect(try await ledger.incidents(withIDs: []) == [])
        #expect(try await ledger.incidentMarks(endedAfter: .distantPast) == [])
    }

    @Test("needs no look at each row of years of incidents")
    func index() async throws {
        let ledger = try storage.open()
        for index in 0..<300 {
            try await ledger.look("a\(index)", [Sample.alert("a\(index)")], at: index)
            if index < 290 { try await ledger.look("a\(index)", [], at: index) }
        }
        let marks = try await ledger.incidentMarks(endedAfter: Sample.start + 288)
        #expect(marks.count == 11)
        #expect(marks.count(where: \.isFiring) == 10)
    }

    @Test("comes with a proof that the disk still takes something, which really writes")
    func proof() async throws {
        let ledger = try storage.open()
        let before = try size()
        for _ in 0..<3 { try await ledger.proveWritable() }
        #expect(try size() > before)
        try ledger.close()
        await #expect(throws: StorageError.self) { try await ledger.proveWritable() }
    }

    private func size() throws -> Int {
        let log = try FileManager.default.attributesOfItem(atPath: storage.file + "-wal")
        return try #require(log[.size] as? Int)
    }
}
