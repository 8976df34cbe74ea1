import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("The cupboard tells groups")
struct FlushingTests {
    private let storage = Storage()

    @Test("nothing in a muted time, neither beginnings nor ends, and all that is left after it")
    func quiet() async throws {
        let ledger = try storage.open()
        var routing = Sample.routing()
        // From the 60th to the 180th second after the start, which is on a full minute.
        let minute = Int(Sample.start.timeIntervalSince1970 / 60) % 1440
        routing.timeIntervals = ["night": [TimeWindow(times: [(minute + 1)..<(minute + 3)])]]
        routing.route = Route(
            receiver: "oncall",
            groupBy: .labels(["alertname"]),
            groupWait: .seconds(10),
            groupInterval: .seconds(60),
            repeatInterval: .seconds(600),
            muteTimeIntervals: ["night"]
        )
        try await ledger.look("a", [Sample.alert("a")], at: 0, routing)
        #expect(try await ledger.flush(at: 10, routing) == 1)
        try await ledger.look("a", [], at: 65, routing)
        try await ledger.look("b", [Sample.alert("b")], at: 66, routing)
        #expect(try await ledger.flush(at: 70, routing) == 0)
        #expect(try await ledger.flush(at: 130, routing) == 0)
        #expect(try await ledger.flush(at: 190, routing) == 1)
        let told = try await ledger.takeAll(at: 190)
        #expect(told.map(\.summary) == [["a firing"], ["b firing", "a resolved"]])
    }

    @Test("after their wait, then as their intervals allow, until all is over")
    func story() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        #expect(try await ledger.nextDue(after: .distantPast) == Sample.start + 10)
        #expect(try await ledger.flush(at: 9) == 0)
        try await ledger.look("b", [Sample.alert("b")], at: 9)
        #expect(try await ledger.flush(at: 10) == 1)
        #expect(try await ledger.flush(at: 10) == 0)
        try await ledger.look("a", [], at: 15)
        #expect(try await ledger.flush(at: 69) == 0)
        #expect(try await ledger.flush(at: 70) == 1)
        try await ledger.look("c", [Sample.alert("c")], at: 71)
        #expect(try await ledger.flush(at: 130) == 1)
        #expect(try await ledger.flush(at: 729) == 0)
        let beforeReminder = try await ledger.takeAll(at: 729)
        #expect(try await ledger.flush(at: 730) == 1)
        try await ledger.look("b", [], at: 731)
        try await ledger.look("c", [], at: 732)
        #expect(try await ledger.flush(at: 790) == 1)
        let told = beforeReminder + (try await ledger.takeAll(at: 790))
        #expect(
            told.map(\.reason) == [
                "first notification", "some alerts resolved", "new alerts added",
                "repeat interval elapsed", "all alerts resolved",
            ]
        )
        #expect(
            told.map(\.summary) == [
                ["a firing", "b firing"], ["b firing", "a resolved"], ["b firing", "c firing"],
                ["b firing", "c firing"], ["b resolved", "c resolved"],
            ]
        )
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
    }

    @Test("with one notification for each integration, each with a name of its own")
    func integrations() async throws {
        let ledger = try storage.open()
        let routing = Sample.routing(integrations: [
            Sample.webhook(), Sample.webhook(sendResolved: false),
        ])
        try await ledger.look("a", [Sample.alert("a")], at: 0, routing)
        #expect(try await ledger.flush(at: 10, routing) == 2)
        let due = try await ledger.dueNotifications(at: Sample.start + 10)
        #expect(due.map(\.integrationIndex) == [0, 1])
        #expect(Set(due.map(\.id)).count == 2)
        for notification in due {
            #expect(notification.id.wholeMatch(of: /msg_[0-9A-Za-z]{22}/) != nil)
            #expect(notification.attempts == 0)
            #expect(notification.groupKey == #"{}:{alertname="AuthFailing"}"#)
        }
        try await ledger.look("a", [], at: 20, routing)
        #expect(try await ledger.flush(at: 70, routing) == 1)
    }

    @Test("with the time of the newest verdict in what is new")
    func verdictTime() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a", since: Sample.start + -900)], at: 1)
        try await ledger.look("b", [Sample.alert("b")], at: 4)
        _ = try await ledger.flush(at: 11)
        try await ledger.look("a", [], at: 50)
        _ = try await ledger.flush(at: 71)
        let told = try await ledger.takeAll(at: 71)
        #expect(told.map(\.notification.verdictAt) == [Sample.start + 4, Sample.start + 50])
        _ = try await ledger.flush(at: 671)
        let reminder = try await ledger.takeAll(at: 671)
        #expect(reminder.map(\.notification.verdictAt) == [Sample.start + 671])
    }

    @Test("without a reminder of what has not even been delivered, but with all that is new")
    func coalesces() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        #expect(try await ledger.flush(at: 10) == 1)
        #expect(try await ledger.flush(at: 610) == 0)
        #expect(try await ledger.queues().map(\.length) == [1])
        try await ledger.look("a", [], at: 620)
        #expect(try await ledger.flush(at: 670) == 1)
        #expect(try await ledger.takeAll(at: 700).map(\.status) == ["firing", "resolved"])
    }

    @Test("that share a key by their receivers")
    func siblings() async throws {
        let ledger = try storage.open()
        let child = { Route(receiver: $0, groupWait: .seconds(10), continues: true) }
        let routing = AlertingSettings(
            route: Route(receiver: "root", routes: [child("log"), child("oncall")]),
            receivers: ["root", "log", "oncall"].map {
                Receiver(name: $0, integrations: [Sample.webhook()])
            }
        )
        try await ledger.look("a", [Sample.alert("a")], at: 0, routing)
        #expect(try await ledger.flush(at: 10, routing) == 2)
        #expect(try await ledger.queues().map(\.receiver) == ["log", "oncall"])
    }

    @Test("not of what is inhibited, and of it as soon as its source is over")
    func inhibits() async throws {
        let ledger = try storage.open()
        let rule = InhibitRule(
            sourceMatchers: [try Matcher(parsing: "alertname=EndpointUnreachable")],
            targetMatchers: [try Matcher(parsing: "alertname=AuthFailing")],
            equal: ["azure_region"]
        )
        let routing = Sample.routing(groupBy: .everything, inhibitRules: [rule])
        let target = Sample.alert("a", labels: ["azure_region": "x"])
        let stranger = Sample.alert("b", labels: ["azure_region": "y"])
        let source = Sample.alert("s", "EndpointUnreachable", labels: ["azure_region": "x"])
        try await ledger.look("a", [target], at: 0, routing)
        try await ledger.look("b", [stranger], at: 0, routing)
        try await ledger.look("s", [source], at: 0, routing)
        #expect(try await ledger.flush(at: 10, routing) == 2)
        #expect(try await ledger.takeAll(at: 10).map(\.summary) == [["b firing"], ["s firing"]])
        try await ledger.look("s", [], at: 20, routing)
        #expect(try await ledger.flush(at: 70, routing) == 2)
        let told = try await ledger.takeAll(at: 70).map(\.summary)
        #expect(Set(told) == [["s resolved"], ["a firing"]])
    }

    @Test("in silence about what came and went before anybody was told")
    func hiccup() async throws {
        let ledger = try storage.open()
        try await ledger.look("a", [Sample.alert("a")], at: 0)
        try await ledger.look("a", [], at: 5)
        #expect(try await ledger.flush(at: 10) == 0)
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
        #expect(try await ledger.incidents(in: .resolved, limit: 9).count == 1)
    }

    @Test("no earlier than planned, though their times do not fit a column exactly")
    func neverEarly() async throws {
        let ledger = try storage.open()
        let routing = AlertingSettings(
            route: Route(
                receiver: "r",
                groupWait: .milliseconds(100),
                groupInterval: .milliseconds(100),
                repeatInterval: .milliseconds(900)
            ),
            receivers: [Receiver(name: "r", integrations: [Sample.webhook()])]
        )
        try await ledger.look("a", [Sample.alert("a")], at: 0, routing)
        for step in 0..<50 {
            let due = try #require(try await ledger.nextDue(after: .distantPast))
            let late = due.addingTimeInterval(Double(step) * 0.0371)
            _ = try await ledger.flushGroups(at: late, routing: routing, externalURL: "")
            _ = try await ledger.takeAll(at: 86_400)
            // Who wakes at the planned time finds the reminder due, and not a moment before it.
            let reminder = try #require(try await ledger.nextDue(after: .distantPast))
            #expect(
                try await ledger.flushGroups(at: reminder, routing: routing, externalURL: "")
                    .written == 1
            )
            _ = try await ledger.takeAll(at: 86_400)
        }
    }
}

@Suite("The outbox")
struct OutboxTests {
    private let storage = Storage()

    /// A queue of three notifications for one integration, and one for another receiver.
    private func filled() async throws -> SQLiteLedger {
        let ledger = try storage.open()
        let routing = Sample.routing(groupBy: .everything)
        for (step, account) in ["a", "b", "c"].enumerated() {
            try await ledger.look(account, [Sample.alert(account)], at: step, routing)
        }
        #expect(try await ledger.flush(at: 12, routing) == 3)
        let other = Sample.routing(receiver: "other")
        try await ledger.look("d", [Sample.alert("d", "Throttled")], at: 12, other)
        #expect(try await ledger.flush(at: 22, other) == 1)
        return ledger
    }

    @Test("gives each integration its oldest notification only, so that it hears things in order")
    func inOrder() async throws {
        let ledger = try await filled()
        let now = Sample.start + 30
        let heads = try await ledger.dueNotifications(at: now)
        #expect(heads.map(\.receiver) == ["oncall", "other"])
        #expect(try await ledger.dueNotifications(at: now) == heads)
        let head = try #require(heads.first)
        try await ledger.postpone(head, until: now + 60)
        #expect(try await ledger.dueNotifications(at: now).map(\.receiver) == ["other"])
        let again = try #require(try await ledger.dueNotifications(at: now + 60).first)
        #expect(again.id == head.id)
        #expect(again.body == head.body)
        #expect(again.attempts == 1)
        let summaries = try await ledger.takeAll(at: 90).map(\.summary)
        #expect(summaries == [["a firing"], ["b firing"], ["c firing"], ["d firing"]])
    }

    @Test("is due when the oldest of some integration is, however early the next one would be")
    func nextDue() async throws {
        let ledger = try await filled()
        #expect(try await ledger.nextDue(after: .distantPast) == Sample.start + 12)
        for head in try await ledger.dueNotifications(at: Sample.start + 30) {
            try await ledger.postpone(head, until: Sample.start + 100)
        }
        #expect(try await ledger.nextDue(after: .distantPast) == Sample.start + 100)
    }

    @Test("gives reminders up first when a queue is full, then what is oldest, and says how many")
    func full() async throws {
        let ledger = try storage.open()
        let routing = Sample.routing(groupBy: .everything)
        // A dead receiver, and more alerts than its queue holds.
        for number in 0..<1_003 {
            let alert = Sample.alert("a\(number)")
            try await ledger.look("a\(number)", [alert], at: 0, routing)
        }
        let report = try await ledger.flushGroups(
            at: Sample.start + 10,
            routing: routing,
            externalURL: ""
        )
        #expect(report.written == 1_003)
        let lane = Addressee(receiver: "oncall", integration: "webhook")
        #expect(report.dropped == [lane: 3])
        #expect(try await ledger.queues().map(\.length) == [1_000])
    }

    @Test("shows each receiver's length and its oldest entry")
    func queues() async throws {
        let ledger = try await filled()
        let expected = [
            QueueStatus(receiver: "oncall", length: 3, oldest: Sample.start + 12),
            QueueStatus(receiver: "other", length: 1, oldest: Sample.start + 22),
        ]
        #expect(try await ledger.queues() == expected)
        _ = try await ledger.takeAll(at: 30)
        #expect(try await ledger.queues().isEmpty)
    }

    @Test("is the same after a crash: ids, order, attempts")
    func crash() async throws {
        let ledger = try await filled()
        let head = try #require(try await ledger.dueNotifications(at: Sample.start + 30).first)
        try await ledger.postpone(head, until: Sample.start + 31)
        let before = try await ledger.dueNotifications(at: Sample.start + 40)
        let reopened = try storage.afterCrash()
        #expect(try await reopened.open().dueNotifications(at: Sample.start + 40) == before)
        #expect(before.map(\.attempts) == [1, 0])
    }

    @Test("is not disturbed by a notification that has gone")
    func gone() async throws {
        let ledger = try await filled()
        let head = try #require(try await ledger.dueNotifications(at: Sample.start + 30).first)
        try await ledger.settle(head)
        try await ledger.settle(head)
        try await ledger.postpone(head, until: Sample.start)
        #expect(try await ledger.queues().map(\.length) == [2, 1])
    }
}
