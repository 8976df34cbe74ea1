import ArgumentParser
import CogwatchAgent
import CogwatchCore
import CogwatchSimulator
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// `cogwatch demo`: everything at once, without an Azure account.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Shows the agent at work against a simulated Azure. Needs no account and no internet.",
        discussion: """
            Within a minute a key is regenerated, a region is changed and a trial nears its end; the \
            alerts arrive at a webhook inbox that you can open in a browser.

            EXAMPLE
              cogwatch demo
            """
    )

    @Option(name: .customLong("web.listen-address"), help: "Where the agent is to be.")
    var listenAddress = "127.0.0.1:10977"

    @Option(name: .customLong("inbox.listen-address"), help: "Where the webhook inbox is to be.")
    var inboxAddress = "127.0.0.1:10978"

    @Flag(name: .customLong("exit-when-done"), help: "Leaves when the story is told.")
    var exitWhenDone = false

    @OptionGroup var log: LogOptions

    func run() async throws {
        let now = Date()
        let stage = try DemoStage(at: now)
        defer { stage.remove() }
        let outcome = DemoOutcome()
        do {
            try await play(on: stage, outcome: outcome, now: now)
        } catch let error as ValidationError {
            throw error
        } catch {
            throw Impossible("\(error)")
        }
        if exitWhenDone && !outcome.hasSucceeded { throw ExitCode.finding }
    }

    private func play(on stage: DemoStage, outcome: DemoOutcome, now: Date) async throws {
        let logger = demoLogger
        let authority = try SimulatedCA()
        var random = SystemRandomNumberGenerator()
        let plans = stage.accounts.map {
            AccountPlan(name: $0.name, cloud: $0.cloud, region: $0.region)
        }
        let simulator = AzureSimulator(
            world: try Scenario(accounts: plans).world(at: now, using: &random),
            certificateAuthority: authority,
            logger: logger
        )
        let inbox = WebhookInbox(listen: try address(inboxAddress), logger: logger)
        try stage.write(authority.pem, to: stage.authorityFile)
        for account in stage.accounts {
            for slot in KeySlot.allCases {
                try stage.write(
                    try simulator.state.key(slot, of: account.name),
                    as: slot.rawValue,
                    of: account.name
                )
            }
        }
        let options = Composition.Options(
            configurationFile: stage.configurationFile,
            storagePath: stage.storagePath,
            listenAddresses: [listenAddress],
            logger: logger
        )
        let play = DemoPlay(
            stage: stage,
            simulator: simulator,
            inbox: inbox,
            options: options,
            leavesWhenDone: exitWhenDone,
            outcome: outcome
        )
        try await Composition.run([simulator, inbox, play], logger: logger)
    }

    // The story is on the screen; the agent's own log is for those who ask for it.
    private var demoLogger: Logger {
        var logger = log.logger
        if log.level == .info { logger.logLevel = .error }
        return logger
    }

    private func address(_ text: String) throws -> ListenAddress {
        guard let address = ListenAddress(parsing: text) else {
            throw ValidationError("\"\(text)\" is no address: write HOST:PORT")
        }
        return address
    }
}

/// Starts the agent once the simulator and the inbox listen, and tells the story.
private struct DemoPlay: Service {
    let stage: DemoStage
    let simulator: AzureSimulator
    let inbox: WebhookInbox
    let options: Composition.Options
    let leavesWhenDone: Bool
    let outcome: DemoOutcome

    func run() async throws {
        let azurePort = try await simulator.port()
        let inboxPort = try await inbox.port()
        try stage.writeConfiguration(azurePort: azurePort, inboxPort: inboxPort)
        let running = try await Composition.agent(options)
        let script = DemoScript(
            stage: stage,
            azure: simulator.state,
            agent: running.agent,
            inbox: inbox,
            azurePort: azurePort,
            inboxPort: inboxPort,
            agentURL: "http://\(options.listenAddresses.first ?? "")",
            leavesWhenDone: leavesWhenDone,
            time: SystemTime(),
            outcome: outcome
        )
        try await Composition.group(of: running.services + [script]).run()
        withExtendedLifetime(running.lock) {}
    }
}

/// Whether the story ended as it should.
final class DemoOutcome: Sendable {
    private let success = Mutex(false)

    var hasSucceeded: Bool { success.withLock { $0 } }

    func succeed() { success.withLock { $0 = true } }
}
