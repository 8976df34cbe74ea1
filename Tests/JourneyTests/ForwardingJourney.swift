import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite(
    "Two agents and two Alertmanagers",
    .enabled(if: Peer.isInstalled("prometheus-alertmanager"))
)
struct ForwardingJourney {
    private let accounts = [
        AccountPlan(name: "tts-japan", region: "japanwest"),
        AccountPlan(name: "tts-europe", region: "westeurope"),
    ]

    @Test("tell of an incident once and of its end once, also when one of each dies meanwhile")
    func oneOfEachDies() async throws {
        try await Stand.with(accounts) { stand in
            let cluster = try await Cluster(on: stand)
            for account in accounts { try stand.writeKeys(of: account.name) }
            try cluster.configureAgents(stand)
            let first = try Pair.agent(1, on: stand)
            let second = try Pair.agent(2, on: stand)
            try await first.untilReady(stand)
            try await second.untilReady(stand)

            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan")
            try await cluster.untilAllKnow("tts-japan", stand)
            try await cluster.untilNotificationsAreShared(stand)

            try await first.peer.killHard()
            try await cluster.peers[0].killHard()

            try stand.azure.state.regenerate(.key1, of: "tts-europe")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-europe")
            try stand.writeKeys(of: "tts-japan")
            second.peer.signal(SIGHUP)
            try await stand.untilTold("resolved", "AuthFailing", of: "tts-japan")
            // Two more of the group's intervals, in which a repetition would come.
            try await Task.sleep(for: .seconds(2 * Cluster.groupInterval))

            let told = stand.inbox.messages().compactMap(\.webhook).flatMap(\.alerts)
                .map { "\($0.labels["account"] ?? "?") \($0.status)" }
            #expect(
                told == ["tts-japan firing", "tts-europe firing", "tts-japan resolved"],
                "\(second.peer.output.suffix(2000))"
            )
            #expect(second.peer.output.contains("Alertmanager is not told"))
            #expect(try await second.peer.stop() == 0)
        }
    }
}

/// The inbox takes what Alertmanager's API takes, and notes when.
@Suite("An agent that forwards and beats")
struct ForwardingAgentJourney {
    @Test("tells within half a second, again at once after a crash, and beats meanwhile")
    func promptly() async throws {
        let japan = AccountPlan(name: "tts-japan", region: "japanwest")
        try await Stand.with([japan]) { stand in
            try stand.writeKeys(of: japan.name)
            let inbox = "127.0.0.1:\(stand.inboxPort)"
            try stand.writeForwardingConfiguration(
                """
                  alertmanagers: [{static_configs: [{targets: ["\(inbox)"]}], path_prefix: /am}]
                  heartbeat: {url: "http://\(inbox)/?hunter2", interval: 1s}
                """,
                accounts: [Stand.stanza(japan.name, region: japan.region)]
            )
            let agent = try stand.start()
            try await stand.untilReady()
            let beats =
                "cogwatch_notifications_total{receiver=\"heartbeat\",integration=\"heartbeat\","
                + "outcome=\"delivered\"}"
            try await eventually("it beats twice") { await stand.metric(beats) ?? 0 >= 2 }
            #expect(stand.inbox.messages().isEmpty)

            try stand.azure.state.regenerate(.key1, of: japan.name)
            try await eventually("it tells") { !stand.inbox.messages().isEmpty }
            let first = try #require(stand.inbox.messages().first)
            #expect(first.path == "/am/api/v2/alerts")
            try await eventually("it logs") { agent.output.contains("incident opened") }
            let opened = try #require(Self.time(of: "incident opened", in: agent.output))
            #expect(first.arrived.timeIntervalSince(opened) < 0.5)

            try await agent.killHard()
            stand.inbox.clear()
            let second = try stand.start()
            try await eventually("it tells again") { !stand.inbox.messages().isEmpty }
            let again = try #require(stand.inbox.messages().first)
            let started = try #require(Self.time(of: "cogwatch starts", in: second.output))
            #expect(again.arrived.timeIntervalSince(started) < 1)
            #expect(try Self.labels(of: again) == Self.labels(of: first))
            #expect(!(agent.output + second.output).contains("hunter2"))
            let shown = await stand.web.get("\(stand.agentURL)/api/v1/status/config").text
            #expect(shown.contains("/am") && !shown.contains("hunter2"))
        }
    }

    private static func time(of message: String, in log: String) -> Date? {
        let line = log.split(separator: "\n").first { $0.contains(message) }
        let text = line?.split(separator: " ").first { $0.hasPrefix("ts=") }?.dropFirst(3)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return text.flatMap { try? Date(String($0), strategy: style) }
    }

    private static func labels(of message: InboxMessage) throws -> [[String: String]] {
        let alerts = try JSONSerialization.jsonObject(with: Data(message.body)) as? [[String: Any]]
        return try #require(alerts).compactMap { $0["labels"] as? [String: String] }
    }
}

extension Stand {
    /// Writes a configuration without routes or experiments.
    ///
    /// - Parameters:
    ///   - alerting: YAML for `alerting`, indented by two.
    ///   - accounts: Stanzas.
    /// - Throws: When the file cannot be written.
    fileprivate func writeForwardingConfiguration(_ alerting: String, accounts: [String]) throws {
        try workplace.write(
            """
            global: {probe_interval: 1s, probe_timeout: 1s, external_labels: {env: test}}
            http_client:
              connect_to: ["::127.0.0.1:\(azurePort)"]
              tls_config: {ca_file: ca.pem}
            diagnosis: {confirmations: 1, confirm_interval: 200ms, experiments: []}
            alerting:
            \(alerting)
            accounts:
            \(accounts.joined(separator: "\n"))

            """,
            to: "cogwatch.yml"
        )
    }
}

/// One of two agents with the same accounts.
private struct Pair {
    let peer: Peer
    let url: String

    static func agent(_ number: Int, on stand: Stand) throws -> Pair {
        let port = try Ports.free()
        let peer = try Peer(
            Stand.binary,
            [
                "run", "--config.file=cogwatch.yml", "--storage.path=data-\(number)",
                "--web.listen-address=127.0.0.1:\(port)",
            ],
            in: stand.workplace.directory
        )
        return Pair(peer: peer, url: "http://127.0.0.1:\(port)")
    }

    func untilReady(_ stand: Stand) async throws {
        try await eventually("an agent is ready") {
            await stand.web.get("\(url)/-/ready").status == 200
        }
    }
}

/// Two Alertmanagers that tell each other what they have notified, and notify the stand's inbox.
private struct Cluster {
    static let groupInterval = 2.0

    let peers: [Peer]
    private let ports: [Int]

    init(on stand: Stand) async throws {
        try stand.workplace.write(
            """
            route:
              receiver: inbox
              group_by: [alertname, account]
              group_wait: 2s
              group_interval: \(Int(Self.groupInterval))s
              repeat_interval: 1h
            receivers:
              - name: inbox
                webhook_configs: [{url: "http://127.0.0.1:\(stand.inboxPort)/hook"}]

            """,
            to: "alertmanager.yml"
        )
        let ports = [try Ports.free(), try Ports.free()]
        let gossip = [try Ports.free(), try Ports.free()]
        self.ports = ports
        peers = try [0, 1].map { number in
            try Peer(
                "prometheus-alertmanager",
                [
                    "--config.file=alertmanager.yml", "--storage.path=am-\(number)",
                    "--web.listen-address=127.0.0.1:\(ports[number])",
                    "--cluster.listen-address=127.0.0.1:\(gossip[number])",
                    "--cluster.advertise-address=127.0.0.1:\(gossip[number])",
                    "--cluster.peer=127.0.0.1:\(gossip[1 - number])",
                    "--cluster.peer-timeout=1s", "--cluster.gossip-interval=50ms",
                    "--cluster.pushpull-interval=500ms", "--cluster.probe-interval=200ms",
                    "--cluster.probe-timeout=100ms", "--cluster.reconnect-interval=500ms",
                ],
                in: stand.workplace.directory
            )
        }
        for port in ports {
            try await eventually("the Alertmanagers have found each other") {
                let status = await stand.web.get("http://127.0.0.1:\(port)/api/v2/status").text
                return status.contains("\"status\":\"ready\"")
                    && gossip.allSatisfy { status.contains("127.0.0.1:\($0)") }
            }
        }
    }

    func configureAgents(_ stand: Stand) throws {
        let targets = ports.map { "\"127.0.0.1:\($0)\"" }.joined(separator: ", ")
        try stand.writeForwardingConfiguration(
            "  alertmanagers: [{static_configs: [{targets: [\(targets)]}]}]",
            accounts: [
                Stand.stanza("tts-japan", region: "japanwest"),
                Stand.stanza("tts-europe", region: "westeurope"),
            ]
        )
    }

    func untilAllKnow(_ account: String, _ stand: Stand) async throws {
        for port in ports {
            try await eventually("each Alertmanager knows of \(account)") {
                await stand.web.get("http://127.0.0.1:\(port)/api/v2/alerts").text
                    .contains("\"account\":\"\(account)\"")
            }
        }
    }

    /// One of them notifies and tells the other; only then may either die without a repetition.
    func untilNotificationsAreShared(_ stand: Stand) async throws {
        let series = "alertmanager_nflog_gossip_messages_propagated_total "
        try await eventually("the Alertmanagers share what was notified") {
            for port in ports {
                let page = await stand.web.get("http://127.0.0.1:\(port)/metrics").text
                let line = page.split(separator: "\n").first { $0.hasPrefix(series) }
                if line.flatMap({ Double($0.dropFirst(series.count)) }) ?? 0 > 0 { return true }
            }
            return false
        }
    }
}
