import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("What an Alertmanager is told next")
struct AlertmanagerFeedTests {
    private let start = Sample.start

    private func mark(_ id: String, of account: String? = nil, ended: Date? = nil) -> IncidentMark {
        IncidentMark(id: id, fingerprint: account ?? id, endsAt: ended)
    }

    private func incident(_ mark: IncidentMark) -> Incident {
        Sample.incident(mark.id, endsAt: mark.endsAt)
    }

    @Test("is all that fires, at once after a start")
    func atOnce() {
        let feed = AlertmanagerFeed()
        let marks = [mark("a"), mark("b"), mark("c", ended: start + -60)]
        #expect(feed.due(among: marks, at: start) == ["a", "b", "c"])
        #expect(feed.due(among: [], at: start) == [])
        #expect(feed.nextDue(among: [], at: start) == nil)
    }

    @Test("is nothing new for a minute, and then the same again, well before it would have ended")
    func repetition() throws {
        var feed = AlertmanagerFeed()
        let marks = [mark("a")]
        feed.told(marks.map(incident), at: start)
        #expect(feed.due(among: marks, at: start + 59) == [])
        let next = try #require(feed.nextDue(among: marks, at: start))
        #expect(next == start + 60)
        #expect(feed.due(among: marks, at: next) == ["a"])
        #expect(next < start.addingTimeInterval(AlertmanagerFeed.validity.seconds))
    }

    @Test("is an end at once, and then each minute as long as the ledger names it")
    func end() {
        var feed = AlertmanagerFeed()
        feed.told([incident(mark("a"))], at: start)
        let ended = mark("a", ended: start + 5)
        #expect(feed.due(among: [ended], at: start + 5) == ["a"])
        feed.told([incident(ended)], at: start + 5)
        #expect(feed.due(among: [ended], at: start + 6) == [])
        #expect(feed.due(among: [ended], at: start + 65) == ["a"])
    }

    @Test("is what is new before what is repeated")
    func order() {
        var feed = AlertmanagerFeed()
        feed.told([incident(mark("old"))], at: start)
        let marks = [mark("old"), mark("new")]
        #expect(feed.due(among: marks, at: start + 61) == ["new", "old"])
    }

    @Test("is repeated together with what would follow within a quarter of a minute")
    func company() {
        var feed = AlertmanagerFeed()
        feed.told([incident(mark("a"))], at: start)
        feed.told([incident(mark("b"))], at: start + 14)
        feed.told([incident(mark("c"))], at: start + 16)
        let marks = [mark("a"), mark("b"), mark("c")]
        #expect(feed.due(among: marks, at: start + 59) == [])
        #expect(feed.due(among: marks, at: start + 60) == ["a", "b"])
    }

    @Test("is everything once more when the clock was set back")
    func clock() {
        var feed = AlertmanagerFeed()
        feed.told([incident(mark("a"))], at: start)
        #expect(feed.due(among: [mark("a")], at: start + -3600) == ["a"])
    }

    @Test("is nothing while it rests after a failure, 15 seconds at the most, and then all of it")
    func rest() throws {
        var feed = AlertmanagerFeed()
        let marks = [mark("a"), mark("b")]
        var now = start
        var pauses: [Double] = []
        for _ in 0..<6 {
            feed.failed(asking: nil, at: now, jitter: 1)
            #expect(feed.due(among: marks, at: now) == [])
            let next = try #require(feed.nextDue(among: marks, at: now))
            pauses.append(next.timeIntervalSince(now))
            now = next
            #expect(feed.due(among: marks, at: now) == ["a", "b"])
        }
        #expect(pauses == [1, 2, 4, 8, 15, 15])
        feed.told(marks.map(incident), at: now)
        #expect(feed.due(among: marks + [mark("c")], at: now + 1) == ["c"])
    }

    @Test("is what it asked for, when it asked for time")
    func retryAfter() {
        var feed = AlertmanagerFeed()
        feed.failed(asking: .seconds(120), at: start, jitter: 0)
        #expect(feed.nextDue(among: [mark("a")], at: start) == start + 120)
        // A clock that was set back does not make the rest longer.
        #expect(feed.due(among: [mark("a")], at: start + -600) == ["a"])
    }

    @Test("forgets what nobody has to hear of any more, so that it does not grow")
    func forgetting() {
        var feed = AlertmanagerFeed()
        for round in 0..<100 {
            let marks = [mark("incident \(round)")]
            feed.told(marks.map(incident), at: start + round)
            feed.forget(allBut: marks)
        }
        var other = AlertmanagerFeed()
        other.told([incident(mark("incident 99"))], at: start + 99)
        #expect(feed == other)
    }

    @Test("never is an end that a newer alert with the same labels has overtaken")
    func newest() {
        let marks = [
            mark("first", of: "a", ended: start), mark("other", of: "b"),
            mark("second", of: "a", ended: start + 10), mark("third", of: "a"),
        ]
        #expect(IncidentMark.newest(of: marks).map(\.id) == ["other", "third"])
        #expect(IncidentMark.newest(of: Array(marks.prefix(3))).map(\.id) == ["other", "second"])
    }

    @Test("over an hour of comings and goings is never silent of what fires for four minutes")
    func property() {
        let seed = Seed.fromEnvironment()
        print("seed \(seed)")
        var dice = SeededGenerator(seed: seed)
        var feed = AlertmanagerFeed()
        var marks: [IncidentMark] = []
        var lastSaid: [String: Date] = [:]
        for second in 0..<3600 {
            let now = start + second
            if Int.random(in: 0..<30, using: &dice) == 0 { marks.append(mark("i\(second)")) }
            if Int.random(in: 0..<60, using: &dice) == 0,
                let index = marks.indices.randomElement(using: &dice)
            {
                marks[index] = mark(marks[index].id, ended: marks[index].endsAt ?? now)
            }
            marks.removeAll { $0.endsAt.map { $0 < now + -900 } ?? false }
            feed.forget(allBut: marks)
            let due = Set(feed.due(among: marks, at: now))
            let told = marks.filter { due.contains($0.id) }
            if !told.isEmpty { feed.told(told.map(incident), at: now) }
            for one in told { lastSaid[one.id] = now }
            for one in marks {
                let silence = lastSaid[one.id].map { now.timeIntervalSince($0) }
                #expect(silence.map { $0 <= 60 } == true, "\(one) at \(second), seed \(seed)")
            }
        }
    }
}
