import CogwatchCore
import Foundation
import Testing

@Suite("The scoreboard")
struct ScoreboardTests {
    private typealias Labels = [String: String]

    private func parsed(_ board: Scoreboard) throws -> ParsedExposition {
        try ParsedExposition(Exposition.render(board, as: .prometheusText, at: Samples.now))
    }

    private func counter(
        _ board: Scoreboard,
        _ outcome: ProbeOutcome,
        of operation: String = "token"
    ) throws -> String? {
        try parsed(board)[
            "cogwatch_probes_total",
            ["account": "tts", "operation": operation, "outcome": outcome.rawValue]
        ]
    }

    @Test("shows every counter of a watched account at zero", arguments: ProbeOutcome.allCases)
    func zeroes(_ outcome: ProbeOutcome) throws {
        #expect(try counter(Samples.board(), outcome) == "0")
        #expect(try counter(Samples.board(), outcome, of: "voices") == "0")
        #expect(try counter(Samples.board(), outcome, of: "bearer") == nil)
    }

    @Test("shows the SKU as soon as an issued token has told it")
    func sku() throws {
        var board = Samples.board()
        func shown() throws -> String? {
            try parsed(board).series(named: "cogwatch_account_info").first?.labels["sku"]
        }
        #expect(try shown() == "")
        for sku in ["F0", nil, "S0"] {
            board.record(
                ProbeResult(
                    account: "tts",
                    operation: .token,
                    key: "key1",
                    host: "japanwest.api.cognitive.microsoft.com",
                    at: Samples.now,
                    outcome: .success,
                    status: 200,
                    summary: "a token",
                    sku: sku
                )
            )
            #expect(try shown() == sku ?? "F0")
        }
    }

    @Test("shows of another service only what it is asked, and its host")
    func otherServices() throws {
        let board = Samples.board([Samples.account(kind: .face)])
        #expect(try counter(board, .success, of: "list") == "0")
        #expect(try counter(board, .success, of: "token") == nil)
        let info = try parsed(board).series(named: "cogwatch_account_info")
        #expect(info.first?.labels["kind"] == "Face")
        #expect(info.first?.labels["host"] == "japanwest.api.cognitive.microsoft.com")
    }

    @Test("shows a retired account, of which nothing is counted", arguments: [AzureService.luis])
    func retired(kind: AzureService) throws {
        let board = try parsed(Samples.board([Samples.account(kind: kind)]))
        #expect(board.series(named: "cogwatch_probes_total").isEmpty)
        #expect(board.series(named: "cogwatch_account_info").first?.labels["host"] == "")
        #expect(board["cogwatch_account_state", ["account": "tts", "state": "unknown"]] == "1")
    }

    @Test("shows no gauge of an account that was not probed yet")
    func silentAtFirst() throws {
        let board = try parsed(Samples.board())
        for name in ["probe_success", "probe_duration_seconds", "last_probe_timestamp_seconds"] {
            #expect(board.series(named: "cogwatch_\(name)").isEmpty)
        }
        #expect(
            board["cogwatch_account_state", ["account": "tts", "state": "unknown"]] == "1"
        )
    }

    @Test("counts probes with every key, and shows those with the key in use")
    func spareKeys() throws {
        var board = Samples.board()
        board.record(Samples.result())
        board.record(Samples.result(key: "key2", outcome: .authFailure, status: 401))
        let shown = try parsed(board)
        let labels = ["account": "tts", "operation": "token"]
        #expect(try counter(board, .success) == "1")
        #expect(try counter(board, .authFailure) == "1")
        #expect(shown["cogwatch_probe_success", labels] == "1")
        #expect(shown["cogwatch_probe_http_status_code", labels] == "200")
        #expect(shown["cogwatch_probe_duration_seconds", labels] == "0.123")
        #expect(
            shown["cogwatch_probe_phase_duration_seconds", labels + ["phase": "connect"]]
                == "0.0015"
        )
        #expect(
            shown["cogwatch_probe_phase_duration_seconds", labels + ["phase": "tls"]] == nil
        )
        #expect(
            shown[
                "cogwatch_probe_latency_seconds_count",
                ["azure_cloud": "public", "azure_region": "japanwest", "operation": "token"]
            ]
                == "2"
        )
    }

    @Test("keeps the last success when a later probe fails")
    func lastSuccess() throws {
        var board = Samples.board()
        board.record(Samples.result())
        let later = Samples.now.addingTimeInterval(60)
        board.record(Samples.result(outcome: .authFailure, status: 401, at: later))
        let labels = ["account": "tts", "operation": "token"]
        let shown = try parsed(board)
        #expect(shown["cogwatch_last_success_timestamp_seconds", labels] == "1800000000")
        #expect(shown["cogwatch_last_probe_timestamp_seconds", labels] == "1800000060")
        #expect(shown["cogwatch_probe_success", labels] == "0")
    }

    @Test("recalls a success from before the start, and lets a newer one stand")
    func priming() throws {
        var board = Samples.board()
        board.primeLastSuccess(
            account: "tts",
            operation: .token,
            at: Samples.now.addingTimeInterval(-60)
        )
        #expect(board.report(for: "tts")?.newestSuccess == Samples.now.addingTimeInterval(-60))
        board.record(Samples.result())
        board.primeLastSuccess(account: "tts", operation: .token, at: .distantPast)
        #expect(board.report(for: "tts")?.newestSuccess == Samples.now)
    }

    @Test("leaves the validity of keys to the agent")
    func keys() throws {
        var board = Samples.board()
        board.record(Samples.result())
        #expect(try parsed(board).series(named: "cogwatch_key_valid").isEmpty)
        board.keyStands(account: "tts", key: "key2", isValid: false)
        let shown = try parsed(board)
        #expect(shown["cogwatch_key_valid", ["account": "tts", "key": "key2"]] == "0")
        #expect(shown["cogwatch_key_valid", ["account": "tts", "key": "key1"]] == nil)
    }

    @Test("forgets accounts, hosts and regions that left, and keeps the others' numbers")
    func reload() throws {
        var board = Samples.board([Samples.account(), Samples.account("gone", region: "eastus")])
        board.record(Samples.result(certificateExpiry: Samples.now))
        board.record(Samples.result(account: "gone"))
        board.watch([Samples.account("new"), Samples.account()])
        let text = String(
            decoding: Exposition.render(board, as: .prometheusText, at: Samples.now),
            as: UTF8.self
        )
        #expect(!text.contains("gone"))
        #expect(!text.contains("eastus"))
        #expect(try counter(board, .success) == "1")
        #expect(board.reports().map(\.account.name) == ["new", "tts"])

        board.watch([Samples.account(region: "westeurope")])
        let moved = try parsed(board)
        #expect(moved.series(named: "cogwatch_tls_certificate_expiry_timestamp_seconds").isEmpty)
        board.record(Samples.result(account: "gone"))
        #expect(board.report(for: "gone") == nil)
    }

    @Test(
        "forgets the certificates of hosts that a changed account is no longer asked at",
        arguments: [
            Samples.account(labels: ["team": "voice"]),
            Samples.account(region: "westeurope"),
            Samples.account(customDomain: "my-tts.cognitiveservices.azure.com"),
            Samples.account(kind: .textTranslation, operations: [.token, .voices]),
            Samples.account(cloud: .china),
            Samples.account(operations: [.voices]),
        ]
    )
    func movedAccount(_ changed: WatchedAccount) throws {
        var board = Samples.board()
        let before = Samples.account().account
        let hosts = before.operations.compactMap(before.host)
        for (operation, host) in zip(before.operations, hosts) {
            board.record(Samples.result(operation, host: host, certificateExpiry: Samples.now))
        }
        board.watch([changed])
        let asked = changed.account.operations.compactMap(changed.account.host)
        let shown = try parsed(board)
            .series(named: "cogwatch_tls_certificate_expiry_timestamp_seconds")
        let kept = Set(hosts).intersection(asked)
        #expect(Set(shown.compactMap { $0.labels["host"] }) == kept)
    }

    @Test("forgets a key that left, and the validity of one that was replaced")
    func replacedKeys() throws {
        var board = Samples.board()
        for key in ["key1", "key2"] {
            board.keyStands(account: "tts", key: key, isValid: true)
            board.record(Samples.result(key: key))
        }
        let replaced = WatchedAccount(
            account: Samples.account().account,
            keys: [WatchedKey(name: "key1", fingerprint: "another", issued: nil)]
        )
        board.watch([replaced])
        #expect(try parsed(board).series(named: "cogwatch_key_valid").isEmpty)
        #expect(board.report(for: "tts")?.results.map(\.key) == ["key1"])
    }

    @Test("shows one state of an account, and the cause while there is one")
    func verdicts() throws {
        var board = Samples.board()
        board.pending(account: "tts")
        #expect(board.report(for: "tts")?.state == .pending)
        board.record(
            Verdict(
                account: "tts",
                at: Samples.now,
                diagnosis: Samples.diagnosis(.wrongRegion),
                failingSince: Samples.now.addingTimeInterval(-5)
            ),
            state: .authFailing
        )
        var shown = try parsed(board)
        let cause = [
            "account": "tts", "category": "auth", "cause": "wrong_region", "confidence": "likely",
        ]
        #expect(shown["cogwatch_failure_cause", cause] == "1")
        #expect(
            shown["cogwatch_failure_since_timestamp_seconds", ["account": "tts"]] == "1799999995"
        )
        let states = AccountState.allCases.map { state in
            shown["cogwatch_account_state", ["account": "tts", "state": state.rawValue]]
        }
        #expect(states.compactMap { $0 }.sorted() == ["0", "0", "0", "0", "0", "0", "1"])

        board.record(Verdict(account: "tts", at: Samples.now), state: .ok)
        shown = try parsed(board)
        #expect(shown.series(named: "cogwatch_failure_cause").isEmpty)
        #expect(shown.series(named: "cogwatch_failure_since_timestamp_seconds").isEmpty)
    }

    @Test("counts notifications from zero, and forgets receivers that left")
    func notifications() throws {
        let webhook = Integration.webhook(WebhookReceiver(url: Secret("")))
        var board = Samples.board()
        board.watch(receivers: [
            Receiver(name: "a", integrations: [webhook, webhook]),
            Receiver(name: "b", integrations: [webhook]),
        ])
        let addressee = Addressee(receiver: "a", integration: "webhook")
        board.notified(addressee, outcome: .retried, fault: .rateLimited)
        func count(_ receiver: String, _ outcome: String) throws -> String? {
            try parsed(board)[
                "cogwatch_notifications_total",
                ["receiver": receiver, "integration": "webhook", "outcome": outcome]
            ]
        }
        #expect(try count("a", "retried") == "1")
        for (reason, count) in [("rate_limited", "1"), ("timeout", "0")] {
            let labels = ["receiver": "a", "integration": "webhook", "reason": reason]
            #expect(try parsed(board)["cogwatch_notification_errors_total", labels] == count)
        }
        #expect(try count("b", "failed") == "0")
        #expect(
            try parsed(board)["cogwatch_notification_queue_length", ["receiver": "b"]] == "0"
        )
        board.watch(receivers: [Receiver(name: "a", integrations: [webhook])])
        #expect(try count("a", "retried") == "1")
        #expect(try count("b", "failed") == nil)
    }

    @Test("keeps the hash and time of the last good configuration after a bad reload")
    func reloads() throws {
        var board = Samples.board()
        #expect(try parsed(board).series(named: "cogwatch_config_hash").isEmpty)
        board.reloaded(successfully: true, at: Samples.now, configHash: .max)
        board.reloaded(
            successfully: false,
            at: Samples.now.addingTimeInterval(9),
            configHash: 1
        )
        let shown = try parsed(board)
        #expect(shown["cogwatch_config_last_reload_successful", [:]] == "0")
        #expect(
            shown["cogwatch_config_last_reload_success_timestamp_seconds", [:]] == "1800000000"
        )
        #expect(shown["cogwatch_config_hash", [:]] == "281474976710655")
    }

    @Test("is a value: a copy does not see what happens later")
    func copies() {
        var board = Samples.board()
        let copy = board
        board.record(Samples.result())
        #expect(copy.report(for: "tts")?.results.isEmpty == true)
    }
}

private func + (left: [String: String], right: [String: String]) -> [String: String] {
    left.merging(right) { _, new in new }
}
