import CogwatchAgent
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
    func exclusive() {
        var schedule = Schedule()
        schedule.adopt(["a": .seconds(10)], at: start)
        let later = start.addingTimeInterval(1000)
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
        let later = start.addingTimeInterval(3600)
        _ = schedule.popDue(at: later)
        schedule.adopt(["a": .seconds(3600)], at: later, promptly: ["a"])
        schedule.finished("a", at: later.addingTimeInterval(2))
        let next = schedule.nextDue()
        #expect(next == later.addingTimeInterval(2))
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
        while let due = schedule.popDue(at: start.addingTimeInterval(60)) {
            #expect(due.at >= last)
            last = due.at
        }
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

    private func times(of schedule: inout Schedule, until end: Date) -> [String: Date] {
        var times: [String: Date] = [:]
        while let due = schedule.popDue(at: end) { times[due.account] = due.at }
        return times
    }
}
