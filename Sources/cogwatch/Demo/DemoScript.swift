import CogwatchAgent
import CogwatchCore
import CogwatchSimulator
import Foundation
import ServiceLifecycle

/// What happens in the demonstration, and what the terminal says of it.
struct DemoScript: Service {
    let stage: DemoStage
    let azure: SimulatedAzure
    let agent: Agent
    let inbox: WebhookInbox
    let azurePort: Int
    let inboxPort: Int
    let agentURL: String
    /// Whether to leave when the story is told, instead of staying for visitors.
    let leavesWhenDone: Bool
    let time: any Timekeeper
    let outcome: DemoOutcome

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await tell()
            } catch is CancellationError {
                return
            }
            guard !leavesWhenDone else { return }
            say("The story is told; everything keeps running. Ctrl-C ends it.")
            try? await gracefulShutdown()
        }
    }

    private func tell() async throws {
        try await waitUntil("every account has been probed", within: 30) { agent.isReady }
        say("All four accounts work. Look around:")
        hint("status page    \(agentURL)/")
        hint("webhook inbox  http://127.0.0.1:\(inboxPort)/")
        hint("metrics        \(agentURL)/metrics")
        hint("configuration  \(stage.configurationFile)")
        try await pause(4)
        try await regenerateKey()
        try await pause(4)
        try await moveRegion()
        try await expect("TrialExpiring", of: DemoStage.trial, within: 40)
        try await pause(4)
        try await mend()
    }

    private func regenerateKey() async throws {
        say("Somebody presses \"Regenerate Key 1\" of \(DemoStage.regenerated) in the portal.")
        _ = try azure.regenerate(.key1, of: DemoStage.regenerated, propagation: .zero)
        try await expect("AuthFailing", of: DemoStage.regenerated, cause: .keyRegenerated)
    }

    private func moveRegion() async throws {
        say("Somebody edits the configuration: \(DemoStage.moved) is now in northeurope.")
        try stage.writeConfiguration(
            azurePort: azurePort,
            inboxPort: inboxPort,
            regions: [DemoStage.moved: "northeurope"]
        )
        try await reload()
        try await expect("AuthFailing", of: DemoStage.moved, cause: .wrongRegion)
    }

    private func mend() async throws {
        say("On-call does what the alerts say: the new key into its file, the region back, reload.")
        let key = try azure.key(.key1, of: DemoStage.regenerated)
        try stage.write(key, as: "key1", of: DemoStage.regenerated)
        try stage.writeConfiguration(azurePort: azurePort, inboxPort: inboxPort)
        try await reload()
        try await expect(
            "AuthFailing",
            of: DemoStage.regenerated,
            cause: .keyRegenerated,
            status: "resolved"
        )
        try await expect(
            "AuthFailing",
            of: DemoStage.moved,
            cause: .wrongRegion,
            status: "resolved"
        )
        outcome.succeed()
    }

    private func reload() async throws {
        guard let reason = await agent.reload() else { return }
        throw Impossible("the demonstration's configuration is refused: \(reason)")
    }

    private func expect(
        _ alert: String,
        of account: String,
        cause: Cause? = nil,
        status: String = "firing",
        within seconds: Double = 30
    ) async throws {
        let wanted = DemoExpectation(
            alert: alert,
            account: account,
            cause: cause,
            status: status
        )
        try await waitUntil("\(wanted) reaches the inbox", within: seconds) {
            inbox.messages().contains(where: wanted.isMet)
        }
        say("The inbox got: \(wanted)")
    }

    private func waitUntil(
        _ what: String,
        within seconds: Double,
        _ isTrue: () -> Bool
    ) async throws {
        let deadline = time.now.addingTimeInterval(seconds)
        while !isTrue() {
            guard time.now < deadline else {
                throw Impossible("the demonstration waited \(Int(seconds)) s in vain until \(what)")
            }
            try await pause(0.1)
        }
    }

    private func pause(_ seconds: Double) async throws {
        try await time.sleep(until: time.now.addingTimeInterval(seconds))
    }

    private func say(_ text: String) {
        Output.line("\(Style.output("▸", .cyan, .bold)) \(text)")
    }

    private func hint(_ text: String) {
        Output.line("    \(Style.output(text, .dim))")
    }
}

/// A message that the story waits for.
struct DemoExpectation: CustomStringConvertible {
    let alert: String
    let account: String
    let cause: Cause?
    let status: String

    var description: String {
        "\(status) \(alert) of \(account)\(cause.map { ", cause \($0.rawValue)" } ?? "")"
    }

    func isMet(by message: InboxMessage) -> Bool {
        let alerts = message.webhook?.alerts ?? []
        return alerts.contains { told in
            told.status == status && told.labels["alertname"] == alert
                && told.labels["account"] == account
                && (cause == nil || told.labels["cause"] == cause?.rawValue)
        }
    }
}
