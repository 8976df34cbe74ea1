import CogwatchAgent
import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("Rounds on the transport's thread", .serialized)
struct LoopStories {
    @Test("wait in the schedule while the thread is behind, and are left out when far too late")
    func behind() async throws {
        let rig = Rig()
        rig.configure { $0.accounts = (0..<20).map { Rig.account(named: "account-\($0)") } }
        let loop = ScriptedLoop(room: 0, time: rig.time)
        rig.azure.offer(loop)
        try await rig.run { agent in
            let start = rig.time.now
            try await rig.turn(until: "a minute and a half is over", within: .seconds(120)) {
                rig.time.now > start.addingTimeInterval(90)
            }
            #expect(rig.azure.requests.isEmpty)
            loop.make(room: 1)
            try await rig.turn(until: "each was asked", within: .seconds(120)) { agent.isReady }
            let missed = rig.metric("cogwatch_scheduler_missed_rounds_total ", in: agent)
            #expect(try #require(missed) > 0)
        }
    }

    @Test("wait without having begun while hundreds ask a host that hangs; others go on")
    func hanging() async throws {
        let rig = Rig()
        let (time, start) = (rig.time, rig.time.now)
        rig.configure { settings in
            settings.accounts =
                (0..<700).map { Rig.account(named: "account-\($0)") }
                + [Rig.account(named: "elsewhere", region: "westeurope")]
        }
        rig.azure.delay { request in
            guard request.address.shown.contains("japanwest") else { return }
            try? await time.sleep(until: start.addingTimeInterval(300))
        }
        func asked(_ region: String) -> Int {
            rig.azure.requests.count { $0.address.shown.contains(region) }
        }
        try await rig.run { agent in
            try await rig.turn(until: "four minutes are over", by: .seconds(5)) {
                time.now >= start.addingTimeInterval(240)
            }
            #expect(asked("japanwest") == 512)
            #expect(asked("westeurope") >= 6)
            #expect(!agent.isReady)
            try await rig.turn(until: "each was asked", by: .seconds(5)) { agent.isReady }
            let missed = rig.metric("cogwatch_scheduler_missed_rounds_total ", in: agent)
            #expect(try #require(missed) >= 700)
        }
    }

    @Test("start where a reload has opened another door")
    func reload() async throws {
        let rig = Rig()
        rig.azure.offer(ScriptedLoop(room: 0, time: rig.time))
        try await rig.run { agent in
            rig.azure.offer(ScriptedLoop(room: 8, time: rig.time))
            try await rig.turn(until: "the account was asked", within: .seconds(120)) {
                agent.isReady
            }
            #expect(!rig.azure.requests.isEmpty)
        }
    }
}
