import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("A silence")
struct SilenceTests {
    private static let now = Sample.start
    private static let hour = 3_600

    private static func silence(
        _ matchers: String...,
        id: String = "s",
        from start: Int = 0,
        to end: Int = hour,
        updated: Int = 0
    ) throws -> Silence {
        Silence(
            id: id,
            matchers: try matchers.map { try Matcher(parsing: $0) },
            startsAt: now + start,
            endsAt: now + end,
            createdBy: "me",
            comment: "why",
            updatedAt: now + updated
        )
    }

    private static func draft(
        _ matchers: String...,
        replacing id: String? = nil,
        from start: Int? = nil,
        to end: Int = hour,
        createdBy: String = "me",
        comment: String = "why"
    ) throws -> SilenceDraft {
        try SilenceDraft(
            replacing: id,
            matchers: matchers.map { try Matcher(parsing: $0) },
            startsAt: start.map { now + $0 },
            endsAt: now + end,
            createdBy: createdBy,
            comment: comment,
            at: now
        )
    }

    @Test(
        "is pending before its start, active from it on, expired from its end on",
        arguments: [
            (-1, Silence.State.pending), (9, .pending), (10, .active), (19, .active),
            (20, .expired), (21, .expired),
        ]
    )
    func state(seconds: Int, state: Silence.State) throws {
        let silence = try Self.silence("a=b", from: 10, to: 20)
        #expect(silence.state(at: Self.now + seconds) == state)
    }

    @Test("that was in force when it was written is so for who looks with an older time")
    func olderLook() throws {
        let silence = try Self.silence("a=b", from: 100, to: 200, updated: 100)
        #expect(silence.state(at: Self.now + 95) == .active)
        let planned = try Self.silence("a=b", from: 100, to: 200, updated: 90)
        #expect(planned.state(at: Self.now + 95) == .pending)
    }

    @Test(
        "covers incidents whose labels all its matchers accept",
        arguments: [
            (["account=tts"], true), (["account=tts", "alertname=AuthFailing"], true),
            (["account=tts", "alertname=Throttled"], false), (["account=~t.*"], true),
            (["account=~t"], false), (["account!=other"], true), (["account!~tt."], false),
            (["team="], true), (["team!="], false), (["account=tts", "team!~.+"], true),
        ] as [([String], Bool)]
    )
    func covers(matchers: [String], isCovered: Bool) throws {
        let silence = Silence(
            id: "s",
            matchers: try matchers.map { try Matcher(parsing: $0) },
            startsAt: Self.now,
            endsAt: Self.now + 10,
            createdBy: "me",
            comment: "why",
            updatedAt: Self.now
        )
        let labels = Sample.labels("tts")
        #expect(silence.covers(labels) == isCovered)
        let found = Silencing([silence]).silences(of: labels, at: Self.now)
        #expect(found.map(\.id) == (isCovered ? ["s"] : []))
        #expect(Silencing([silence]).end(for: labels, at: Self.now) == found.first?.endsAt)
    }

    @Test("keeps quiet only while it is active")
    func onlyActive() throws {
        let silencing = Silencing([
            try Self.silence("account=tts", id: "over", to: 5),
            try Self.silence("account=tts", id: "now", to: 50),
            try Self.silence("alertname=~Auth.*", id: "longer", to: 80),
            try Self.silence("account=tts", id: "later", from: 30, to: 99),
        ])
        let labels = Sample.labels("tts")
        #expect(silencing.silences(of: labels, at: Self.now + 10).map(\.id) == ["now", "longer"])
        #expect(silencing.end(for: labels, at: Self.now + 10) == Self.now + 80)
        #expect(silencing.silences(of: labels, at: Self.now + 99).isEmpty)
        #expect(silencing.end(for: labels, at: Self.now + 99) == nil)
    }

    @Test("answers among many as each alone would", arguments: 0..<20)
    func indexed(round: Int) throws {
        let seed = Seed.fromEnvironment()
        var dice = SeededGenerator(seed: seed &+ UInt64(round))
        let words = ["a", "b", "é", "e\u{301}", ""]
        func word() -> String { words.randomElement(using: &dice) ?? "a" }
        var silences: [Silence] = []
        while silences.count < 12 {
            let matchers = try (0..<Int.random(in: 1...3, using: &dice)).map { _ in
                try Matcher(
                    name: ["x", "y", "z"].randomElement(using: &dice) ?? "x",
                    operator: Matcher.Operator.allCases.randomElement(using: &dice) ?? .equals,
                    value: word()
                )
            }
            silences.append(
                Silence(
                    id: "\(silences.count)",
                    matchers: matchers,
                    startsAt: Self.now + Int.random(in: -10...10, using: &dice),
                    endsAt: Self.now + Int.random(in: 11...30, using: &dice),
                    createdBy: "me",
                    comment: "why",
                    updatedAt: Self.now + -20
                )
            )
        }
        let silencing = Silencing(silences)
        for _ in 0..<30 {
            let labels = ["x": word(), "y": word()]
            let time = Self.now + Int.random(in: -15...35, using: &dice)
            let expected = silences.filter { $0.state(at: time) == .active && $0.covers(labels) }
            #expect(
                silencing.silences(of: labels, at: time) == expected,
                "seed \(seed), round \(round): \(labels)"
            )
        }
    }

    /// What somebody asks for in vain, an hour of `a=b` where nothing else is said.
    struct Wish: Sendable {
        let problem: SilenceProblem
        var matchers = ["a=b"]
        var start: Int?
        var end = 3_600
        var createdBy = "me"
        var comment = "why"
    }

    @Test(
        "is refused with what to write instead",
        arguments: [
            Wish(problem: .noMatchers, matchers: []),
            Wish(problem: .saysNothing, matchers: ["a=~.*"]),
            Wish(problem: .saysNothing, matchers: ["a=~b|", "c="]),
            Wish(problem: .tooManyMatchers, matchers: (0...100).map { "a\($0)=b" }),
            Wish(
                problem: .tooLong("a matcher", limit: 2_000),
                matchers: ["a=" + String(repeating: "x", count: 2_001)]
            ),
            Wish(problem: .endsInThePast, start: -20, end: -10),
            Wish(problem: .endsInThePast, start: -20, end: 0),
            Wish(problem: .endsBeforeStart, start: 20, end: 10),
            Wish(problem: .endsBeforeStart, start: 20, end: 20),
            Wish(problem: .noAuthor, createdBy: " \n"),
            Wish(
                problem: .tooLong("createdBy", limit: 200),
                createdBy: String(repeating: "é", count: 201)
            ),
            Wish(problem: .noComment, comment: ""),
            Wish(
                problem: .tooLong("comment", limit: 4_000),
                comment: String(repeating: "x", count: 4_001)
            ),
        ]
    )
    func refused(wish: Wish) {
        #expect(throws: wish.problem) {
            try SilenceDraft(
                matchers: wish.matchers.map { try Matcher(parsing: $0) },
                startsAt: wish.start.map { Self.now + $0 },
                endsAt: Self.now + wish.end,
                createdBy: wish.createdBy,
                comment: wish.comment,
                at: Self.now
            )
        }
        #expect(!wish.problem.description.isEmpty)
    }

    @Test(
        "may say only what is not, as in Alertmanager",
        arguments: ["a!=b", "a!=\"\"", "a!~b.*", "a!~.+"]
    )
    func negations(matcher: String) throws {
        #expect(try Self.draft(matcher).matchers.count == 1)
    }

    @Test("begins now when it is asked to have begun already")
    func beginsNow() throws {
        let outcome = try Self.draft("a=b", from: -50).outcome(over: nil, at: Self.now) { "new" }
        #expect(outcome.silence.startsAt == Self.now)
        #expect(outcome.silence.id == "new")
        #expect(outcome.ended == nil)
    }

    /// A change of a silence of `a=b` and `c=d` from 10 s ago for an hour.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let draft: @Sendable () throws -> SilenceDraft
        let previous: @Sendable () throws -> Silence
        let id: String
        let start: Int
        let ended: Int?
    }

    private static let active: @Sendable () throws -> Silence = {
        try silence("a=b", "c=d", id: "old", from: -10)
    }

    private static let pending: @Sendable () throws -> Silence = {
        try silence("a=b", "c=d", id: "old", from: 10)
    }

    @Test(
        "is changed in place where that is no other silence",
        arguments: [
            Change(
                testDescription: "another end of an active one",
                draft: { try draft("c=d", "a=b", replacing: "old", from: -10, to: 99) },
                previous: active,
                id: "old",
                start: -10,
                ended: nil
            ),
            Change(
                testDescription: "other matchers",
                draft: { try draft("a=b", replacing: "old", from: -10, to: 99) },
                previous: active,
                id: "new",
                start: 0,
                ended: 0
            ),
            Change(
                testDescription: "another start of an active one",
                draft: { try draft("a=b", "c=d", replacing: "old", from: 5, to: 99) },
                previous: active,
                id: "new",
                start: 5,
                ended: 0
            ),
            Change(
                testDescription: "another start of a pending one",
                draft: { try draft("a=b", "c=d", replacing: "old", from: 5, to: 99) },
                previous: pending,
                id: "old",
                start: 5,
                ended: nil
            ),
            Change(
                testDescription: "a start of a pending one that is over",
                draft: { try draft("a=b", "c=d", replacing: "old", from: -5, to: 99) },
                previous: pending,
                id: "new",
                start: 0,
                ended: 0
            ),
            Change(
                testDescription: "one that is over",
                draft: { try draft("a=b", "c=d", replacing: "old", to: 99) },
                previous: { try silence("a=b", "c=d", id: "old", from: -10, to: -1) },
                id: "new",
                start: 0,
                ended: nil
            ),
        ]
    )
    func changes(change: Change) throws {
        let outcome = try change.draft().outcome(over: change.previous(), at: Self.now) { "new" }
        #expect(outcome.silence.id == change.id)
        #expect(outcome.silence.startsAt == Self.now + change.start)
        #expect(outcome.silence.endsAt == Self.now + 99)
        #expect(outcome.ended?.id == change.ended.map { _ in "old" })
        #expect(outcome.ended?.endsAt == change.ended.map { Self.now + $0 })
        #expect(outcome.ended.map { $0.state(at: Self.now) } == change.ended.map { _ in .expired })
    }

    @Test("that nobody knows cannot be changed, and one that is over cannot be ended")
    func unknown() throws {
        #expect(throws: SilenceProblem.unknown("x")) {
            try Self.draft("a=b", replacing: "x").outcome(over: nil, at: Self.now) { "new" }
        }
        let over = try Self.silence("a=b", to: 5)
        #expect(throws: SilenceProblem.alreadyExpired("s", at: Self.now + 5)) {
            try over.expired(at: Self.now + 5)
        }
        #expect(try over.expired(at: Self.now + 4).state(at: Self.now + 4) == .expired)
    }

    @Test("stands among others where people look for it")
    func order() throws {
        let silences = [
            try Self.silence("a=b", id: "over", from: -9, to: -5),
            try Self.silence("a=b", id: "next", from: 5), try Self.silence("a=b", id: "long"),
            try Self.silence("a=b", id: "just over", from: -9, to: -1),
            try Self.silence("a=b", id: "later", from: 9),
            try Self.silence("a=b", id: "short", to: 9),
        ]
        #expect(
            Silence.ordered(silences, at: Self.now).map(\.id)
                == ["short", "long", "next", "later", "just over", "over"]
        )
    }

    @Test(
        "is found by what its matchers name",
        arguments: [
            ("account=tts", true), ("account=~t.*", true), ("account=other", false),
            ("cause=~wrong.*", true), ("team=voice", false), ("team!=voice", true),
        ]
    )
    func found(filter: String, isFound: Bool) throws {
        let silence = try Self.silence("account=tts", "cause=~wrong_.*")
        #expect(silence.isFound(by: [try Matcher(parsing: filter)]) == isFound)
    }

    @Test(
        "is written as Alertmanager writes it, and read again",
        arguments: [
            ("a=b", false, true), ("a!=b", false, false), ("a=~b.*", true, true),
            ("a!~b.*", true, false),
        ]
    )
    func written(text: String, isRegex: Bool, isEqual: Bool) throws {
        let matcher = try Matcher(parsing: text)
        let written = WrittenMatcher(matcher)
        #expect(written.isRegex == isRegex)
        #expect(written.isEqual == isEqual)
        let json = try JSONEncoder().encode(written)
        #expect(try JSONDecoder().decode(WrittenMatcher.self, from: json).matcher() == matcher)
    }

    @Test("is about equality where Alertmanager before 0.22 says nothing")
    func oldForm() throws {
        let json = Data(#"{"name":"a","value":"b","isRegex":true}"#.utf8)
        let matcher = try JSONDecoder().decode(WrittenMatcher.self, from: json).matcher()
        #expect(matcher.description == #"a=~"b""#)
        let nameless = Data(#"{"name":"","value":"b"}"#.utf8)
        #expect(throws: MatcherError.badLabelName("")) {
            try JSONDecoder().decode(WrittenMatcher.self, from: nameless).matcher()
        }
    }
}
