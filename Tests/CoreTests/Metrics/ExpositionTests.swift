import Foundation
import Testing

@testable import CogwatchCore

@Suite("The exposition")
struct ExpositionTests {
    private func lines(_ format: Exposition.Format, _ board: Scoreboard) -> [String] {
        let bytes = Exposition.render(
            board,
            as: format,
            at: Samples.now,
            process: Samples.process
        )
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("has samples of every family of the catalogue", arguments: Exposition.Format.allCases)
    func complete(_ format: Exposition.Format) {
        let text = lines(format, Samples.fullBoard())
        for family in MetricFamily.allCases {
            #expect(text.contains { $0.hasPrefix(family.rawValue) }, "\(family)")
        }
    }

    @Test("gives samples no labels but the catalogue's", arguments: MetricFamily.allCases)
    func labels(_ family: MetricFamily) throws {
        let board = try ParsedExposition(
            Exposition.render(Samples.fullBoard(), as: .prometheusText, at: Samples.now)
        )
        for series in board.series(named: family.rawValue) {
            for label in series.labels.keys where !label.hasPrefix("label_") {
                #expect(family.definition.labels.contains(label), "\(series)")
            }
        }
    }

    @Test("writes a counter as each format wants it")
    func counters() {
        let text = lines(.prometheusText, Samples.fullBoard())
        #expect(text.contains("# TYPE cogwatch_probes_total counter"))
        #expect(!text.contains { $0.hasPrefix("# UNIT") || $0 == "# EOF" })

        let open = lines(.openMetrics, Samples.fullBoard())
        #expect(open.contains("# TYPE cogwatch_probes counter"))
        #expect(open.contains("# TYPE process_cpu_seconds counter"))
        #expect(open.contains("# UNIT process_cpu_seconds seconds"))
        #expect(
            open.contains(
                #"cogwatch_probes_total{account="tts",operation="token",outcome="success"} 1"#
            )
        )
        #expect(open.last == "# EOF")
    }

    @Test("writes cumulative buckets with canonical bounds", arguments: Exposition.Format.allCases)
    func histograms(_ format: Exposition.Format) {
        let buckets = lines(format, Samples.fullBoard()).filter {
            $0.hasPrefix("cogwatch_notification_latency_seconds")
        }
        #expect(
            buckets
                == ["0.1", "0.5", "1.0", "2.5"].map { bucket("\($0)", 0) }
                + ["5.0", "10.0", "30.0", "60.0", "300.0", "1800.0", "7200.0", "+Inf"]
                .map { bucket("\($0)", 1) }
                + [
                    #"cogwatch_notification_latency_seconds_sum{integration="webhook"} 3"#,
                    #"cogwatch_notification_latency_seconds_count{integration="webhook"} 1"#,
                ]
        )
    }

    private func bucket(_ bound: String, _ count: Int) -> String {
        let labels = #"{integration="webhook",le="\#(bound)"}"#
        return "cogwatch_notification_latency_seconds_bucket\(labels) \(count)"
    }

    @Test("counts days and lifetimes from the time of the scrape")
    func remaining() throws {
        let later = Samples.now.addingTimeInterval(86_400 * 2)
        let board = try ParsedExposition(
            Exposition.render(Samples.fullBoard(), as: .openMetrics, at: later)
        )
        #expect(board["cogwatch_trial_days_remaining", ["account": "tts"]] == "-0.5")
        #expect(board["cogwatch_token_lifetime_seconds", ["account": "tts"]] == "-172200")
    }

    @Test("reads back what an operator wrote into labels, whatever it is")
    func hostileLabels() throws {
        let value = "a\\b\"c\nd\r\u{0}é\u{301}{}=, "
        let board = Samples.board([Samples.account(labels: ["team": value])])
        let parsed = try ParsedExposition(
            Exposition.render(board, as: .prometheusText, at: Samples.now)
        )
        let info = try #require(parsed.series(named: "cogwatch_account_info").first)
        #expect(info.labels["label_team"] == value)
    }

    @Test("gives operators' labels names that Prometheus and its linter take")
    func labelNames() {
        let names = LabelText.operatorLabels([
            "team": "1", "costCenter": "2", "a-b": "3", "a.b": "4", "a_b_conflict1": "5",
            "9": "6", "käse": "7", "HTTPHost": "8",
        ]).map(\.name)
        #expect(
            names == [
                "label_9", "label_httphost", "label_a_b", "label_a_b_conflict1",
                "label_a_b_conflict1_conflict1", "label_cost_center", "label_k_se", "label_team",
            ]
        )
    }

    @Test("of one round tells of one account, and counts nothing")
    func probe() throws {
        let account = Samples.account().account
        let report = ProbeReport(
            account: account,
            results: [
                Samples.result(), Samples.result(.voices, outcome: .authFailure, status: 401),
                Samples.result(key: "key2"),
            ],
            verdict: Verdict(
                account: "tts",
                at: Samples.now,
                diagnosis: Samples.diagnosis(.invalidKey)
            )
        )
        let board = try ParsedExposition(
            Exposition.render(report, as: .openMetrics, at: Samples.now)
        )
        #expect(board["probe_success", [:]] == "0")
        #expect(board["probe_duration_seconds", [:]] == "0.369")
        #expect(
            board["cogwatch_probe_success", ["account": "tts", "operation": "voices"]] == "0"
        )
        #expect(board.series(named: "cogwatch_failure_cause").count == 1)
        let families = Set(board.values.keys.map(\.name))
        #expect(families.allSatisfy { $0.contains("probe_") || $0.contains("failure_cause") })
        #expect(!families.contains("cogwatch_probes_total"))
    }
}
