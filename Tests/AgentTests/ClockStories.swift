import CogwatchAgent
import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("A clock that is set back", .serialized)
struct ClockStories {
    @Test("delays neither a first notification nor the retry of a refused one")
    func delaysNothing() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.azure.play { _ in Answers.refusal() }
            try await rig.turn(until: "the verdict stands") {
                agent.scoreboard().report(for: "tts")?.state == .authFailing
            }
            rig.receiver.play { _ in Answers.response(503, body: "") }
            rig.time.setBack(by: .seconds(3600))
            try await rig.turn(until: "the receiver is asked", within: .seconds(75)) {
                !rig.receiver.requests.isEmpty
            }
            rig.receiver.play { _ in Answers.response(200, body: "") }
            let asked = rig.receiver.requests.count
            rig.time.setBack(by: .seconds(3600))
            try await rig.turn(until: "the receiver is told", within: .seconds(75)) {
                rig.receiver.requests.count > asked
            }
            #expect(rig.told("firing") == rig.receiver.requests.count)
        }
    }

    @Test("delays no end")
    func delaysNoEnd() async throws {
        let rig = Rig()
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { _ in
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            rig.time.setBack(by: .seconds(3600))
            let time = rig.time
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            // Two rounds, and the group's interval.
            try await rig.turn(until: "the end is told", within: .seconds(260)) {
                rig.told("resolved") == 1
            }
        }
    }
}
