import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("A configuration whose door cannot be opened", .serialized)
struct RefreshStories {
    private static let behindDoor = HTTPClientSettings(caFile: "corp.pem")

    private func isUsed(_ key: Int, on rig: Rig) -> Bool {
        rig.azure.requests.contains { request in
            request.headers.contains { $0.value == .secret(prefix: "", TestKeys.hex(key)) }
        }
    }

    @Test("is tried again at the next look at the files, though nothing changed since")
    func owed() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.isDoorStuck.withLock { $0 = true }
            rig.write(digest: 2) { settings in
                settings.accounts = [Rig.account(keys: [2])]
                settings.httpClient = Self.behindDoor
            }
            try await rig.turn(until: "it was tried three times", within: .seconds(60)) {
                rig.log.lines("is not in force; trying again").count >= 3
            }
            #expect(!isUsed(2, on: rig))
            #expect(agent.scoreboard().report(for: "tts")?.state == .ok)
            rig.isDoorStuck.withLock { $0 = false }
            try await rig.turn(until: "the new key is used", within: .seconds(70)) {
                isUsed(2, on: rig)
            }
            let since = rig.time.now
            try await rig.turn(until: "a minute is over") {
                rig.time.now.timeIntervalSince(since) > 60
            }
            // What is in force is owed no more.
            #expect(rig.log.lines("changed files in force").count == 1)
        }
    }

    @Test("is not taken for the one that changed files belong to")
    func refused() async throws {
        let rig = Rig()
        try await rig.run { agent in
            #expect(rig.takeOvers.withLock(\.self) == 1)
            rig.isDoorStuck.withLock { $0 = true }
            rig.configure { $0.httpClient = Self.behindDoor }
            #expect(await agent.reload()?.contains("the door is stuck") == true)
            #expect(rig.takeOvers.withLock(\.self) == 1)
            rig.isDoorStuck.withLock { $0 = false }
            #expect(await agent.reload() == nil)
            #expect(rig.takeOvers.withLock(\.self) == 2)
        }
    }
}
