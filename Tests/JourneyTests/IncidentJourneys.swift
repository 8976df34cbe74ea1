import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("On call", .serialized)
struct IncidentJourneys {
    private let japan = AccountPlan(name: "tts-japan", region: "japanwest")

    @Test("a regenerated key is told as such, and resolved when it is mended")
    func regeneratedKey() async throws {
        try await Stand.with([japan]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let agent = try stand.start(["--web.enable-lifecycle"])
            try await stand.untilReady()
            #expect(
                await stand.metric("cogwatch_key_valid{account=\"tts-japan\",key=\"key1\"}") == 1
            )

            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await stand.untilTold(
                "firing",
                "AuthFailing",
                of: "tts-japan",
                cause: .keyRegenerated
            )
            #expect(
                await stand.metric("cogwatch_key_valid{account=\"tts-japan\",key=\"key1\"}") == 0
            )
            #expect(
                await stand.metric("cogwatch_key_valid{account=\"tts-japan\",key=\"key2\"}") == 1
            )

            try stand.writeKeys(of: "tts-japan")
            #expect(await stand.web.post("\(stand.agentURL)/-/reload").status == 200)
            try await stand.untilTold(
                "resolved",
                "AuthFailing",
                of: "tts-japan",
                cause: .keyRegenerated
            )
            let code = try await agent.stop()
            #expect(code == 0, "\(agent.output.suffix(2000))")
        }
    }

    @Test("a region that was changed in the file is told as such, and resolved when it is mended")
    func movedRegion() async throws {
        try await Stand.with([japan]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let agent = try stand.start()
            try await stand.untilReady()
            try stand.configure(Stand.stanza("tts-japan", region: "japaneast"))
            agent.signal(SIGHUP)
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan", cause: .wrongRegion)
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            agent.signal(SIGHUP)
            try await stand.untilTold(
                "resolved",
                "AuthFailing",
                of: "tts-japan",
                cause: .wrongRegion
            )
        }
    }

    @Test("what worked before a restart is still known after it")
    func historySurvives() async throws {
        try await Stand.with([japan]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let first = try stand.start()
            try await stand.untilReady()
            #expect(try await first.stop() == 0)
            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try stand.start()
            try await stand.untilTold(
                "firing",
                "AuthFailing",
                of: "tts-japan",
                cause: .keyRegenerated
            )
        }
    }

    @Test("a dead spare, a trial's end, a limit and a dead host are each told by their own alert")
    func otherAlerts() async throws {
        let plans = ["spare", "trial", "limited", "dead"].enumerated().map { index, name in
            AccountPlan(name: name, region: ["japanwest", "eastus", "westus", "uksouth"][index])
        }
        try await Stand.with(plans) { stand in
            for plan in plans { try stand.writeKeys(of: plan.name) }
            let soon = Timestamp.text(Date().addingTimeInterval(2 * 86_400))
            try stand.configure(
                plans.map { plan in
                    Stand.stanza(
                        plan.name,
                        region: plan.region,
                        extra: plan.name == "trial" ? "trial: {expires: \"\(soon)\"}" : ""
                    )
                }.joined(separator: "\n")
            )
            try stand.start()
            try await stand.untilReady()
            try stand.azure.state.regenerate(.key2, of: "spare")
            try stand.azure.state.throttle("limited", retryAfter: 1)
            try stand.azure.state.setFault(.dead, on: "uksouth.api.cognitive.microsoft.com")
            try stand.azure.state.setFault(.dead, on: "uksouth.tts.speech.microsoft.com")
            try await stand.untilTold("firing", "KeyInvalid", of: "spare")
            try await stand.untilTold("firing", "TrialExpiring", of: "trial")
            try await stand.untilTold("firing", "Throttled", of: "limited", cause: .rateLimited)
            try await stand.untilTold("firing", "EndpointUnreachable", of: "dead")
            let days = await stand.metric("cogwatch_trial_days_remaining{account=\"trial\"}")
            #expect((1.9...2.0).contains(try #require(days)))
        }
    }

    @Test("kill -9 while the receiver is down loses no alert, and repeats none under another id")
    func crash() async throws {
        try await Stand.with([japan]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            stand.inbox.behave(.answer(503))
            let first = try stand.start()
            try await stand.untilReady()
            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await eventually("the receiver refused the first attempt") {
                !stand.inbox.messages().isEmpty
            }
            try await first.killHard()
            let refused = Set(stand.inbox.messages().map { $0.headers["webhook-id"] ?? "" })
            // The problem ends while the agent is down: both ends of the story must be told.
            try stand.writeKeys(of: "tts-japan")
            stand.inbox.behave(.answer(200))
            try stand.start()
            try await stand.untilTold(
                "firing",
                "AuthFailing",
                of: "tts-japan",
                cause: .keyRegenerated
            )
            try await stand.untilTold(
                "resolved",
                "AuthFailing",
                of: "tts-japan",
                cause: .keyRegenerated
            )
            let delivered = stand.inbox.messages().filter { $0.answeredWith == 200 }
            let firing = delivered.filter { $0.webhook?.status == "firing" }
            #expect(Set(firing.map { $0.headers["webhook-id"] ?? "" }).isSubset(of: refused))
            #expect(delivered.first?.webhook?.status == "firing")
        }
    }
}
