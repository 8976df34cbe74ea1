import CogwatchCore
import CogwatchSimulator
import Foundation
import Synchronization
import TestSupport
import Testing

/// The simulator, a receiver with two paths, and the agents that were started between them.
final class StormStand: Sendable {
    static let lanes = ["/all", "/each"]
    /// What is announced at all is announced by then: the longest wait of a group, and the look.
    static let patience = 1.0

    static let groupWait = 0.2

    let workplace: Workplace
    let azure: SimulatorPeer
    let hook: HookServer
    private let port: Int
    private let agents = Mutex<[Peer]>([])
    private let ends = Mutex<[String: Int]>([:])

    init() async throws {
        workplace = try Workplace()
        azure = try await SimulatorPeer(StormWeather.plans, in: workplace)
        hook = try HookServer()
        port = try Ports.free()
        for plan in StormWeather.plans { try await azure.writeKeys(of: plan.name) }
        try workplace.write(configuration, to: "cogwatch.yml")
    }

    private var configuration: String {
        let accounts = StormWeather.plans.enumerated().map { index, plan in
            Stand.stanza(
                plan.name,
                region: plan.region,
                extra: index.isMultiple(of: 2) ? "operations: [token]" : ""
            )
        }
        return """
            global: {probe_interval: 1s, probe_timeout: 1s}
            http_client:
              connect_to: ["::127.0.0.1:\(azure.port)"]
              tls_config: {ca_file: ca.pem}
            diagnosis: {confirmations: 1, confirm_interval: 100ms}
            alerting:
              route:
                receiver: all
                group_wait: \(Int(Self.groupWait * 1000))ms
                group_interval: 300ms
                repeat_interval: 1h
                routes:
                  - {receiver: each, group_by: ["..."], continue: true}
                  - {receiver: all, group_by: [alertname, azure_region]}
              receivers:
                - {name: all, webhook_configs: [{url: "http://127.0.0.1:\(hook.port)/all"}]}
                - {name: each, webhook_configs: [{url: "http://127.0.0.1:\(hook.port)/each"}]}
            accounts:
            \(accounts.joined(separator: "\n"))

            """
    }

    func start() throws -> Peer {
        let agent = try Peer(
            Stand.binary,
            [
                "run", "--config.file=cogwatch.yml", "--storage.path=data",
                "--web.listen-address=127.0.0.1:\(port)",
            ],
            in: workplace.directory
        )
        agents.withLock { $0.append(agent) }
        return agent
    }

    /// Lets the receiver refuse, hang, and hang up.
    func misbehave(seed: UInt64) {
        let dice = Mutex(SeededGenerator(seed: ~seed))
        hook.behave {
            switch dice.withLock({ Double.random(in: 0..<1, using: &$0) }) {
            case ..<0.10: .answer(500)
            case ..<0.15: .hang(.milliseconds(700))
            case ..<0.25: .cut
            default: .answer(200)
            }
        }
    }

    /// Counts how an agent's life ended.
    func note(_ death: CrashStorm.Death, of agent: Peer) {
        let phase =
            !agent.output.contains("configuration in force")
            ? "while it starts" : agent.hasEnded() ? "\(death)" : "at some time"
        ends.withLock { $0[phase, default: 0] += 1 }
    }

    var deaths: String {
        ends.withLock(\.self).sorted { $0.key < $1.key }
            .map { "\($0.value) killed \($0.key)" }.joined(separator: ", ")
    }

    /// Starts a last agent, and waits until both lanes have heard what is so.
    func calm(until failing: Set<String>) async throws -> Peer {
        hook.behave { .answer(200) }
        let last = try start()
        // Flapping ends when an account has been well for a while. What never comes is an issue that is
        // recorded, and the judge says more about it.
        try? await eventually("everything is told", within: 90) {
            let (told, heard) = (believed(), hook.heard.count)
            guard told == Array(repeating: failing, count: Self.lanes.count) else { return false }
            try await Task.sleep(for: .seconds(2))
            return hook.heard.count == heard
        }
        return last
    }

    /// The accounts that fail as far as each lane's receiver knows.
    private func believed() -> [Set<String>] {
        Self.lanes.map { lane in
            var firing: [String: String] = [:]
            for heard in hook.heard where heard.lane == lane && heard.answered == 200 {
                for alert in heard.webhook?.alerts ?? [] {
                    firing[alert.fingerprint] =
                        alert.status == "firing" ? alert.labels["account"] : nil
                }
            }
            return Set(firing.values)
        }
    }

    /// When each incident was written, by the agents' logs.
    func openings() -> [String: Date] {
        var openings: [String: Date] = [:]
        for line in agents.withLock(\.self).flatMap({ $0.lines(with: "incident opened") }) {
            let id = line.text.firstMatch(of: /incident=(\S+)/).map { String($0.1) }
            if let id { openings[id] = line.at }
        }
        return openings
    }
}

extension HookServer.Heard {
    /// What it tells, as Alertmanager's webhook; nil where it is none.
    var webhook: ReceivedWebhook? { try? JSONDecoder().decode(ReceivedWebhook.self, from: body) }
}
