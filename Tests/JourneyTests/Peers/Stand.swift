import CogwatchCore
import CogwatchSimulator
import Foundation
import Logging
import Synchronization
import Testing

/// A simulated Azure and a webhook inbox in this process, and the agent as its own program.
struct Stand {
    let workplace: Workplace
    /// The agents that were started; they live as long as the stand.
    private let agents = Agents()
    let azure: AzureSimulator
    let inbox: WebhookInbox
    let web: Web
    let agentPort: Int
    let azurePort: Int
    /// Where managed identities get their tokens.
    let identityPort: Int
    let inboxPort: Int

    /// The program: the one that was built beside these tests, unless `COGWATCH_BINARY` names another.
    static let binary: String = {
        if let named = ProcessInfo.processInfo.environment["COGWATCH_BINARY"] { return named }
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appending(path: "cogwatch").path()
    }()

    /// Puts everything up, runs a journey, and takes everything down.
    static func with(
        _ accounts: [AccountPlan],
        _ journey: (Stand) async throws -> Void
    ) async throws {
        let logger = Logger(label: "journey") { _ in SwiftLogNoOpLogHandler() }
        let authority = try SimulatedCA()
        var random = SystemRandomNumberGenerator()
        let azure = AzureSimulator(
            imdsListen: ListenAddress(),
            world: try Scenario(accounts: accounts).world(at: Date(), using: &random),
            certificateAuthority: authority,
            logger: logger
        )
        let inbox = WebhookInbox(logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await azure.run() }
            group.addTask { try await inbox.run() }
            let stand = Stand(
                workplace: try Workplace(),
                azure: azure,
                inbox: inbox,
                web: try Web(),
                agentPort: try Ports.free(),
                azurePort: try await azure.port(),
                identityPort: try await azure.imdsPort(),
                inboxPort: try await inbox.port()
            )
            try stand.workplace.write(authority.pem, to: "ca.pem")
            try await journey(stand)
            // Nobody may knock while the house is taken down: the server's library does not bear it.
            await stand.endAgents()
            group.cancelAll()
        }
    }

    var agentURL: String { "http://127.0.0.1:\(agentPort)" }

    /// Writes an account's current keys where the configuration looks for them.
    func writeKeys(of account: String) throws {
        for slot in KeySlot.allCases {
            try azure.state.key(slot, of: account).reveal { text in
                try workplace.write(text + "\n", to: "\(account).\(slot.rawValue)")
            }
        }
    }

    /// Writes a configuration with quick intervals.
    ///
    /// - Parameters:
    ///   - stanzas: YAML for `accounts`, indented by two.
    ///   - hook: The webhook's path; a secret, as far as the agent knows.
    ///   - extra: More sections of the file.
    /// - Throws: When the file cannot be written.
    func configure(_ stanzas: String, hook: String = "hook", extra: String = "") throws {
        try workplace.write(
            """
            global: {probe_interval: 1s, probe_timeout: 1s, external_labels: {env: test}}
            http_client:
              connect_to: ["::127.0.0.1:\(azurePort)"]
              tls_config: {ca_file: ca.pem}
            diagnosis: {confirmations: 1, confirm_interval: 200ms}
            alerting:
              route: {receiver: inbox, group_by: [alertname, account], group_wait: 300ms, group_interval: 500ms, repeat_interval: 1h}
              receivers:
                - name: inbox
                  webhook_configs: [{url: "http://127.0.0.1:\(inboxPort)/\(hook)"}]
            \(extra)
            accounts:
            \(stanzas)

            """,
            to: "cogwatch.yml"
        )
    }

    static func stanza(
        _ name: String,
        region: String,
        extra: String = ""
    ) -> String {
        """
          - name: \(name)
            region: \(region)
            keys: [{name: key1, file: \(name).key1}, {name: key2, file: \(name).key2}]
            \(extra)
        """
    }

    /// Starts the agent.
    ///
    /// - Parameters:
    ///   - arguments: More of its command line.
    ///   - variables: More of its environment, as `NAME=value`.
    /// - Returns: The agent, which lives as long as the stand.
    /// - Throws: When it cannot be started.
    @discardableResult
    func start(_ arguments: [String] = [], variables: [String] = []) throws -> Peer {
        let agent = try Peer(
            "env",
            variables + [
                Stand.binary, "run", "--config.file=cogwatch.yml", "--storage.path=data",
                "--web.listen-address=127.0.0.1:\(agentPort)", "--log.level=debug",
            ] + arguments,
            in: workplace.directory
        )
        agents.all.withLock { $0.append(agent) }
        return agent
    }

    /// Keeps programs alive that nobody else holds.
    private final class Agents: Sendable {
        let all = Mutex<[Peer]>([])
    }

    /// Ends all agents that still run, and lets their last connections come to rest.
    func endAgents() async {
        for agent in agents.all.withLock(\.self) { try? await agent.killHard() }
        try? await Task.sleep(for: .milliseconds(50))
    }

    func untilReady() async throws {
        try await eventually("the agent is ready") {
            await web.get("\(agentURL)/-/ready").status == 200
        }
    }

    /// Waits until the inbox holds an alert of this account.
    func untilTold(
        _ status: String,
        _ alert: String,
        of account: String,
        cause: Cause? = nil,
        within seconds: Double = 30
    ) async throws {
        try await eventually("the inbox holds \(status) \(alert) of \(account)", within: seconds) {
            told().contains { told in
                told.status == status && told.labels["alertname"] == alert
                    && told.labels["account"] == account
                    && (cause == nil || told.labels["cause"] == cause?.rawValue)
            }
        }
    }

    /// Every alert that the inbox accepted.
    func told() -> [ReceivedWebhook.Alert] {
        inbox.messages().filter { $0.answeredWith == 200 }.flatMap { $0.webhook?.alerts ?? [] }
    }

    /// The value of a series on /metrics; nil when it is not there.
    func metric(_ series: String) async -> Double? {
        let page = await web.get("\(agentURL)/metrics").text
        let line = page.split(separator: "\n").first { $0.hasPrefix(series + " ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }
}
