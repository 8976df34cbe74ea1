import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite(
    "The dashboards",
    .enabled(if: Peer.isInstalled("prometheus") && Peer.isInstalled("python3"))
)
struct DashboardJourney {
    private static let account = "tts-japan"
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("have an answer to every question after an incident")
    func panels() async throws {
        try await Stand.with([AccountPlan(name: Self.account, region: "japanwest")]) { stand in
            try stand.writeKeys(of: Self.account)
            try stand.workplace.write(try configuration(for: stand), to: "cogwatch.yml")
            try stand.workplace.write(try quickRules(), to: "rules.yml")
            try stand.start()
            try await stand.untilReady()
            let prometheus = try Prometheus(
                scraping: stand.agentPort,
                rules: "rules.yml",
                in: stand.workplace
            )
            try await prometheus.until("min(cogwatch_probe_success)", is: 1)

            try stand.azure.state.regenerate(.key1, of: Self.account)
            try await prometheus.until(#"count(cogwatch_failure_cause{category="auth"})"#, is: 1)
            try await stand.untilTold("firing", "AuthFailing", of: Self.account)

            // Rates and recorded series need some more scrapes.
            var lastWords = ""
            try await eventually("every question is answered", within: 60) {
                let check = try Peer(
                    "python3",
                    [
                        Self.root.appending(path: "scripts/check-panels").path(),
                        prometheus.url, "--since", "90s",
                    ],
                    in: stand.workplace.directory
                )
                let code = try await check.exitCode(within: 30)
                lastWords = check.output
                return code == 0
            }
            #expect(lastWords.contains("fleet.json") && lastWords.contains(", 0 problems"))
        }
    }

    /// The rules as they are, evaluated at every scrape.
    private func quickRules() throws -> String {
        let rules = Self.root.appending(path: "alerts/cogwatch.rules.yml")
        return try String(contentsOf: rules, encoding: .utf8)
            .replacing(/\binterval: \d+m/, with: "interval: 1s")
    }

    /// An account of a team, with a trial; one receiver hears everything, the other is away, so that
    /// there are failed attempts and a queue to show.
    private func configuration(for stand: Stand) throws -> String {
        let end = Timestamp.text(Date().addingTimeInterval(5 * 86_400))
        let name = Self.account
        let closed = try Ports.free()
        return """
            global: {probe_interval: 1s, probe_timeout: 1s}
            http_client:
              connect_to: ["::127.0.0.1:\(stand.azurePort)"]
              tls_config: {ca_file: ca.pem}
            diagnosis: {confirmations: 1, confirm_interval: 200ms}
            alerting:
              route:
                receiver: inbox
                group_by: [alertname, account]
                group_wait: 300ms
                group_interval: 500ms
                repeat_interval: 1h
                routes: [{receiver: away, continue: true}, {receiver: inbox}]
              receivers:
                - name: inbox
                  webhook_configs: [{url: "http://127.0.0.1:\(stand.inboxPort)/hook"}]
                - name: away
                  webhook_configs: [{url: "http://127.0.0.1:\(closed)/hook"}]
            accounts:
              - name: \(name)
                region: japanwest
                labels: {team: speech}
                trial: {expires: "\(end)"}
                keys: [{name: key1, file: \(name).key1}, {name: key2, file: \(name).key2}]

            """
    }
}
