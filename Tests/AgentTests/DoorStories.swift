import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("The way out to Azure", .serialized)
struct DoorStories {
    @Test("stays open over reloads and new keys, until its files hold something else")
    func door() async throws {
        let rig = Rig()
        rig.configure { $0.httpClient = HTTPClientSettings(caFile: "corp.pem", fileContents: 1) }
        try await rig.run { agent in
            #expect(rig.openedDoors.withLock(\.self) == 1)
            #expect(await agent.reload() == nil)
            #expect(rig.openedDoors.withLock(\.self) == 1)

            rig.configure { $0.httpClient.fileContents = 2 }
            #expect(await agent.reload() == nil)
            #expect(rig.openedDoors.withLock(\.self) == 2)

            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.write(digest: 2) { $0.accounts = [Rig.account(keys: [2])] }
            try await rig.turn(until: "the new key is in force", within: .seconds(30)) {
                !rig.log.lines("changed files in force").isEmpty
            }
            #expect(rig.openedDoors.withLock(\.self) == 2)
        }
    }
}
