import CogwatchAgent
import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("The agent's experiments", .serialized)
struct ExperimentStories {
    /// Key 1 is good in one region, and nowhere else.
    private static func azure(goodIn region: String, at now: Date) -> @Sendable (Request) -> Answer
    {
        { request in
            let isThere = request.address.shown.hasPrefix("https://\(region).")
            let isOurs = request.headers.contains { header in
                if case .secret(_, let key) = header.value { key == TestKeys.hex(1) } else { false }
            }
            return isThere && isOurs ? Rig.healthy(request, at: now) : Answers.refusal()
        }
    }

    @Test("make the first notification name the right cause, and are made once")
    func firstNotification() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.azure.play(Self.azure(goodIn: "uksouth", at: rig.time.now))
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            let alerts = try #require(rig.told.first?["alerts"] as? [[String: Any]])
            let firing = alerts.filter { $0["status"] as? String == "firing" }
            let labels = firing.compactMap { $0["labels"] as? [String: String] }
            #expect(labels.map { $0["cause"] } == ["wrong_region"])
            #expect(labels.map { $0["confidence"] } == ["certain"])
            let swept = rig.sweeps
            #expect(swept > 0)
            let asked = rig.azure.requests.count
            try await rig.turn(until: "five more rounds are over") {
                rig.azure.requests.count > asked + 10
            }
            #expect(rig.sweeps == swept)
            #expect(rig.told("firing") == 1)
        }
    }

    @Test("are counted by kind and outcome")
    func counted() async throws {
        let rig = Rig()
        try await rig.run { agent in
            rig.azure.play(Self.azure(goodIn: "uksouth", at: rig.time.now))
            try await rig.turn(until: "the region is found") {
                Self.samples(of: agent).contains {
                    $0.hasPrefix(
                        #"cogwatch_diagnosis_experiments_total{experiment="other_region",outcome="accepted"} 2"#
                    )
                }
            }
            #expect(
                Self.samples(of: agent).contains(
                    #"cogwatch_diagnosis_experiments_total{experiment="bogus_key",outcome="refused"} 1"#
                )
            )
        }
    }

    @Test("do not keep a new key waiting")
    func newKey() async throws {
        let rig = Rig()
        rig.configure { $0.diagnosis.maximumRequests = 40 }
        rig.azure.play { _ in Answers.refusal() }
        // Hosts that hang keep the experiments busy for minutes.
        rig.azure.delay { request in
            guard !request.address.shown.contains("japanwest") else { return }
            try? await rig.time.sleep(until: rig.time.now.addingTimeInterval(10))
        }
        try await rig.run { agent in
            try await rig.turn(until: "experiments are under way") { rig.sweeps > 1 }
            rig.configure { $0.accounts = [Rig.account(keys: [2])] }
            #expect(await agent.reload() == nil)
            let time = rig.time
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            let start = time.now
            try await rig.turn(until: "the new key is seen to work", within: .seconds(20)) {
                agent.scoreboard().report(for: "tts")?.state == .ok
            }
            #expect(time.now.timeIntervalSince(start) < 10)
            try await rig.turn(until: "whatever was asked has been answered", from: start)
            let swept = rig.sweeps
            try await rig.turn(until: "a minute is over") {
                time.now.timeIntervalSince(start) > 60
            }
            #expect(rig.sweeps <= swept + 1)
        }
    }

    @Test("call an outage that refuses everybody an outage, within seconds")
    func outage() async throws {
        let rig = Rig()
        rig.configure { settings in
            settings.accounts = (1...6).map { Rig.account(named: "tts\($0)", keys: [$0]) }
        }
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.azure.play { _ in Answers.refusal() }
            let start = rig.time.now
            try await rig.turn(until: "all are called an outage", within: .seconds(200)) {
                agent.scoreboard().reports().allSatisfy {
                    $0.verdict?.diagnosis?.cause == .serviceOutage
                }
            }
            // One interval until the first is asked, and another at the most to judge it anew.
            #expect(rig.time.now.timeIntervalSince(start) < 130)
        }
    }

    private static func samples(of agent: Agent) -> [String] {
        let text = Exposition.render(agent.scoreboard(), as: .prometheusText, at: Date())
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension Rig {
    /// How often another region was asked.
    var sweeps: Int {
        azure.requests.count { !$0.address.shown.contains("japanwest") }
    }
}
