import CogwatchCore
import Foundation
import TestSupport
import Testing

/// Many accounts of a few regions, and one agent that watches them.
final class CrowdStand: Sendable {
    static let regions = ["japanwest", "eastus"]

    let workplace: Workplace
    let azure: SimulatorPeer
    let hook: HookServer
    let accounts: [String]
    private let port: Int

    /// Prepares everything but the agent.
    ///
    /// - Parameters:
    ///   - count: How many accounts.
    ///   - interval: Seconds from one probe of an account to the next.
    ///   - confirmations: How often a failure must repeat, two seconds apart.
    ///   - operations: What is asked of each.
    ///   - route: The fields of `alerting.route`.
    /// - Throws: When the simulator cannot be started.
    init(
        _ count: Int,
        interval: Int,
        confirmations: Int,
        operations: String,
        route: String
    ) async throws {
        let plans = (0..<count).map { index in
            SimulatorPeer.Plan(
                name: "tts-\(index)",
                region: Self.regions[index % Self.regions.count]
            )
        }
        accounts = plans.map(\.name)
        workplace = try Workplace()
        azure = try await SimulatorPeer(plans, in: workplace)
        hook = try HookServer()
        port = try Ports.free()
        for name in accounts { try await azure.writeKeys(of: name) }
        let stanzas = plans.map { plan in
            "  - {name: \(plan.name), region: \(plan.region), operations: [\(operations)], "
                + "keys: [{name: key1, file: \(plan.name).key1}]}"
        }
        try workplace.write(
            """
            global: {probe_interval: \(interval)s, probe_timeout: 5s}
            http_client:
              connect_to: ["::127.0.0.1:\(azure.port)"]
              tls_config: {ca_file: ca.pem}
            diagnosis: {confirmations: \(confirmations), confirm_interval: 2s}
            alerting:
              route: {receiver: hook, group_interval: 5m, repeat_interval: 4h, \(route)}
              receivers:
                - name: hook
                  webhook_configs: [{url: "http://127.0.0.1:\(hook.port)/hook", max_alerts: 100}]
            accounts:
            \(stanzas.joined(separator: "\n"))

            """,
            to: "cogwatch.yml"
        )
    }

    func start(logLevel: String = "info") throws -> Peer {
        try Peer(
            Stand.binary,
            [
                "run", "--config.file=cogwatch.yml", "--storage.path=data",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=\(logLevel)",
            ],
            in: workplace.directory
        )
    }

    func untilReady(within seconds: Double) async throws {
        try await eventually("every account was probed", within: seconds) {
            await azure.web.get("http://127.0.0.1:\(port)/-/ready").status == 200
        }
    }

    /// How many incidents fire, by the agent's metrics.
    func firing() async throws -> Int {
        let text = await azure.web.get("http://127.0.0.1:\(port)/metrics").text
        return text.split(separator: "\n")
            .filter { $0.hasPrefix("cogwatch_incidents{state=\"firing\"") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
            .reduce(0, +)
    }
}

extension Peer {
    /// A line that it logged.
    struct Line: Sendable {
        let at: Date
        let text: Substring
    }

    /// The lines of its log that hold these words.
    func lines(with words: String...) -> [Line] {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return output.split(separator: "\n").compactMap { line in
            guard words.allSatisfy({ line.contains($0) }),
                let time = line.firstMatch(of: /ts=(\S+)/),
                let date = try? Date(String(time.1), strategy: style)
            else { return nil }
            return Line(at: date, text: line)
        }
    }
}
