import CogwatchAgent
import CogwatchCore
import CogwatchStore
import Foundation
import Synchronization
import Testing
import TestSupport

/// An alert as an Alertmanager got it.
private struct Posted: Decodable {
    let labels: [String: String]
    let startsAt: String
    let endsAt: String

    var account: String { labels["account"] ?? "" }
}

extension Rig {
    fileprivate func forward(to hosts: [String]) {
        configure { settings in
            settings.alerting.alertmanagers = hosts.map { host in
                AlertmanagerInstance(
                    url: "http://\(host):9093/api/v2/alerts",
                    client: Rig.toAlertmanager
                )
            }
        }
    }

    /// The requests that a host got, each with its alerts.
    fileprivate func posted(to host: String) -> [[Posted]] {
        alertmanagers.requests
            .filter { $0.address.shown.contains("//\(host):") }
            .compactMap { try? JSONDecoder().decode([Posted].self, from: Data($0.body)) }
    }

    fileprivate func isOver(_ alert: Posted) -> Bool { alert.endsAt <= Timestamp.text(time.now) }

    /// Whether the last that a host got was an end.
    fileprivate func isEndTold(to host: String) -> Bool {
        posted(to: host).last?.allSatisfy(isOver) ?? false
    }

    /// How often a host got the end that it got last.
    fileprivate func ends(toldTo host: String) -> Int {
        let alerts = posted(to: host).flatMap(\.self)
        return alerts.count { $0.endsAt == alerts.last?.endsAt }
    }

    fileprivate func letPass(
        _ seconds: Double,
        by step: Duration = .milliseconds(500)
    ) async throws {
        let end = time.now.addingTimeInterval(seconds)
        try await turn(until: "\(seconds) s are over", by: step) { self.time.now >= end }
    }
}

@Suite("Forwarding to Alertmanager", .serialized)
struct ForwarderStories {
    @Test("tells each of them at once, again before it would forget, and the end for 15 minutes")
    func life() async throws {
        let rig = Rig()
        let time = rig.time
        rig.forward(to: ["one", "two"])
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            #expect(rig.alertmanagers.requests.isEmpty)
            rig.azure.play { _ in Answers.refusal() }
            try await rig.turn(until: "the incident is open") {
                agent.scoreboard().report(for: "tts")?.state == .authFailing
            }
            let opened = time.now
            try await rig.turn(until: "both are told", by: .milliseconds(100)) {
                rig.posted(to: "one").count == 1 && rig.posted(to: "two").count == 1
            }
            #expect(time.now.timeIntervalSince(opened) <= 0.5)
            try await rig.letPass(240)
            #expect((4...5).contains(rig.posted(to: "one").count))

            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "the end is told") { rig.isEndTold(to: "two") }
            try await rig.letPass(15 * 60, by: .seconds(2))
            let ends = rig.ends(toldTo: "one")
            #expect((14...16).contains(ends))
            try await rig.letPass(300, by: .seconds(2))
            #expect(rig.ends(toldTo: "one") == ends)
        }
    }

    @Test("a dead one costs the other nothing, and hears everything soon after it is back")
    func dead() async throws {
        let rig = Rig()
        rig.forward(to: ["dead", "well"])
        let isDead = Atomic(true)
        rig.alertmanagers.play { request in
            isDead.load(ordering: .relaxed) && request.address.shown.contains("dead")
                ? Answers.noResponse(.notConnected(detail: "refused"))
                : Answers.response(200, body: "")
        }
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { agent in
            try await rig.turn(until: "the well one is told") { !rig.posted(to: "well").isEmpty }
            try await rig.letPass(120)
            #expect((2...3).contains(rig.posted(to: "well").count))
            // Every 15 seconds at the least, and no storm.
            #expect((8...16).contains(rig.posted(to: "dead").count))
            isDead.store(false, ordering: .relaxed)
            let before = rig.posted(to: "dead").count
            let back = rig.time.now
            try await rig.turn(until: "it is told") { rig.posted(to: "dead").count > before }
            #expect(rig.time.now.timeIntervalSince(back) <= 16)
            try await rig.letPass(30)
            #expect(rig.posted(to: "dead").count == before + 1)
            let page = agent.scoreboard()
            #expect(Self.count("retried", "dead", in: page) == before)
            #expect(Self.count("delivered", "dead", in: page) == 1)
            #expect(Self.count("failed", "well", in: page) == 0)
        }
    }

    @Test("one that hangs holds up neither the other nor the end of the agent")
    func hanging() async throws {
        let rig = Rig()
        rig.forward(to: ["slow", "well"])
        let isStuck = Atomic(true)
        rig.alertmanagers.delay { request in
            guard request.address.shown.contains("slow") else { return }
            await Rig.hang { isStuck.load(ordering: .relaxed) }
        }
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { _ in
            try await rig.turn(until: "both are asked") {
                !rig.posted(to: "slow").isEmpty && !rig.posted(to: "well").isEmpty
            }
            let time = rig.time
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "the end is told") { rig.isEndTold(to: "well") }
            #expect(rig.posted(to: "slow").count == 1)
            isStuck.store(false, ordering: .relaxed)
        }
    }

    @Test("what is refused is not said again before its time")
    func refused() async throws {
        let rig = Rig()
        rig.forward(to: ["one"])
        rig.alertmanagers.play { _ in Answers.response(400, body: "\"bad\"") }
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { agent in
            try await rig.turn(until: "it is told") { rig.posted(to: "one").count == 1 }
            try await rig.letPass(40)
            #expect(rig.posted(to: "one").count == 1)
            #expect(Self.count("failed", "one", in: agent.scoreboard()) == 1)
        }
    }

    @Test("after a start, all that fires is told at once, and what ended lately is told as ended")
    func restart() async throws {
        let rig = Rig()
        rig.forward(to: ["one"])
        let ledger = try SQLiteLedger(path: rig.directory.path())
        let start = rig.time.now
        func look(_ account: String, fires: Bool, before seconds: Double) async throws {
            let alert = Alert(
                account: account,
                labels: ["alertname": "AuthFailing", "account": account],
                annotations: [:],
                since: start.addingTimeInterval(-seconds)
            )
            _ = try await ledger.record(
                account: account,
                alerts: fires ? [alert] : [],
                at: start.addingTimeInterval(-seconds),
                routing: AlertingSettings()
            )
        }
        for (account, end) in [("long-over", 1200.0), ("just-over", 600)] {
            try await look(account, fires: true, before: 3600)
            try await look(account, fires: false, before: end)
        }
        try await look("tts", fires: true, before: 3600)
        try ledger.close()
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { _ in
            try await rig.turn(until: "it is told", within: .seconds(1)) {
                !rig.posted(to: "one").isEmpty
            }
            let first = try #require(rig.posted(to: "one").first)
            #expect(first.map(\.account) == ["just-over", "tts"])
            #expect(first.map(rig.isOver) == [true, false])
        }
    }

    @Test("a storm comes in batches of 256, also when its accounts have left the configuration")
    func batches() async throws {
        let rig = Rig()
        rig.forward(to: ["one"])
        let ledger = try SQLiteLedger(path: rig.directory.path())
        for number in 0..<300 {
            let account = "gone-\(number)"
            let alert = Alert(
                account: account,
                labels: ["alertname": "AuthFailing", "account": account],
                annotations: [:],
                since: rig.time.now
            )
            _ = try await ledger.record(
                account: account,
                alerts: [alert],
                at: rig.time.now,
                routing: AlertingSettings()
            )
        }
        try ledger.close()
        try await rig.run { _ in
            try await rig.turn(until: "all are told") { rig.posted(to: "one").count == 2 }
            #expect(rig.posted(to: "one").map(\.count) == [256, 44])
            #expect(rig.posted(to: "one").joined().allSatisfy(rig.isOver))
        }
    }

    @Test("a new one in the file is told at once, and one that left is told no more")
    func reload() async throws {
        let rig = Rig()
        rig.forward(to: ["one"])
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { agent in
            try await rig.turn(until: "the first is told") { !rig.posted(to: "one").isEmpty }
            rig.forward(to: ["two"])
            #expect(await agent.reload() == nil)
            try await rig.turn(until: "the second is told", within: .seconds(1)) {
                !rig.posted(to: "two").isEmpty
            }
            let told = rig.posted(to: "one").count
            try await rig.letPass(120)
            #expect(rig.posted(to: "one").count == told)
            #expect(rig.posted(to: "two").count >= 2)
        }
    }

    private static func count(_ outcome: String, _ host: String, in page: Scoreboard) -> Int? {
        let text = String(
            decoding: Exposition.render(page, as: .prometheusText, at: page.startedAt),
            as: UTF8.self
        )
        let series =
            "cogwatch_notifications_total{receiver=\"http://\(host):9093/api/v2/alerts\","
            + "integration=\"alertmanager\",outcome=\"\(outcome)\"} "
        let line = text.split(separator: "\n").first { $0.hasPrefix(series) }
        return line.flatMap { Int($0.dropFirst(series.count)) }
    }
}
