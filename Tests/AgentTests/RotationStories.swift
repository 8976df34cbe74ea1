import CogwatchAgent
import CogwatchCore
import CogwatchSimulator
import Foundation
import Synchronization
import TestSupport
import Testing

/// Both keys of a simulated account are regenerated, one after the other.
@Suite("A rotation of both keys", .serialized)
struct RotationStories {
    @Test("in the order of docs/rotation.md tells nobody of anything")
    func rightOrder() async throws {
        let stage = try Stage()
        try await stage.rig.run { agent in
            try await stage.rest(for: .seconds(120))
            for (ending, spare) in [(KeySlot.key1, KeySlot.key2), (.key2, .key1)] {
                try await stage.configure([spare, ending], on: agent)
                try await stage.configure([spare], on: agent)
                try stage.regenerate(ending)
                try await stage.rest(for: .seconds(600))
                try await stage.configure([spare, ending], on: agent)
            }
            try await stage.rest(for: .seconds(600))
            #expect(stage.rig.told.isEmpty)
            #expect(try await agent.incidents(IncidentQuery(limit: 10)).isEmpty)
            #expect(agent.scoreboard().report(for: "tts")?.state == .ok)
        }
    }

    @Test("that begins with the key in use is told of")
    func wrongOrder() async throws {
        let stage = try Stage()
        try await stage.rig.run { _ in
            try await stage.rest(for: .seconds(120))
            try stage.regenerate(.key1)
            try await stage.rig.turn(until: "the receiver is told", by: .seconds(1)) {
                stage.rig.told("firing") == 1
            }
            #expect(stage.rig.labels("alertname") == ["AuthFailing"])
        }
    }

    /// An agent that watches an account of a simulated Azure.
    private final class Stage: Sendable {
        let rig: Rig
        private let azure = Sky()

        init() throws {
            rig = Rig()
            try change(.create(AccountPlan(name: "tts", region: "japanwest")))
            rig.configure { $0.accounts = [account([.key1, .key2])] }
            rig.azure.play { [azure, time = rig.time] in azure.answer($0, at: time.now) }
        }

        /// The old text ends at once; the new one is known everywhere ten minutes later.
        func regenerate(_ slot: KeySlot) throws {
            try change(.regenerate(account: "tts", key: slot, propagation: .seconds(600)))
        }

        /// Puts the keys into the stanza as they are in Azure now, and waits for a few rounds.
        func configure(_ slots: [KeySlot], on agent: Agent) async throws {
            rig.configure { $0.accounts = [account(slots)] }
            #expect(await agent.reload() == nil)
            try await rest(for: .seconds(180))
        }

        func rest(for time: Duration) async throws {
            let end = rig.time.now.addingTimeInterval(time.seconds)
            try await rig.turn(until: "\(time) are over", by: .seconds(1)) { rig.time.now >= end }
        }

        private func change(_ change: WorldChange) throws {
            try azure.apply(change, at: rig.time.now)
        }

        private func account(_ slots: [KeySlot]) -> Account {
            Account(
                name: "tts",
                region: "japanwest",
                keys: slots.map { slot in
                    AccountKey(name: slot.rawValue, origin: "a test", secret: azure.key(slot))
                },
                probeInterval: .seconds(60)
            )
        }
    }

    /// The simulated Azure, to be shared.
    private final class Sky: Sendable {
        private let azure = Mutex(InProcessAzure(world: .init()))
        private let dice = Mutex(SeededGenerator(seed: 7))

        func answer(_ request: Request, at now: Date) -> Answer {
            azure.withLock { $0.answer(request, at: now) }
        }

        func key(_ slot: KeySlot) -> Secret {
            azure.withLock { $0.world.accounts["tts"]?.keys[slot]?.secret } ?? Secret("")
        }

        func apply(_ change: WorldChange, at now: Date) throws {
            try dice.withLock { dice in
                try azure.withLock { try $0.world.apply(change, at: now, using: &dice) }
            }
        }
    }
}
