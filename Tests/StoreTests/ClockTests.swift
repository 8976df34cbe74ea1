import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("A clock that is set back by an hour")
struct ClockTests {
    private let storage = Storage()
    private static let hour = 3600

    @Test("keeps a group waiting no longer, neither for its first look nor for its next")
    func groups() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        try await ledger.clockWasSetBack(by: .seconds(Self.hour))
        #expect(try await ledger.flush(at: 9 - Self.hour) == 0)
        #expect(try await ledger.flush(at: 10 - Self.hour) == 1)
        try await ledger.look("b", [Sample.alert("b")], at: 20 - Self.hour)
        try await ledger.clockWasSetBack(by: .seconds(Self.hour))
        #expect(try await ledger.flush(at: 69 - 2 * Self.hour) == 0)
        #expect(try await ledger.flush(at: 70 - 2 * Self.hour) == 1)
    }

    @Test("brings the next reminder neither forward nor back")
    func reminder() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        _ = try await ledger.takeAll(at: 10)
        try await ledger.clockWasSetBack(by: .seconds(Self.hour))
        #expect(try await ledger.flush(at: 609 - Self.hour) == 0)
        #expect(try await ledger.flush(at: 610 - Self.hour) == 1)
    }

    @Test("keeps a notification waiting no longer for its next attempt")
    func attempts() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        let first = try #require(try await ledger.dueNotifications(at: Sample.start + 10).first)
        try await ledger.postpone(first, until: Sample.start + 40)
        try await ledger.clockWasSetBack(by: .seconds(Self.hour))
        let start = Sample.start + -Self.hour
        #expect(try await ledger.dueNotifications(at: start + 39).isEmpty)
        #expect(try await ledger.dueNotifications(at: start + 40).map(\.id) == [first.id])
        #expect(try await ledger.queues().map(\.oldest) == [start + 10])
    }

    /// Starts anew as an agent does.
    private func restart(at seconds: Int) async throws -> SQLiteLedger {
        let ledger = try storage.open()
        try await ledger.reconcile(
            watching: ["a"],
            at: Sample.start + seconds,
            routing: Sample.routing()
        )
        return ledger
    }

    @Test("while no agent runs, is noticed at the start by what was done in the future")
    func atStart() async throws {
        let before = try storage.open()
        try await before.look("a", [Sample.alert("a")], at: 0)
        #expect(try await before.flush(at: 10) == 1)
        let first = try #require(try await before.dueNotifications(at: Sample.start + 10).first)
        try await before.postpone(first, until: Sample.start + 40)
        try before.close()

        let ledger = try await restart(at: -Self.hour)
        let start = Sample.start + -Self.hour
        #expect(try await ledger.dueNotifications(at: start + 30).map(\.id) == [first.id])
        try await ledger.look("a", [], at: 1 - Self.hour)
        #expect(try await ledger.flush(at: 60 - Self.hour) == 1)
        // What is right by now is not moved again.
        let due = try await ledger.nextDue(after: .distantPast)
        try ledger.close()
        let again = try await restart(at: 61 - Self.hour)
        #expect(try await again.nextDue(after: .distantPast) == due)
    }

    @Test("while no agent runs, keeps a group waiting for its first look no longer than its wait")
    func firstLookAtStart() async throws {
        let before = try storage.open()
        try await before.look("a", [Sample.alert("a")], at: 0)
        try before.close()
        let ledger = try await restart(at: -Self.hour)
        #expect(try await ledger.flush(at: 10 - Self.hour) == 1)
    }
}
