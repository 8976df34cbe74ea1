import CogwatchAgent
import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Keys that work and are compared with Azure's", .serialized)
struct KeyDriftStories {
    @Test("raise an alert when one is no current key, and end it when it is replaced")
    func drift() async throws {
        let (rig, plane) = EvidenceStories.rig(listing: 1, 2, keys: [1, 2])
        try await rig.run { agent in
            try await rig.turn(until: "keys were compared", by: .seconds(2)) {
                plane.count(.keys) == 1
            }
            #expect(rig.told.isEmpty)
            plane.list(1, 9)
            try await rig.turn(until: "the receiver is told", by: .seconds(2)) {
                rig.told("firing") == 1
            }
            #expect(rig.labels("alertname") == ["KeyDrift"] && rig.labels("key") == ["key2"])
            #expect(plane.count(.keys) == 2)
            rig.configure { settings in
                settings.accounts = [
                    Rig.account(keys: [1, 9], resource: ManagementPlane.resource)
                ]
            }
            #expect(await agent.reload() == nil)
            try await rig.turn(until: "the end is told", by: .seconds(2)) {
                rig.told("resolved") == 1
            }
        }
    }

    @Test("are compared every half hour, accounts one after the other")
    func pace() async throws {
        let (rig, plane) = EvidenceStories.rig(listing: 1, 2)
        rig.configure { settings in
            settings.accounts = (1...5).map {
                Rig.account(
                    named: "tts\($0)",
                    keys: [1],
                    interval: .seconds(600),
                    resource: ManagementPlane.resource
                )
            }
        }
        try await rig.run { _ in
            let start = rig.time.now
            try await rig.turn(until: "two hours are over", within: .seconds(7300), by: .seconds(4))
            {
                rig.time.now >= start.addingTimeInterval(7200)
            }
            #expect(plane.count(.keys) == 20)
            #expect(Set(plane.calls.filter { $0.question == .keys }.map(\.at)).count == 20)
            // Nobody fails, so nothing else is asked.
            #expect(plane.count(.account) == 0)
        }
    }

    @Test("are left alone for a day, or until a reload, where listing is not allowed")
    func forbidden() async throws {
        let (rig, plane) = EvidenceStories.rig(listing: 1, 2, interval: .seconds(600))
        plane.answer(.keys, Answers.forbidden)
        try await rig.run { agent in
            let start = rig.time.now
            try await rig.turn(until: "two hours are over", within: .seconds(7300), by: .seconds(4))
            {
                rig.time.now >= start.addingTimeInterval(7200)
            }
            #expect(plane.count(.keys) == 1)
            let lines = rig.log.warnings(about: "may not compare keys")
            #expect(lines.count == 1)
            #expect(lines.first?.contains("Microsoft.CognitiveServices/accounts/listKeys") == true)
            #expect(await agent.reload() == nil)
            try await rig.turn(until: "it is tried again", by: .seconds(4)) {
                plane.count(.keys) == 2
            }
            #expect(rig.told.isEmpty)
        }
    }
}
