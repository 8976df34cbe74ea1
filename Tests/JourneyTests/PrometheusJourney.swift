import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("Prometheus", .enabled(if: Peer.isInstalled("prometheus") && Peer.isInstalled("promtool")))
struct PrometheusJourney {
    @Test("scrapes the agent through an incident, and PromQL tells the story")
    func story() async throws {
        let plan = AccountPlan(name: "tts-japan", region: "japanwest")
        try await Stand.with([plan]) { stand in
            try stand.writeKeys(of: "tts-japan")
            let end = Timestamp.text(Date().addingTimeInterval(5 * 86_400))
            try stand.configure(
                Stand.stanza(
                    "tts-japan",
                    region: "japanwest",
                    extra: "trial: {expires: \"\(end)\"}"
                )
            )
            try stand.start()
            try await stand.untilReady()
            let prometheus = try Prometheus(scraping: stand.agentPort, in: stand.workplace)
            let account = #"{account="tts-japan"}"#

            try await prometheus.until("up == 1", is: 1)
            try await prometheus.until("min(cogwatch_probe_success\(account))", is: 1)
            try await prometheus.until("floor(cogwatch_trial_days_remaining\(account))", is: 4)
            try await prometheus.until(
                #"cogwatch_account_state{account="tts-japan",state="ok"}"#,
                is: 1
            )
            try await prometheus.until(
                "count(cogwatch_probe_phase_duration_seconds\(account)) > bool 7",
                is: 1
            )

            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await prometheus.until(
                #"cogwatch_failure_cause{account="tts-japan",category="auth",cause="key_regenerated"}"#,
                is: 1
            )
            try await prometheus.until("max(cogwatch_probe_success\(account))", is: 0)
            try await prometheus.until(
                "cogwatch_probe_http_status_code{account=\"tts-japan\",operation=\"token\"}",
                is: 401
            )
            try await prometheus.until(
                #"cogwatch_notifications_total{receiver="inbox",outcome="delivered"} >= bool 1"#,
                is: 1
            )

            try stand.writeKeys(of: "tts-japan")
            try await prometheus.until(
                #"sum(rate(cogwatch_probes_total{outcome="auth_failure"}[30s])) > bool 0"#,
                is: 1
            )
        }
    }

    @Test(
        "promtool finds nothing to complain of but the days",
        arguments: [
            "text/plain", "application/openmetrics-text; version=1.0.0",
        ]
    )
    func lint(_ accept: String) async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(
                Stand.stanza(
                    "tts-japan",
                    region: "japanwest",
                    extra: "trial: {expires: 2030-01-01}"
                )
            )
            try stand.start()
            try await stand.untilReady()
            let page = await stand.web.get("\(stand.agentURL)/metrics", accept: accept)
            #expect(page.status == 200)
            try stand.workplace.write(page.text, to: "metrics.txt")
            let shell = try Peer(
                "sh",
                ["-c", "promtool check metrics < metrics.txt"],
                in: stand.workplace.directory
            )
            _ = try await shell.exitCode(within: 30)
            // OpenMetrics names a counter's family without `_total`, and promtool, which reads all as
            // the older format, then misses its help.
            let complaints = shell.output.split(separator: "\n").filter { line in
                !line.contains("days")
                    && !(accept.contains("openmetrics") && line.hasSuffix("_total no help text"))
            }
            #expect(complaints.isEmpty)
        }
    }
}

/// A real Prometheus that scrapes one agent every second.
struct Prometheus {
    let url: String
    private let program: Peer
    private let web: Web

    /// Starts one.
    ///
    /// - Parameters:
    ///   - port: The agent's.
    ///   - access: How it comes in, as further keys of the job.
    ///   - rules: A file of the workplace with rules to evaluate every second.
    ///   - workplace: Where its files go.
    /// - Throws: When it cannot be started.
    init(
        scraping port: Int,
        as access: String = "scheme: http",
        rules: String? = nil,
        in workplace: Workplace
    ) throws {
        let own = try Ports.free()
        try workplace.write(
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [\(rules ?? "")]
            scrape_configs:
              - {job_name: cogwatch, static_configs: [{targets: ["127.0.0.1:\(port)"]}], \(access)}

            """,
            to: "prometheus.yml"
        )
        url = "http://127.0.0.1:\(own)"
        program = try Peer(
            "prometheus",
            [
                "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb",
                "--web.listen-address=127.0.0.1:\(own)",
            ],
            in: workplace.directory
        )
        web = try Web()
    }

    /// Waits until a query that gives one number gives this one.
    func until(_ query: String, is wanted: Double) async throws {
        try await eventually("\(query) is \(wanted)", within: 45) {
            await value(of: query) == wanted
        }
    }

    private func value(of query: String) async -> Double? {
        struct Answer: Decodable {
            struct Contents: Decodable {
                struct Sample: Decodable {
                    let value: [Value]
                }

                let result: [Sample]
            }

            enum Value: Decodable {
                case time(Double)
                case text(String)

                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    if let time = try? container.decode(Double.self) {
                        self = .time(time)
                    } else {
                        self = .text(try container.decode(String.self))
                    }
                }
            }

            let data: Contents
        }
        let allowed = CharacterSet.alphanumerics
        guard let escaped = query.addingPercentEncoding(withAllowedCharacters: allowed) else {
            return nil
        }
        let page = await web.get("\(url)/api/v1/query?query=\(escaped)")
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(page.text.utf8)),
            answer.data.result.count == 1,
            case .text(let text)? = answer.data.result.first?.value.last
        else { return nil }
        return Double(text)
    }
}
