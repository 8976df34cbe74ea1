import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("The cupboard keeps silences")
struct SilenceStoreTests {
    private let storage = Storage()

    private func draft(
        _ matchers: String...,
        replacing id: String? = nil,
        from start: Int = 0,
        to end: Int,
        at seconds: Int = 0
    ) throws -> SilenceDraft {
        try SilenceDraft(
            replacing: id,
            matchers: matchers.map { try Matcher(parsing: $0) },
            startsAt: Sample.start + start,
            endsAt: Sample.start + end,
            createdBy: "mé",
            comment: "line\nline",
            at: Sample.start + seconds
        )
    }

    @Test("over a crash, as they were written")
    func survive() async throws {
        let ledger = try storage.open()
        let asked = try draft("account=~\"a|é\"", "team!=\"x\"", "y!~z", from: 5, to: 100)
        let set = try await ledger.set(asked, at: Sample.start)
        #expect(set.id.wholeMatch(of: /[0-9A-Za-z]{22}/) != nil)
        let later = try storage.afterCrash().open()
        #expect(try await later.silences() == [set])
        #expect(try await later.silence(withID: set.id) == set)
        #expect(set.matchers == asked.matchers)
        #expect(set.startsAt == asked.startsAt)
        #expect(set.endsAt == asked.endsAt)
        #expect(set.createdBy == "mé")
        #expect(set.comment == "line\nline")
        #expect(try await later.silence(withID: "unknown") == nil)
    }

    @Test("so that nobody is told while they last, and all that is left at their end")
    func muted() async throws {
        let ledger = try storage.open()
        _ = try await ledger.set(draft("account=a", to: 40), at: Sample.start)
        try await ledger.look("a", [Sample.alert("a")], at: 1)
        try await ledger.look("b", [Sample.alert("b")], at: 1)
        #expect(try await ledger.flush(at: 11) == 1)
        #expect(try await ledger.takeAll(at: 11).map(\.summary) == [["b firing"]])
        // Long before the group's interval has passed.
        #expect(try await ledger.nextDue(after: Sample.start + 11) == Sample.start + 40)
        #expect(try await ledger.flush(at: 39) == 0)
        #expect(try await ledger.flush(at: 40) == 1)
        #expect(try await ledger.takeAll(at: 40).map(\.summary) == [["a firing", "b firing"]])
    }

    @Test("over a restart, and ends then too")
    func mutedOverRestart() async throws {
        let ledger = try storage.open()
        _ = try await ledger.set(draft("account=a", to: 500), at: Sample.start)
        try await ledger.look("a", [Sample.alert("a")], at: 1)
        #expect(try await ledger.flush(at: 11) == 0)
        let later = try storage.afterCrash().open()
        try await later.reconcile(
            watching: ["a"],
            at: Sample.start + 100,
            routing: Sample.routing()
        )
        #expect(try await later.flush(at: 120) == 0)
        #expect(try await later.flush(at: 500) == 1)
        #expect(try await later.takeAll(at: 500).map(\.reason) == ["first notification"])
    }

    @Test("from the moment at which they are set, and until the moment at which they are expired")
    func setAndExpire() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        let silence = try await ledger.set(
            draft("account=~a.*", from: 9, to: 999, at: 9),
            at: Sample.start + 9
        )
        // A look that began a little earlier takes it into account as well.
        #expect(try await ledger.flush(at: 10) == 0)
        #expect(try await ledger.nextDue(after: Sample.start + 10) == Sample.start + 70)
        try await ledger.expireSilence(withID: silence.id, at: Sample.start + 20)
        #expect(try await ledger.nextDue(after: Sample.start + 19) == Sample.start + 20)
        #expect(try await ledger.flush(at: 20) == 1)
        #expect(try await ledger.takeAll(at: 20).map(\.summary) == [["a firing"]])
    }

    @Test("without shortening a group's first wait when one is expired")
    func firstWait() async throws {
        let ledger = try storage.open()
        let silence = try await ledger.set(draft("account=a", to: 999), at: Sample.start)
        try await ledger.look("a", [Sample.alert("a")], at: 1)
        try await ledger.expireSilence(withID: silence.id, at: Sample.start + 2)
        #expect(try await ledger.flush(at: 10) == 0)
        #expect(try await ledger.flush(at: 11) == 1)
    }

    @Test("that mean others after a change, and tells of those they no longer mean")
    func change() async throws {
        let ledger = try storage.open()
        let silence = try await ledger.set(draft("account=~a|b", to: 999), at: Sample.start)
        try await ledger.look("a", [Sample.alert("a")], at: 1)
        try await ledger.look("b", [Sample.alert("b")], at: 1)
        #expect(try await ledger.flush(at: 11) == 0)
        let changed = try await ledger.set(
            draft("account=b", replacing: silence.id, to: 999, at: 20),
            at: Sample.start + 20
        )
        #expect(changed.id != silence.id)
        #expect(try await ledger.flush(at: 20) == 1)
        #expect(try await ledger.takeAll(at: 20).map(\.summary) == [["a firing"]])
        let old = try #require(try await ledger.silence(withID: silence.id))
        #expect(old.state(at: Sample.start + 20) == .expired)
    }

    @Test("that are shortened, and looks when they end now")
    func shortened() async throws {
        let ledger = try storage.open()
        let silence = try await ledger.set(draft("account=a", to: 999), at: Sample.start)
        try await ledger.look("a", [Sample.alert("a")], at: 1)
        #expect(try await ledger.flush(at: 11) == 0)
        let changed = try await ledger.set(
            draft("account=a", replacing: silence.id, to: 30, at: 20),
            at: Sample.start + 20
        )
        #expect(changed.id == silence.id)
        #expect(try await ledger.flush(at: 20) == 0)
        #expect(try await ledger.nextDue(after: Sample.start + 20) == Sample.start + 30)
        #expect(try await ledger.flush(at: 30) == 1)
    }

    @Test("that keep beginnings and reminders quiet, not the end of what was told")
    func end() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        _ = try await ledger.set(
            draft("account=a", from: 20, to: 5_000, at: 20),
            at: Sample.start + 20
        )
        #expect(try await ledger.flush(at: 700) == 0)
        try await ledger.look("a", [], at: 710)
        #expect(try await ledger.flush(at: 770) == 1)
        // Nobody was told of this one.
        try await ledger.look("a", [Sample.alert("a")], at: 800)
        try await ledger.look("a", [], at: 900)
        #expect(try await ledger.flush(at: 1_000) == 0)
        let told = try await ledger.takeAll(at: 1_000)
        #expect(told.map(\.summary) == [["a firing"], ["a resolved"]])
    }

    @Test("and tells again at their end of what the group was told of without")
    func leftOut() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        try await ledger.look("b", [Sample.alert("b")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        _ = try await ledger.set(
            draft("account=a", from: 20, to: 300, at: 20),
            at: Sample.start + 20
        )
        try await ledger.look("b", [], at: 30)
        #expect(try await ledger.flush(at: 70) == 1)
        let later = try storage.afterCrash().open()
        #expect(try await later.flush(at: 299) == 0)
        #expect(try await later.flush(at: 300) == 1)
        #expect(
            try await later.takeAll(at: 300).map(\.summary)
                == [["a firing", "b firing"], ["b resolved"], ["a firing"]]
        )
    }

    @Test("and says when the next begins or ends")
    func turns() async throws {
        let ledger = try storage.open()
        #expect(try await ledger.nextDue(after: Sample.start) == nil)
        _ = try await ledger.set(draft("account=a", from: 30, to: 60), at: Sample.start)
        #expect(try await ledger.nextDue(after: Sample.start) == Sample.start + 30)
        #expect(try await ledger.nextDue(after: Sample.start + 30) == Sample.start + 60)
        #expect(try await ledger.nextDue(after: Sample.start + 60) == nil)
        #expect(
            try await ledger.silenceCounts(at: Sample.start)
                == [.pending: 1, .active: 0, .expired: 0]
        )
        #expect(
            try await ledger.silenceCounts(at: Sample.start + 30)
                == [.pending: 0, .active: 1, .expired: 0]
        )
        #expect(
            try await ledger.silenceCounts(at: Sample.start + 60)
                == [.pending: 0, .active: 0, .expired: 1]
        )
    }

    @Test("and forgets those that are over long enough, no others")
    func prune() async throws {
        let ledger = try storage.open()
        let over = try await ledger.set(draft("account=a", to: 60), at: Sample.start)
        let lasting = try await ledger.set(draft("account=a", to: 900), at: Sample.start)
        #expect(try await ledger.pruneSilences(before: Sample.start + 60) == 0)
        #expect(try await ledger.silences().map(\.id) == [over.id, lasting.id])
        #expect(try await ledger.pruneSilences(before: Sample.start + 61) == 1)
        #expect(try await ledger.silences().map(\.id) == [lasting.id])
        // The one that was forgotten was not the newest, and the other is still in force.
        try await ledger.look("a", [Sample.alert("a")], at: 70)
        #expect(try await ledger.flush(at: 80) == 0)
    }

    @Test("of which one that is unknown or over cannot be changed")
    func refused() async throws {
        let ledger = try storage.open()
        await #expect(throws: SilenceProblem.unknown("x")) {
            try await ledger.expireSilence(withID: "x", at: Sample.start)
        }
        await #expect(throws: SilenceProblem.unknown("x")) {
            _ = try await ledger.set(draft("account=a", replacing: "x", to: 5), at: Sample.start)
        }
        let over = try await ledger.set(draft("account=a", to: 5), at: Sample.start)
        await #expect(throws: SilenceProblem.alreadyExpired(over.id, at: Sample.start + 5)) {
            try await ledger.expireSilence(withID: over.id, at: Sample.start + 5)
        }
        #expect(try await ledger.silences() == [over])
    }

    @Test("no more than there may be, and takes nothing for what is too much")
    func bounded() async throws {
        let ledger = try storage.open()
        let limit = SilenceDraft.Limit.silences
        for _ in 0..<limit {
            _ = try await ledger.set(draft("account=a", to: 50), at: Sample.start)
        }
        await #expect(throws: SilenceProblem.tooMany) {
            _ = try await ledger.set(draft("account=a", to: 50), at: Sample.start)
        }
        #expect(try await ledger.silences().count == limit)
        // Those are over by then, and room is made for others.
        _ = try await ledger.set(draft("account=a", to: 99, at: 51), at: Sample.start + 51)
    }
}
