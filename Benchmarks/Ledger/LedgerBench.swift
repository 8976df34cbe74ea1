import CogwatchCore
import CogwatchStore
import Foundation

/// Five thousand accounts fail at once: what the disk takes to note it, to say it in one
/// notification, and to note that it is over.
@main
enum LedgerBench {
    static let accounts = (0..<5_000).map { "tts-\($0)" }
    static let routing = AlertingSettings(
        route: Route(
            receiver: "oncall",
            groupBy: .labels(["alertname"]),
            groupWait: .zero,
            groupInterval: .zero
        ),
        receivers: [
            Receiver(
                name: "oncall",
                integrations: [
                    .webhook(WebhookReceiver(url: Secret("https://hooks.example/x")))
                ]
            )
        ]
    )

    static func main() async throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "cogwatch-bench-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let ledger = try SQLiteLedger(path: directory)
        let clock = ContinuousClock()
        func measure(_ what: String, _ work: () async throws -> Void) async throws {
            let spent = try await clock.measure(work)
            print("\(accounts.count) accounts \(what): \(Int(spent / .milliseconds(1))) ms")
        }
        try await measure("fail, one after the other") {
            for account in accounts { try await record(account, isFailing: true, in: ledger) }
        }
        try await measure("recover together") { try await all(isFailing: false, in: ledger) }
        try await measure("fail together") { try await all(isFailing: true, in: ledger) }
        try await measure("are written into one notification") {
            _ = try await ledger.flushGroups(at: Date(), routing: routing, externalURL: "http://x")
        }
        let body = try await ledger.dueNotifications(at: Date()).first?.body.count ?? 0
        print("its body: \(body / 1024) KiB without max_alerts")
        try ledger.close()
    }

    private static func all(isFailing: Bool, in ledger: SQLiteLedger) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for account in accounts {
                group.addTask { try await record(account, isFailing: isFailing, in: ledger) }
            }
            try await group.waitForAll()
        }
    }

    /// With as many words as a real incident has.
    private static func record(
        _ account: String,
        isFailing: Bool,
        in ledger: SQLiteLedger
    ) async throws {
        let words = String(repeating: "The key is refused, and worked here before. ", count: 12)
        let alert = Alert(
            account: account,
            labels: [
                "alertname": "AuthFailing", "account": account, "azure_cloud": "public",
                "azure_region": "japanwest", "cause": "key_regenerated", "confidence": "likely",
                "kind": "SpeechServices", "severity": "critical",
            ],
            annotations: ["summary": account, "description": words, "evidence": words],
            since: Date()
        )
        _ = try await ledger.record(
            account: account,
            alerts: isFailing ? [alert] : [],
            at: Date(),
            routing: routing
        )
    }
}
