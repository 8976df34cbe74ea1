import CogwatchCore
import Foundation
import Testing

/// How long it takes from the first refusal that a probe sees until the receiver knows.
@Suite(
    "Latency of alerts",
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["COGWATCH_BENCH"] != nil,
        "a benchmark: `make bench-alerts` runs it"
    )
)
struct AlertBenchmark {
    private let accounts = 1_000
    private let rounds = 20
    private let confirmations = 2
    private let confirmInterval = 2.0
    private let groupWait = 1

    @Test("measured at 1,000 accounts, one of which gets a new key at a time")
    func latency() async throws {
        let stand = try await CrowdStand(
            accounts,
            interval: 60,
            confirmations: confirmations,
            operations: "token, voices",
            route: "group_by: [alertname, account], group_wait: \(groupWait)s"
        )
        let agent = try stand.start(logLevel: "debug")
        try await stand.untilReady(within: 120)
        // Evenly over the names, and so over the minute in which they are probed.
        let chosen = (0..<rounds).map { stand.accounts[$0 * accounts / rounds] }
        for name in chosen {
            try await stand.azure.tell(name, "regenerate", #"{"key": "key1"}"#)
            try await Task.sleep(for: .seconds(3))
        }
        try await eventually("all are told", within: 150) {
            chosen.allSatisfy { told(of: $0, by: stand.hook) != nil }
        }
        try await agent.stop()
        let wanted = Double(confirmations) * confirmInterval + Double(groupWait)
        let over = chosen.compactMap { name -> Double? in
            guard let told = told(of: name, by: stand.hook),
                let refused = agent.lines(with: "msg=probed", "account=\(name) ", "status=401")
                    .map(\.at).min()
            else { return nil }
            return (told.timeIntervalSince(refused) - wanted) * 1000
        }.sorted()
        try #require(over.count == rounds)
        print(
            """
            from the first 401 to the POST at \(accounts) accounts, less confirmations and \
            group_wait, of \(over.count): p50 \(Int(over[over.count / 2])) ms, \
            p99 \(Int(over[over.count * 99 / 100])) ms, max \(Int(over[over.count - 1])) ms
            """
        )
    }

    private func told(of account: String, by hook: HookServer) -> Date? {
        hook.heard.first { String(decoding: $0.body, as: UTF8.self).contains("\"\(account)\"") }?.at
    }
}
