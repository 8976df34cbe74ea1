import CogwatchAgent
import CogwatchCore
import Foundation
import Testing

@Suite("A schedule")
struct ScheduleTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("spreads a thousand accounts evenly over their interval")
    func spread() {
        var tenths = Array(repeating: 0, count: 10)
        for number in 0..<1000 {
            let place = Schedule.place(of: "account-\(number)")
            #expect((0..<1).contains(place))
            tenths[Int(place * 10)] += 1
        }
        #expect(tenths.allSatisfy { (60...140).contains($0) }, "\(tenths)")
    }

    @Test("starts each account within its first interval, and then once an interval")
    func rhythm() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(60)], at: start)
        let next = schedule.nextDue()
        let first = try #require(next)
        #expect((0..<60).contains(first.timeIntervalSince(start)))
        for round in 0..<5 {
            let expected = first.addingTimeInterval(Double(round) * 60)
            let early = schedule.popDue(at: expected.addingTimeInterval(-0.001))
            let due = schedule.popDue(at: expected)
            let missed = schedule.finished("a", at: expected.addingTimeInterval(3))
            #expect(early == nil)
            #expect(due?.at == expected)
            #expect(missed == 0)
        }
    }

    @Test("tells when somebody is due before the time that it told")
    func announcement() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(60)], at: start)
        #expect(schedule.isSoonerThanAnnounced)
        let next = schedule.nextDue()
        let first = try #require(next)
        #expect(!schedule.isSoonerThanAnnounced)
        _ = schedule.popDue(at: first)
        _ = schedule.nextDue()
        schedule.finished("a", at: first.addingTimeInterval(1))
        #expect(schedule.isSoonerThanAnnounced)
        _ = schedule.nextDue()
        schedule.adopt(["a": .seconds(60), "b": .seconds(3600)], at: first)
        schedule.hurry("b", at: first)
        #expect(schedule.isSoonerThanAnnounced)
    }

    @Test("skips the rounds that a slow one missed, and counts them")
    func missed() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(10)], at: start)
        let next = schedule.nextDue()
        let first = try #require(next)
        _ = schedule.popDue(at: first)
        let missed = schedule.finished("a", at: first.addingTimeInterval(35))
        let following = schedule.nextDue()
        #expect(missed == 3)
        #expect(following == first.addingTimeInterval(40))
    }

    @Test("never lets an account run twice at once")
    func exclusive() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(10)], at: start)
        let next = schedule.nextDue()
        let later = try #require(next)
        let first = schedule.popDue(at: later)
        schedule.adopt(["a": .seconds(5)], at: later, promptly: ["a"])
        let second = schedule.popDue(at: later.addingTimeInterval(100))
        #expect(first != nil)
        #expect(second == nil)
    }

    @Test("starts a busy account again at once when its stanza changed meanwhile")
    func hurried() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(3600)], at: start)
        let first = schedule.nextDue()
        let later = try #require(first)
        _ = schedule.popDue(at: later)
        schedule.adopt(["a": .seconds(3600)], at: later, promptly: ["a"])
        schedule.finished("a", at: later.addingTimeInterval(2))
        let next = schedule.nextDue()
        #expect(next == later.addingTimeInterval(2))
    }

    @Test(
        "takes a round earlier where there is something to learn, and never without a pause",
        arguments: [
            (lookAgain: 180, notBefore: nil, next: 180), (7200, nil, 3600), (2, nil, 3600),
            (-60, nil, 3600), (180, 150, 180), (180, 200, 3600),
        ] as [(lookAgain: Double, notBefore: Double?, next: Double)]
    )
    func lookAgain(lookAgain: Double, notBefore: Double?, next: Double) throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(3600)], at: start)
        let start = schedule.nextDue()
        let first = try #require(start)
        _ = schedule.popDue(at: first)
        schedule.finished(
            "a",
            at: first.addingTimeInterval(2),
            pacing: Pacing(
                notBefore: notBefore.map { first.addingTimeInterval($0) },
                lookAgain: first.addingTimeInterval(lookAgain)
            )
        )
        let following = schedule.nextDue()
        #expect(following == first.addingTimeInterval(next))
    }

    @Test("goes on in its rhythm when the clock is set back")
    func clockSetBack() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(60)], at: start)
        let before = schedule.nextDue()
        schedule.clockWasSetBack(by: .seconds(3600))
        let after = schedule.nextDue()
        #expect(after == before?.addingTimeInterval(-3600))
    }

    @Test("keeps the time of who stays, starts the changed at once, and forgets who left")
    func reload() {
        var schedule = Schedule()
        let names = (0..<50).map { "account-\($0)" }
        let all = Dictionary(uniqueKeysWithValues: names.map { ($0, Duration.seconds(60)) })
        schedule.adopt(all, at: start)
        var untouched = schedule
        var next = all
        next["account-7"] = nil
        schedule.adopt(next, at: start.addingTimeInterval(1), promptly: ["account-9"])
        let end = start.addingTimeInterval(60)
        let before = times(of: &untouched, until: end)
        let after = times(of: &schedule, until: end)
        #expect(after["account-7"] == nil)
        #expect(after["account-9"] == start.addingTimeInterval(1))
        for name in names where !["account-7", "account-9"].contains(name) {
            #expect(after[name] == before[name])
        }
    }

    @Test("gives accounts out in the order of their times")
    func order() {
        var schedule = Schedule()
        var accounts: [String: Duration] = [:]
        for number in 0..<500 { accounts["account-\(number)"] = .seconds(60) }
        schedule.adopt(accounts, at: start)
        var last = start
        var count = 0
        while let next = schedule.nextDue(), let due = schedule.popDue(at: next) {
            #expect(due.at >= last)
            last = due.at
            count += 1
        }
        #expect(count == 500)
    }

    @Test("makes no burst after a stall: skips what is very late, counts it, and keeps the rhythm")
    func stall() throws {
        var schedule = Schedule()
        var accounts: [String: Duration] = [:]
        for number in 0..<1000 { accounts["account-\(number)"] = .seconds(60) }
        schedule.adopt(accounts, at: start)
        var untouched = schedule
        let rhythm = times(of: &untouched, until: start.addingTimeInterval(60))
        let end = start.addingTimeInterval(630)
        let late = schedule.popDue(at: end)
        #expect(late == nil)
        #expect((10_000...11_000).contains(schedule.missedRounds))
        let next = times(of: &schedule, until: end.addingTimeInterval(60))
        #expect(next.count == 1000)
        for (name, time) in next {
            let rounds = try #require(rhythm[name].map { time.timeIntervalSince($0) / 60 })
            #expect(abs(rounds - rounds.rounded()) < 1e-6, "\(name) lost its rhythm")
        }
    }

    @Test("lets nobody wait for a day because of a stall of a minute")
    func longInterval() throws {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(86_400)], at: start)
        let first = schedule.nextDue()
        let woken = try #require(first).addingTimeInterval(60)
        let late = schedule.popDue(at: woken)
        let next = schedule.nextDue()
        let again = try #require(next)
        #expect(late == nil)
        #expect(again.timeIntervalSince(woken) <= 60)
    }

    @Test(
        "leaves an account alone for as many rounds as it should, in its rhythm",
        arguments: [
            (1, nil, 60.0), (5, nil, 300), (1, 121, 180), (1, 30, 60), (4, 100, 240),
        ] as [(Int, Double?, Double)]
    )
    func pacing(stride: Int, wish: Double?, seconds: Double) {
        let pacing = Pacing(stride: stride, notBefore: wish.map(start.addingTimeInterval))
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(60)], at: start, promptly: ["a"])
        _ = schedule.popDue(at: start)
        let missed = schedule.finished("a", at: start.addingTimeInterval(4), pacing: pacing)
        let next = schedule.nextDue()
        #expect(next == start.addingTimeInterval(seconds))
        #expect(missed == 0)
    }

    @Test("calls an account stuck when its round, or its turn, is far too late")
    func stuck() {
        var schedule = Schedule()
        schedule.adopt(["quick": .seconds(1), "slow": .seconds(3600)], at: start)
        let due = schedule.popDue(at: start.addingTimeInterval(1))
        #expect(due?.account == "quick")
        // Seldom is a round of some minutes a broken one.
        #expect(schedule.stuck(at: start.addingTimeInterval(599)) == nil)
        #expect(schedule.stuck(at: start.addingTimeInterval(602)) == "quick")
        schedule.finished("quick", at: start.addingTimeInterval(602))
        #expect(schedule.stuck(at: start.addingTimeInterval(610)) == nil)
        schedule.adopt(["slow": .seconds(3600)], at: start.addingTimeInterval(610))
        #expect(schedule.stuck(at: start.addingTimeInterval(15 * 3600)) == nil)
        #expect(schedule.stuck(at: start.addingTimeInterval(17 * 3600)) == "slow")
    }

    @Test("a round that waits for its hosts is late, but not stuck, and what it misses is counted")
    func held() {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(60)], at: start, promptly: ["a"])
        _ = schedule.popDue(at: start)
        schedule.hold("a")
        #expect(schedule.stuck(at: start.addingTimeInterval(7200)) == nil)
        schedule.begin("a", at: start.addingTimeInterval(7200))
        #expect(schedule.stuck(at: start.addingTimeInterval(7200 + 899)) == nil)
        #expect(schedule.stuck(at: start.addingTimeInterval(7200 + 901)) == "a")
        #expect(schedule.finished("a", at: start.addingTimeInterval(7230)) == 120)
        let next = schedule.nextDue()
        #expect(next == start.addingTimeInterval(7260))
    }

    private func times(of schedule: inout Schedule, until end: Date) -> [String: Date] {
        var times: [String: Date] = [:]
        while let next = schedule.nextDue(), next <= end, let due = schedule.popDue(at: next) {
            times[due.account] = due.at
        }
        return times
    }
}
