import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("What Resource Manager knows of a failing account", .serialized)
struct EvidenceStories {
    /// Whether people are named.
    enum Privacy: CaseIterable {
        case usual, showsCaller
    }

    @Test("makes the first notification certain, and is asked once")
    func certain() async throws {
        let (rig, plane) = Self.rig(listing: 7, 8)
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            #expect(plane.count(.account) == 0)
            Self.refuse(rig, plane)
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            #expect(rig.labels("cause") == ["key_regenerated"])
            #expect(rig.labels("confidence") == ["certain"])
            let start = rig.time.now
            try await rig.turn(until: "some minutes are over", by: .seconds(2)) {
                rig.time.now >= start.addingTimeInterval(120)
            }
            #expect(plane.count(.account) == 1 && plane.count(.keys) == 1)
            #expect(plane.count(.token) == 1)
            #expect(rig.told("firing") == 1)
        }
    }

    @Test("is looked for in the log again, until 25 minutes after the refusal")
    func lookAgain() async throws {
        let (rig, plane) = Self.rig(listing: 7, 8, interval: .seconds(3600))
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over", by: .seconds(5)) { agent.isReady }
            Self.refuse(rig, plane)
            try await rig.turn(until: "the log is read", within: .seconds(4000), by: .seconds(2)) {
                plane.count(.activity) == 1
            }
            let first = try #require(plane.calls.first { $0.question == .activity }).at
            try await rig.turn(until: "forty minutes are over", by: .seconds(2)) {
                rig.time.now > first.addingTimeInterval(2400)
            }
            let looks = plane.calls.filter { $0.question == .activity }
                .map { $0.at.timeIntervalSince(first) / 60 }
            #expect(looks.map { $0.rounded() } == [0, 3, 5, 8, 12, 16, 20, 25])
            // A round for each look and another to judge: nobody is asked without a pause.
            #expect(rig.azure.requests.count < 150)
        }
    }

    @Test("names who did it only where that is allowed", arguments: Privacy.allCases)
    func caller(_ privacy: Privacy) async throws {
        let (rig, plane) = Self.rig(listing: 7, 8)
        rig.configure { $0.privacy.showsCaller = privacy == .showsCaller }
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            Self.refuse(rig, plane)
            plane.regenerated(at: rig.time.now, by: "jane@example.com")
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            let evidence = agent.scoreboard().report(for: "tts")?.verdict?.diagnosis?.evidence
            let text = (evidence ?? []).map(\.text).joined(separator: "\n")
            #expect(text.contains("the activity log says that key 1"))
            #expect(text.contains("jane") == (privacy == .showsCaller))
        }
    }

    @Test("survives a restart, and is not asked for anew")
    func restart() async throws {
        let (rig, plane) = Self.rig(listing: 7, 8)
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            Self.refuse(rig, plane)
            try await rig.turn(until: "the verdict is certain") {
                Self.confidence(agent) == .certain
            }
            try await rig.turn(until: "a minute is over", from: rig.time.now)
        }
        plane.answer(.account, Answers.noResponse(.timedOut(.connect)))
        try await rig.run { agent in
            try await rig.turn(until: "a round is over") { agent.isReady }
            #expect(Self.confidence(agent) == .certain)
            #expect(plane.count(.account) == 1 && plane.count(.keys) == 1)
        }
    }

    @Test("is missed once where the client secret has expired, and probing goes on")
    func expiredSecret() async throws {
        let (rig, plane) = Self.rig(listing: 7, 8)
        plane.answer(.token, Answers.expiredSecret)
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            Self.refuse(rig, plane)
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            let start = rig.time.now
            try await rig.turn(until: "half an hour is over", by: .seconds(2)) {
                rig.time.now > start.addingTimeInterval(1800)
            }
            #expect(plane.count(.token) <= 5)
            #expect(plane.count(.account) == 0)
            let lines = rig.log.warnings(about: "Azure gives no token")
            #expect(lines.count == 1)
            #expect(lines.first?.contains("the client secret has expired") == true)
            #expect(agent.scoreboard().report(for: "tts")?.state == .authFailing)
            plane.answer(
                .token,
                Answers.response(200, body: #"{"access_token":"t","expires_in":3600}"#)
            )
            try await rig.turn(until: "the evidence is there", by: .seconds(2)) {
                Self.confidence(agent) == .certain
            }
        }
    }

    @Test("is not asked for without a resource_id, nor without a credential")
    func nobody() async throws {
        let time = ManualTime()
        let plane = ManagementPlane(listing: 7, 8, time: time)
        let rig = Rig(Rig.account(), time: time)
        Self.refuse(rig, plane)
        try await rig.run { _ in
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            #expect(plane.calls.isEmpty)
        }
        let (other, _) = Self.rig(listing: 7, 8)
        other.access.withLock { $0 = nil }
        Self.refuse(other, plane)
        try await other.run { _ in
            try await other.turn(until: "the receiver is told") { other.told("firing") == 1 }
            #expect(plane.calls.isEmpty)
        }
    }

    private static func confidence(_ agent: Agent) -> Confidence? {
        agent.scoreboard().report(for: "tts")?.verdict?.diagnosis?.confidence
    }

    /// An agent with one account that may be asked about, and Azure's management plane.
    static func rig(
        listing first: Int,
        _ second: Int,
        keys: [Int] = [1],
        interval: Duration = .seconds(60)
    ) -> (Rig, ManagementPlane) {
        let time = ManualTime()
        let account = Rig.account(
            keys: keys,
            interval: interval,
            resource: ManagementPlane.resource
        )
        let rig = Rig(account, time: time)
        rig.access.withLock { $0 = ManagementPlane.access }
        rig.configure { settings in
            settings.diagnosis.experiments = []
            // The clock moves on while a busy machine still asks.
            settings.alerting.route = Route(
                receiver: "oncall",
                groupBy: .labels(["alertname", "account"]),
                groupWait: .seconds(120),
                groupInterval: .seconds(60)
            )
        }
        let plane = ManagementPlane(listing: first, second, time: time)
        rig.azure.play { plane.answer($0) ?? Rig.healthy($0, at: time.now) }
        return (rig, plane)
    }

    static func refuse(_ rig: Rig, _ plane: ManagementPlane) {
        rig.azure.play { plane.answer($0) ?? Answers.refusal() }
    }
}

extension Rig {
    /// A label of the alerts that were told as firing, each value as often as it was told.
    func labels(_ name: String) -> [String] {
        told.flatMap { $0["alerts"] as? [[String: Any]] ?? [] }
            .filter { $0["status"] as? String == "firing" }
            .compactMap { ($0["labels"] as? [String: String])?[name] }
    }
}
