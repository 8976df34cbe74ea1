import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("A new configuration")
struct ReconciliationTests {
    private let storage = Storage()

    private func reconcile(
        _ ledger: SQLiteLedger,
        watching: Set<String> = ["a", "b"],
        at seconds: Int,
        _ routing: AlertingSettings
    ) async throws {
        try await ledger.reconcile(
            watching: watching,
            at: Sample.start + seconds,
            routing: routing
        )
    }

    /// Two accounts that fail, told at 10 s, with nothing left in the outbox.
    private func told(_ routing: AlertingSettings = Sample.routing()) async throws -> SQLiteLedger {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0, routing)
        try await ledger.look("b", [Sample.alert("b")], at: 0, routing)
        #expect(try await ledger.flush(at: 10, routing) > 0)
        _ = try await ledger.takeAll(at: 10)
        return ledger
    }

    @Test("that changes nothing changes nothing")
    func unchanged() async throws {
        let ledger = try await told()
        let due = try await ledger.nextDue(after: .distantPast)
        let incidents = try await ledger.incidents(in: nil, limit: 9)
        try await reconcile(ledger, at: 20, Sample.routing())
        #expect(try await ledger.nextDue(after: .distantPast) == due)
        #expect(try await ledger.incidents(in: nil, limit: 9) == incidents)
        #expect(try await ledger.flush(at: 609) == 0)
    }

    @Test("ends the incidents of accounts that it no longer has, and says why")
    func unwatched() async throws {
        let ledger = try await told()
        try await reconcile(ledger, watching: ["b"], at: 20, Sample.routing())
        let ended = try await ledger.incidents(in: .resolved, limit: 9)
        #expect(ended.map(\.account) == ["a"])
        #expect(ended.first?.endsAt == Sample.start + 20)
        #expect(
            ended.first?.annotations["description"]
                == "The account was removed from the configuration."
        )
        #expect(try await ledger.flush(at: 70) == 1)
        #expect(try await ledger.takeAll(at: 70).map(\.summary) == [["b firing", "a resolved"]])
    }

    @Test("has a new receiver told of what fires, and leaves the old one alone")
    func newReceiver() async throws {
        let ledger = try await told()
        let routing = Sample.routing(receiver: "new")
        try await reconcile(ledger, at: 20, routing)
        #expect(try await ledger.flush(at: 30, routing) == 1)
        let notifications = try await ledger.takeAll(at: 30)
        #expect(notifications.map(\.receiver) == ["new"])
        #expect(notifications.map(\.reason) == ["first notification"])
        try await ledger.look("a", [], at: 40, routing)
        try await ledger.look("b", [], at: 40, routing)
        #expect(try await ledger.flush(at: 90, routing) == 1)
        #expect(try await ledger.takeAll(at: 90).map(\.receiver) == ["new"])
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
    }

    /// Something waits for each of these webhooks of one receiver.
    private func waiting(for paths: [String]) async throws -> SQLiteLedger {
        let ledger = try storage.open()
        let routing = Sample.routing(integrations: paths.map { Sample.webhook($0) })
        try await ledger.look("a", [Sample.alert("a")], at: 0, routing)
        #expect(try await ledger.flush(at: 10, routing) == paths.count)
        return ledger
    }

    /// Where what waited leads after a reload: index and path of each.
    private func lanes(
        _ ledger: SQLiteLedger,
        after paths: [String]
    ) async throws -> [String] {
        let integrations = paths.map { Sample.webhook($0) }
        try await reconcile(ledger, at: 20, Sample.routing(integrations: integrations))
        return try await ledger.dueNotifications(at: Sample.start + 20).map { waiting in
            let here = integrations[waiting.integrationIndex].destination == waiting.destination
            return "\(paths[waiting.integrationIndex])\(here ? "" : ", new address")"
        }.sorted()
    }

    @Test(
        "lets what waits follow its destination, wherever that stands now",
        arguments: [
            (before: ["a", "b"], after: ["b"], lanes: ["b"]),
            (["a", "b"], ["b", "a"], ["a", "b"]), (["a", "b"], ["c", "b", "a"], ["a", "b"]),
            (["a"], ["rotated"], ["rotated, new address"]), (["a", "b"], ["a", "b"], ["a", "b"]),
            (["a", "b"], ["a", "rotated"], ["a", "rotated, new address"]), (["a"], [], []),
            (["a", "a"], ["a", "a"], ["a", "a"]),
        ]
    )
    func destinations(_ row: (before: [String], after: [String], lanes: [String])) async throws {
        let ledger = try await waiting(for: row.before)
        #expect(try await lanes(ledger, after: row.after) == row.lanes)
    }

    @Test("moves what fires to the groups it belongs to now")
    func regroups() async throws {
        let ledger = try await told()
        let routing = Sample.routing(groupBy: .everything)
        try await reconcile(ledger, at: 20, routing)
        #expect(try await ledger.flush(at: 30, routing) == 2)
        #expect(try await ledger.takeAll(at: 30).map(\.summary) == [["a firing"], ["b firing"]])
    }

    @Test("still has the end told where the beginning was")
    func endedBefore() async throws {
        let ledger = try await told()
        try await ledger.look("a", [], at: 15)
        let routing = Sample.routing(groupBy: .everything)
        try await reconcile(ledger, at: 20, routing)
        #expect(try await ledger.flush(at: 70, routing) == 2)
        let summaries = try await ledger.takeAll(at: 70).map(\.summary)
        #expect(Set(summaries) == [["b firing"], ["a resolved"]])
    }

    @Test("routes incidents that were recorded before there was a route")
    func firstRoute() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0, AlertingSettings())
        try await reconcile(ledger, at: 20, Sample.routing())
        #expect(try await ledger.flush(at: 30) == 1)
    }

    @Test("without a route ends the groups and keeps the incidents")
    func noRoute() async throws {
        let ledger = try await told()
        try await reconcile(ledger, at: 20, AlertingSettings())
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
        #expect(try await ledger.incidents(in: .firing, limit: 9).count == 2)
    }

    @Test("drops what waits for receivers and integrations that it no longer has")
    func outbox() async throws {
        let ledger = try storage.open()
        let two = Sample.routing(integrations: [Sample.webhook(), Sample.webhook()])
        try await ledger.look("a", [Sample.alert("a")], at: 0, two)
        #expect(try await ledger.flush(at: 10, two) == 2)
        try await reconcile(ledger, at: 20, Sample.routing())
        #expect(try await ledger.queues().map(\.length) == [1])
        try await reconcile(ledger, at: 20, Sample.routing(receiver: "new"))
        #expect(try await ledger.queues().isEmpty)
    }

    @Test("has its intervals followed by groups that are open")
    func intervals() async throws {
        let ledger = try await told()
        let quicker = Sample.routing(interval: 20)
        try await reconcile(ledger, at: 15, quicker)
        try await ledger.look("a", [], at: 16, quicker)
        #expect(try await ledger.flush(at: 29, quicker) == 0)
        #expect(try await ledger.flush(at: 30, quicker) == 1)
    }
}
