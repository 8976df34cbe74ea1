import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("The cupboard records a look at an account")
struct RecordingTests {
    private let storage = Storage()

    @Test("and returns what a later reader finds, to the last bit of its times")
    func roundTrip() async throws {
        let ledger = try storage.open()
        var odd = Date(timeIntervalSinceReferenceDate: 811_692_800.123_456_7)
        for step in 0..<50 {
            odd = Date(timeIntervalSinceReferenceDate: odd.timeIntervalSinceReferenceDate.nextUp)
            let account = "tts-\(step)"
            let alert = Sample.alert(
                account,
                annotations: ["a": "\"é\n\u{0}→"],
                since: odd
            )
            let opened = try await ledger.record(
                account: account,
                alerts: [alert],
                at: odd,
                routing: Sample.routing()
            )
            let resolved = try await ledger.record(
                account: account,
                alerts: [],
                at: odd,
                routing: Sample.routing()
            )
            #expect(opened.count == 1 && resolved.count == 1)
            let kept = try await storage.afterCrash().open().incidents(in: nil, limit: 100)
            #expect(kept.contains { $0 == resolved.first?.incident })
            #expect(kept.first?.id.contains(".") == false)
        }
    }

    @Test("once: the same look again changes nothing")
    func idempotent() async throws {
        let ledger = try storage.open()
        let first = try await ledger.look("tts", [Sample.alert("tts")], at: 0)
        #expect(first.count == 1)
        #expect(try await ledger.look("tts", [Sample.alert("tts")], at: 1).isEmpty)
        #expect(try await ledger.look("other", [], at: 1).isEmpty)
        #expect(try await ledger.incidents(in: .firing, limit: 9) == first.map(\.incident))
        #expect(try await ledger.incidents(in: .resolved, limit: 9).isEmpty)
    }

    @Test("and never shows it to another account")
    func accounts() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        try await ledger.look("b", [Sample.alert("b")], at: 0)
        try await ledger.look("a", [], at: 5)
        #expect(try await ledger.incidents(in: .firing, limit: 9).map(\.account) == ["b"])
        #expect(try await ledger.incidents(in: .resolved, limit: 9).map(\.account) == ["a"])
    }

    @Test("as a new incident when an alert comes back")
    func again() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        try await ledger.look("a", [], at: 5)
        try await ledger.look("a", [Sample.alert("a", since: Sample.start + 9)], at: 9)
        let incidents = try await ledger.incidents(in: nil, limit: 9)
        #expect(incidents.map(\.isFiring) == [true, false])
        #expect(Set(incidents.map(\.id)).count == 2)
        #expect(Set(incidents.map(\.fingerprint)).count == 1)
    }

    @Test("and lists incidents newest first, as many as were asked for")
    func newestFirst() async throws {
        let ledger = try storage.open()
        for step in [3, 1, 2] {
            let account = "a\(step)"
            try await ledger.look(
                account,
                [Sample.alert(account, since: Sample.start + step)],
                at: 10
            )
        }
        #expect(try await ledger.incidents(in: nil, limit: 2).map(\.account) == ["a3", "a2"])
        #expect(try await ledger.incidents(in: nil, limit: 0).isEmpty)
        #expect(try await ledger.incidents(in: nil, limit: -1).isEmpty)
        #expect(try await ledger.incidents(in: nil, limit: .max).count == 3)
    }

    @Test("and counts incidents by state and cause")
    func counts() async throws {
        let ledger = try storage.open()
        #expect(try await ledger.incidentCounts().isEmpty)
        let regenerated = ["cause": "key_regenerated"]
        for account in ["a", "b", "c"] {
            try await ledger.look(account, [Sample.alert(account, labels: regenerated)], at: 0)
        }
        try await ledger.look("t", [Sample.alert("t", "TrialExpiring")], at: 0)
        try await ledger.look("a", [], at: 5)
        #expect(
            try await ledger.incidentCounts() == [
                IncidentCount(state: .firing, cause: "", count: 1),
                IncidentCount(state: .firing, cause: "key_regenerated", count: 2),
                IncidentCount(state: .resolved, cause: "key_regenerated", count: 1),
            ]
        )
    }

    @Test("with new annotations, and tells nobody of them")
    func annotations() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        let due = try await ledger.nextDue(after: .distantPast)
        try await ledger.look("a", [Sample.alert("a", annotations: ["summary": "new"])], at: 20)
        #expect(
            try await ledger.incidents(in: nil, limit: 1).first?.annotations["summary"] == "new"
        )
        #expect(try await ledger.nextDue(after: .distantPast) == due)
    }

    @Test("for nobody where no route is configured")
    func withoutRoute() async throws {
        let ledger = try storage.open()
        let settings = AlertingSettings()
        #expect(try await ledger.look("a", [Sample.alert("a")], at: 0, settings).count == 1)
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
    }

    @Test("even when its task is cancelled: what was decided is written")
    func cancelled() async throws {
        let ledger = try storage.open()
        let recording = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await ledger.look("a", [Sample.alert("a")], at: 0)
        }
        #expect(try await recording.value.count == 1)
        #expect(try await ledger.incidents(in: .firing, limit: 9).count == 1)
    }

    @Test("whole or not at all")
    func atomic() async throws {
        // The second incident gets the first one's id, which the table refuses.
        let ledger = try SQLiteLedger(path: storage.path) { "same" }
        await #expect(throws: StorageError.self) {
            try await ledger.look("a", [Sample.alert("a"), Sample.alert("a", "KeyInvalid")], at: 0)
        }
        #expect(try await ledger.incidents(in: nil, limit: 9).isEmpty)
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
    }

    @Test("and forgets incidents that ended long ago, not those that are still to be told")
    func prunes() async throws {
        let ledger = try storage.open()
        try await ledger.look("told", [Sample.alert("told")], at: 0)
        try await ledger.look("firing", [Sample.alert("firing")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        try await ledger.look("told", [], at: 20)
        try await ledger.look("hiccup", [Sample.alert("hiccup", "Throttled")], at: 20)
        try await ledger.look("hiccup", [], at: 21)
        let later = Sample.start + 10_000
        #expect(try await ledger.prune(before: later) == 0)
        #expect(try await ledger.flush(at: 100) == 1)
        #expect(try await ledger.prune(before: Sample.start + 20) == 0)
        #expect(try await ledger.prune(before: later) == 2)
        #expect(try await ledger.incidents(in: nil, limit: 9).map(\.account) == ["firing"])
    }
}
