import CogwatchCore
import Foundation

/// A fleet on a bad night, always the same: for pictures, and for a browser to look at.
enum ShownFleet {
    static let now = Made.now
    static let broken = "tts-checkout-jp"

    private static let regions = [
        "japanwest", "westeurope", "eastus", "francecentral", "southeastasia", "brazilsouth",
    ]
    private static let teams = ["voice", "checkout", "captions", "support"]

    /// Its console.
    static func console() -> FakeConsole {
        FakeConsole { script in
            script.scoreboard = board()
            script.incidents = incidents
            script.findings = findings
            script.silences = (try? [SilenceRouteTests.silence("maintenance", to: 5_400)]) ?? []
        }
    }

    private static var accounts: [WatchedAccount] {
        let outage = (1...14).map { account("captions-fr-\($0)", "francecentral", "captions") }
        let well = (1...150).map { number in
            account(
                "speech-\(teams[number % 4])-\(String(1_000 + number).dropFirst())",
                regions[number % 3],
                teams[number % 4],
                trial: number == 42 ? 12.5 : nil
            )
        }
        return outage + well + [
            account(broken, "japanwest", "checkout"),
            account("tts-kiosk-eu", "westeurope", "voice"),
            account("translator-batch", "eastus", "support"),
            account("speech-partner", "southeastasia", "support"),
            account("speech-hackathon", "eastus", "voice", trial: 1.3),
            account("speech-pilot", "westeurope", "voice", trial: 5.8),
        ]
    }

    private static func account(
        _ name: String,
        _ region: String,
        _ team: String,
        trial days: Double? = nil
    ) -> WatchedAccount {
        Made.account(
            name,
            region: region,
            trial: days.map { Trial(expires: now.addingTimeInterval($0 * 86_400)) },
            labels: ["team": team]
        )
    }

    static func board() -> Scoreboard {
        var board = Scoreboard(build: Made.build, startedAt: now.addingTimeInterval(-900_000))
        board.watch(accounts)
        for watched in accounts {
            let name = watched.account.name
            record(on: &board, watched.account)
            board.keyStands(account: name, key: "key1", isValid: true)
            board.keyStands(account: name, key: "key2", isValid: true)
            board.record(verdict(name), state: AccountState(of: verdict(name).diagnosis))
        }
        board.keyStands(account: broken, key: "key1", isValid: false)
        board.keyStands(account: "speech-partner", key: "key2", isValid: false)
        board.pending(account: "speech-voice-020")
        return board
    }

    private static func record(on board: inout Scoreboard, _ account: Account) {
        let isShown = account.name == broken
        let step = isShown ? 120.0 : 30_000
        for age in stride(from: isShown ? 86_000.0 : 30, through: 0, by: -step) {
            for operation in account.operations {
                board.record(result(account, operation, age: age, key: "key1"))
            }
        }
        board.record(result(account, .token, age: 20, key: "key2"))
    }

    private static func result(
        _ account: Account,
        _ operation: CogwatchCore.Operation,
        age: Double,
        key: String
    ) -> ProbeResult {
        let outcome = outcome(of: account.name, age: age, key: key)
        let milliseconds = latency(operation, age: age, region: account.region)
        return ProbeResult(
            account: account.name,
            operation: operation,
            key: key,
            host: account.host(for: operation) ?? "",
            at: now.addingTimeInterval(-age),
            outcome: outcome,
            status: outcome == .success ? 200 : outcome == .authFailure ? 401 : 503,
            summary: outcome == .success
                ? (operation == .voices ? "200, 594 voices" : "200")
                : outcome == .authFailure
                    ? "401 \"Access denied due to invalid subscription key\""
                    : "503, no message",
            timing: Timing(
                total: .microseconds(Int(milliseconds * 1_000)),
                phases: [
                    .resolve: .microseconds(912), .connect: .microseconds(9_311),
                    .tls: .microseconds(22_040),
                ]
            )
        )
    }

    // Slower by day than by night, with a slow half hour and, at last, refusals.
    private static func latency(
        _ operation: CogwatchCore.Operation,
        age: Double,
        region: String
    ) -> Double {
        let base = operation == .token ? 62.0 : 131
        let day = 1 + 0.35 * sin(age / 86_400 * 2 * .pi)
        let jitter = 1 + 0.2 * sin(age * 12.9898)
        let spike = (50_000...52_400).contains(age) ? 6.0 : Int(age) % 3_840 == 0 ? 4.0 : 1
        return base * day * jitter * spike
    }

    private static func outcome(of name: String, age: Double, key: String) -> ProbeOutcome {
        switch name {
        case broken where key == "key1" && age < 4_980: .authFailure
        case broken where (50_200...50_800).contains(age): .serverError
        case _ where name.hasPrefix("captions-fr-") && age < 2_400: .serverError
        case "tts-kiosk-eu" where age < 600: .authFailure
        case "translator-batch" where age < 900: .throttled
        default: .success
        }
    }

    private static func verdict(_ name: String) -> Verdict {
        switch name {
        case broken: verdict(name, .keyRegenerated, .certain, 4_980, evidence: evidence)
        case "tts-kiosk-eu": verdict(name, .wrongRegion, .likely, 600)
        case "translator-batch": verdict(name, .rateLimited, .certain, 900)
        case "speech-partner":
            Verdict(
                account: name,
                at: now,
                refusedSpares: ["key2": Made.diagnosis(.keyRegenerated, .likely)],
                lastSuccess: now.addingTimeInterval(-30)
            )
        case _ where name.hasPrefix("captions-fr-"):
            verdict(name, .serviceOutage, .likely, 2_400 - Double(name.utf8.count) * 20)
        default: Verdict(account: name, at: now, lastSuccess: now.addingTimeInterval(-30))
        }
    }

    private static func verdict(
        _ name: String,
        _ cause: Cause,
        _ confidence: Confidence,
        _ seconds: Double,
        evidence: [String] = []
    ) -> Verdict {
        Verdict(
            account: name,
            at: now,
            diagnosis: Diagnosis(
                cause: cause,
                confidence: confidence,
                category: cause.category ?? .unexpected,
                candidates: [Candidate(cause, confidence)],
                evidence: evidence.map(Evidence.init),
                nextSteps: cause.remedy
            ),
            failingSince: now.addingTimeInterval(-seconds),
            lastSuccess: now.addingTimeInterval(-seconds - 60)
        )
    }

    private static let evidence = [
        "token with key1 at japanwest.api.cognitive.microsoft.com: 401 \"Access denied due to "
            + "invalid subscription key\"",
        "key1 <3f9a1c02> worked here until 06:36:00, for 31 days",
        "key2 is accepted where key1 is refused",
        "11 other accounts in japanwest work",
        "a made-up key gets the same answer there: this host does not know the key",
    ]

    private static var findings: [Finding] {
        let host = "japanwest.api.cognitive.microsoft.com"
        let at = now.addingTimeInterval(-4_900)
        return [
            Finding(
                .otherKey,
                of: "key2",
                operation: .token,
                host: host,
                outcome: .accepted,
                summary: "200",
                at: at
            ),
            Finding(
                .bogusKey,
                of: "a made-up key",
                operation: .token,
                host: host,
                outcome: .refused,
                summary: "401 \"Access denied due to invalid subscription key\"",
                at: at
            ),
            Finding(
                .otherRegion,
                of: "japaneast",
                operation: .token,
                host: "japaneast.api.cognitive.microsoft.com",
                outcome: .refused,
                summary: "401 \"Access denied due to invalid subscription key\"",
                at: at
            ),
        ]
    }

    private static var incidents: [Incident] { firing + (0..<12).map(over) }

    private static var firing: [Incident] {
        [
            incident(
                ("i2", "AuthFailing", "tts-kiosk-eu", .wrongRegion),
                "The key of tts-kiosk-eu belongs to another region",
                600
            ),
            incident(
                ("i3", "Throttled", "translator-batch", .rateLimited),
                "translator-batch is called faster than its tier allows",
                900
            ),
            incident(
                ("r1", "RegionOutage", "public/francecentral", nil),
                "14 of 14 accounts in francecentral (public) fail together",
                2_300,
                ["azure_cloud": "public", "azure_region": "francecentral"]
            ),
            incident(
                ("i1", "AuthFailing", broken, .keyRegenerated),
                "The key of \(broken) was regenerated",
                4_980
            ),
            incident(
                ("i4", "TrialExpiring", "speech-hackathon", nil),
                "The trial of speech-hackathon ends in 1.3 days",
                60_000
            ),
        ]
    }

    private static func over(_ number: Int) -> Incident {
        let name = "speech-voice-\(100 + number * 4)"
        let age = Double(90_000 + number * 7_000)
        return incident(
            ("o\(number)", "EndpointUnreachable", name, .timeout),
            "\(name) did not answer in time",
            age,
            lasting: Double(300 + number * 45)
        )
    }

    private static func incident(
        _ what: (id: String, alert: String, account: String, cause: Cause?),
        _ summary: String,
        _ age: Double,
        _ labels: [String: String] = [:],
        lasting length: Double? = nil
    ) -> Incident {
        var all = labels
        all["alertname"] = what.alert
        all["account"] = what.account.contains("/") ? nil : what.account
        all["cause"] = what.cause?.rawValue
        return Incident(
            id: what.id,
            account: what.account,
            fingerprint: what.id,
            labels: all,
            annotations: ["summary": summary],
            startsAt: now.addingTimeInterval(-age),
            endsAt: length.map { now.addingTimeInterval($0 - age) }
        )
    }
}
