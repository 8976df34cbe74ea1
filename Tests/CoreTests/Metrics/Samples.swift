import CogwatchCore
import Foundation

/// Made-up accounts, results and boards.
enum Samples {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let build = BuildDescription(version: "1.2.3", revision: "abc", swiftVersion: "6.3")

    static func account(
        _ name: String = "tts",
        kind: AzureService = .speechServices,
        cloud: Cloud = .public,
        region: String = "japanwest",
        customDomain: String? = nil,
        keys: [String] = ["key1", "key2"],
        operations: [CogwatchCore.Operation]? = nil,
        trial: Trial? = nil,
        labels: [String: String] = [:]
    ) -> WatchedAccount {
        WatchedAccount(
            account: Account(
                name: name,
                kind: kind,
                cloud: cloud,
                region: region,
                customDomain: customDomain,
                keys: keys.map { AccountKey(name: $0, origin: "a test", secret: Secret("")) },
                operations: operations,
                trial: trial,
                labels: labels
            ),
            keys: keys.map { WatchedKey(name: $0, fingerprint: "fp-\($0)", issued: nil) }
        )
    }

    static func board(_ accounts: [WatchedAccount] = [account()]) -> Scoreboard {
        var board = Scoreboard(build: build, startedAt: now)
        board.watch(accounts)
        return board
    }

    static func result(
        _ operation: CogwatchCore.Operation = .token,
        account: String = "tts",
        key: String = "key1",
        host: String = "japanwest.api.cognitive.microsoft.com",
        outcome: ProbeOutcome = .success,
        status: Int = 200,
        at date: Date = now,
        timing: Timing = Timing(total: .milliseconds(123), phases: [.connect: .microseconds(1500)]),
        certificateExpiry: Date? = nil,
        voices: Int? = nil,
        tokenExpiry: Date? = nil
    ) -> ProbeResult {
        ProbeResult(
            account: account,
            operation: operation,
            key: key,
            host: host,
            at: date,
            outcome: outcome,
            status: status,
            summary: "\(status)",
            timing: timing,
            certificateExpiry: certificateExpiry,
            voices: voices,
            tokenExpiry: tokenExpiry
        )
    }

    static func diagnosis(_ cause: Cause, _ confidence: Confidence = .likely) -> Diagnosis {
        Diagnosis(
            cause: cause,
            confidence: confidence,
            category: cause.category ?? .unexpected,
            candidates: [Candidate(cause, confidence)],
            evidence: [Evidence("401")],
            nextSteps: cause.remedy
        )
    }

    /// A board on which every family has a sample.
    static func fullBoard() -> Scoreboard {
        let trial = Trial(expires: now.addingTimeInterval(86_400 * 1.5))
        var board = Scoreboard(build: build, startedAt: now)
        let issued = WatchedAccount(
            account: account(trial: trial, labels: ["team": "voice \"1\"\\\n"]).account,
            keys: [WatchedKey(name: "key1", fingerprint: "f1", issued: now, expires: now)]
        )
        board.watch([issued, account("other", region: "eastus")])
        board.watch(receivers: [
            Receiver(name: "oncall", integrations: [.webhook(WebhookReceiver(url: Secret("")))])
        ])
        board.record(
            result(certificateExpiry: now, tokenExpiry: now.addingTimeInterval(600))
        )
        board.record(result(.voices, voices: 594))
        board.keyStands(account: "tts", key: "key1", isValid: true)
        board.record(
            Verdict(
                account: "tts",
                at: now,
                diagnosis: diagnosis(.keyRegenerated),
                failingSince: now
            ),
            state: .authFailing
        )
        board.setIncidents([IncidentCount(state: .firing, cause: "key_regenerated", count: 1)])
        board.setQueues([QueueStatus(receiver: "oncall", length: 2, oldest: now)])
        board.schedulerLag(.milliseconds(2))
        board.notified(
            Addressee(receiver: "oncall", integration: "webhook"),
            outcome: .delivered,
            latency: .seconds(3)
        )
        board.reloaded(successfully: true, at: now, configHash: .max)
        let source = "azure:00000000-0000-4000-8000-000000000001"
        board.watch(sources: [source], kind: "azure")
        board.discovered(source: source, count: 2, at: now)
        board.discoveryFailed(source: source, reason: .throttled)
        let vault = "my-vault.vault.azure.net"
        board.watch(vaults: [vault: 1])
        board.vaultWasRead(vault, at: now)
        board.vaultFailed(vault, reason: .notAllowed)
        return board
    }

    static let process = ProcessStatistics(
        cpuSeconds: 1.25,
        threads: 8,
        openFiles: 20,
        maximumFiles: 1024,
        virtualMemoryBytes: 123_456_789,
        maximumVirtualMemoryBytes: -1,
        residentMemoryBytes: 45_678_901,
        start: now
    )
}
