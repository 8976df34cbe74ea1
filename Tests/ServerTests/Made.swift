import CogwatchCore
import Foundation

/// Made-up accounts for pages and calls.
enum Made {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let build = BuildDescription(
        version: "1.2.3",
        revision: "abc1234",
        swiftVersion: "6.3.1"
    )
    /// Must never be seen.
    static let key = String(repeating: "S", count: 40) + "ecret"

    static func account(
        _ name: String,
        region: String = "japanwest",
        trial: Trial? = nil,
        labels: [String: String] = [:]
    ) -> WatchedAccount {
        WatchedAccount(
            account: Account(
                name: name,
                region: region,
                keys: ["key1", "key2"].map {
                    AccountKey(name: $0, origin: "a test", secret: Secret(key))
                },
                trial: trial,
                probeTimeout: .seconds(7),
                labels: labels
            ),
            keys: [
                WatchedKey(name: "key1", fingerprint: "3f9a1c02", issued: now),
                WatchedKey(name: "key2", fingerprint: "77b0e4d1", issued: nil),
            ]
        )
    }

    static func result(
        _ account: String,
        _ operation: CogwatchCore.Operation,
        key: String = "key1",
        outcome: ProbeOutcome = .success,
        status: Int = 200,
        summary: String
    ) -> ProbeResult {
        ProbeResult(
            account: account,
            operation: operation,
            key: key,
            host: Account(name: account, region: "japanwest", keys: []).host(for: operation) ?? "",
            at: now.addingTimeInterval(-12),
            outcome: outcome,
            status: status,
            summary: summary,
            timing: Timing(
                total: .microseconds(83_412),
                phases: [
                    .resolve: .microseconds(912), .connect: .microseconds(9_311),
                    .tls: .microseconds(22_040), .processing: .microseconds(50_010),
                    .transfer: .microseconds(1_139),
                ],
                connection: .resumed
            )
        )
    }

    static func diagnosis(_ cause: Cause, _ confidence: Confidence = .likely) -> Diagnosis {
        Diagnosis(
            cause: cause,
            confidence: confidence,
            category: cause.category ?? .unexpected,
            candidates: [Candidate(cause, confidence), Candidate(.trialExpired, .possible)],
            evidence: [
                Evidence("Both operations answer 401 since 02:40:10."),
                Evidence("This key <3f9a1c02> worked here until 02:39:10, 14 times today."),
                Evidence("The other key of the account still works."),
            ],
            nextSteps: cause.remedy
        )
    }

    static func verdict(_ account: String, _ cause: Cause?) -> Verdict {
        Verdict(
            account: account,
            at: now,
            diagnosis: cause.map { diagnosis($0) },
            failingSince: cause == nil ? nil : now.addingTimeInterval(-4_980),
            lastSuccess: now.addingTimeInterval(-5_040)
        )
    }

    /// One healthy account, one with a refused key, one whose failure is being confirmed.
    static func scoreboard(labels: [String: String] = ["team": "voice"]) -> Scoreboard {
        var board = Scoreboard(build: build, startedAt: now.addingTimeInterval(-7_260))
        board.watch([
            account("tts-well", trial: Trial(expires: now.addingTimeInterval(86_400 * 12.5))),
            account("tts-broken", labels: labels),
            account("tts-pending", region: "westeurope"),
        ])
        for operation in [CogwatchCore.Operation.token, .voices] {
            board.record(result("tts-well", operation, summary: "200"))
            board.record(
                result(
                    "tts-broken",
                    operation,
                    outcome: .authFailure,
                    status: 401,
                    summary: "401 Access denied"
                )
            )
        }
        board.record(result("tts-broken", .token, key: "key2", summary: "200"))
        board.keyStands(account: "tts-broken", key: "key1", isValid: false)
        board.keyStands(account: "tts-broken", key: "key2", isValid: true)
        board.record(verdict("tts-well", nil), state: .ok)
        board.record(verdict("tts-broken", .keyRegenerated), state: .authFailing)
        board.pending(account: "tts-pending")
        return board
    }

    static func incident(_ id: String, endsAt: Date? = nil) -> Incident {
        Incident(
            id: id,
            account: "tts-broken",
            fingerprint: "0123456789abcdef",
            labels: ["alertname": "AuthFailing", "cause": "key_regenerated"],
            annotations: ["summary": "The key of tts-broken was regenerated"],
            startsAt: now.addingTimeInterval(-4_980),
            endsAt: endsAt
        )
    }
}
