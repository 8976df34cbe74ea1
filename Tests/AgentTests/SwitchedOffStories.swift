import CogwatchAgent
import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("A discovered account for which keys are switched off", .serialized)
struct SwitchedOffStories {
    private func diagnosis(in agent: Agent) -> Diagnosis? {
        agent.scoreboard().report(for: "one")?.verdict?.diagnosis
    }

    @Test("that had keys alerts with the proven cause, over restarts, until they are on again")
    func lost() async throws {
        let (rig, azure) = Rig.discovering(["one", "two"])
        try await rig.run { agent in
            try await rig.turn(until: "both are watched", by: .seconds(2)) {
                rig.state(of: "two", in: agent) == .ok && rig.state(of: "one", in: agent) == .ok
            }
        }
        // While nobody watches.
        azure.change { $0.switchedOff = ["one"] }
        var incident: [String] = []
        try await rig.run { agent in
            try await rig.turn(until: "it is told", by: .seconds(2)) { rig.told("firing") == 1 }
            let found = try #require(diagnosis(in: agent))
            #expect(found.candidates == [Candidate(.localAuthDisabled, .certain)])
            #expect(found.evidence.contains { $0.text.contains("disableLocalAuth") })
            #expect(found.nextSteps.contains { $0.contains("filter") })
            try await rig.turn(until: "the other works still", by: .seconds(2)) {
                rig.state(of: "two", in: agent) == .ok
            }
            incident = try await agent.incidents(IncidentQuery(.firing, limit: 9)).map(\.id)
        }
        azure.change { $0.instead["management.azure.com"] = Answers.response(503, body: "") }
        try await rig.run { agent in
            try await rig.turn(until: "it is seen again from the last list", by: .seconds(2)) {
                diagnosis(in: agent)?.cause == .localAuthDisabled
            }
            let still = try await agent.incidents(IncidentQuery(.firing, limit: 9)).map(\.id)
            #expect(!incident.isEmpty && still == incident)
            #expect(rig.told("firing") == 1 && rig.told("resolved") == 0)
            azure.change {
                $0.instead = [:]
                $0.switchedOff = []
            }
            try await rig.turn(until: "the end is told", by: .seconds(2)) {
                rig.told("resolved") == 1
            }
            #expect(rig.state(of: "one", in: agent) == .ok)
        }
    }

    @Test("from the beginning is not watched, and its keys are not asked for")
    func never() async throws {
        let (rig, azure) = Rig.discovering(["one", "two"])
        azure.change { $0.switchedOff = ["one"] }
        for _ in 0..<2 {
            try await rig.run { agent in
                try await rig.turn(until: "the other is watched", by: .seconds(2)) {
                    rig.state(of: "two", in: agent) == .ok
                }
                #expect(rig.state(of: "one", in: agent) == nil)
            }
        }
        #expect(rig.asked("accounts/one/listKeys") == 0)
        let lines = rig.log.lines("discovered accounts are not watched")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.metadata["accounts"] == "one" })
        #expect(lines.allSatisfy { $0.metadata["reason"]?.contains("disableLocalAuth") == true })
        #expect(rig.told.isEmpty)
    }

    @Test("is found to work when keys are on again, as if nothing had happened to them")
    func history() async throws {
        let (rig, azure) = Rig.discovering(["one"])
        try await rig.run { agent in
            try await rig.turn(until: "it is watched", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .ok
            }
        }
        azure.change { $0.switchedOff = ["one"] }
        try await rig.run { agent in
            try await rig.turn(until: "it fails", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .authFailing
            }
            azure.change { $0.switchedOff = [] }
            try await rig.turn(until: "it works", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .ok
            }
            // Had the key been taken for a new one, this refusal would be blamed on its age.
            rig.refuseKeys(beside: azure)
            try await rig.turn(until: "it is refused", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .authFailing
            }
            #expect(diagnosis(in: agent)?.cause == .keyRegenerated)
        }
    }
}
