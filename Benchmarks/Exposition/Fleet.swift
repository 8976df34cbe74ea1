import CogwatchCore
import Foundation

/// Accounts as an operator has them, and what their probes say.
struct Fleet {
    let accounts: [WatchedAccount]
    let start = Date(timeIntervalSince1970: 1_800_000_000)

    init(_ count: Int) {
        accounts = (0..<count).map { number in
            let name = String(format: "speech-prod-%05d", number)
            let account = Account(
                name: name,
                region: Self.regions[number % Self.regions.count],
                keys: ["key1", "key2"].map {
                    AccountKey(name: $0, origin: "a benchmark", secret: Secret(""))
                },
                labels: ["team": "voice-\(number % 50)"]
            )
            return WatchedAccount(
                account: account,
                keys: ["key1", "key2"].map {
                    WatchedKey(name: $0, fingerprint: "3f9a1c02", issued: nil)
                }
            )
        }
    }

    /// One account's round: both operations with both keys.
    ///
    /// Every string is made anew, as it is for a real answer.
    func results(of number: Int, round: Int) -> [ProbeResult] {
        let account = accounts[number % accounts.count].account
        let at = start.addingTimeInterval(Double(round) * 60 + Double(number) * 0.006)
        return account.keys.flatMap { key in
            account.operations.map { operation in
                let jitter = (number &* 7_919 &+ round &* 104_729) % 40_000
                return ProbeResult(
                    account: account.name,
                    operation: operation,
                    key: key.name,
                    host: account.host(for: operation) ?? "",
                    at: at,
                    outcome: .success,
                    status: 200,
                    summary: operation == .voices ? "594 voices" : "200",
                    timing: Timing(
                        total: .microseconds(60_000 + jitter),
                        phases: [
                            .resolve: .microseconds(900 + jitter / 40),
                            .connect: .microseconds(9_000 + jitter / 10),
                            .tls: .microseconds(20_000 + jitter / 4),
                            .processing: .microseconds(28_000 + jitter / 2),
                            .transfer: .microseconds(1_100 + jitter / 100),
                        ]
                    ),
                    certificateExpiry: start.addingTimeInterval(86_400 * 90),
                    voices: operation == .voices ? 594 : nil,
                    tokenExpiry: operation == .token ? at.addingTimeInterval(600) : nil
                )
            }
        }
    }

    /// What the agent writes down after a round in which all was well.
    func conclude(_ number: Int, at date: Date, on scoreboard: inout Scoreboard) {
        let name = accounts[number % accounts.count].account.name
        scoreboard.record(Verdict(account: name, at: date, lastSuccess: date), state: .ok)
        for key in ["key1", "key2"] {
            scoreboard.keyStands(account: name, key: key, isValid: true)
        }
    }

    private static let regions = [
        "eastus", "eastus2", "westus", "westus2", "westus3", "centralus", "northcentralus",
        "southcentralus", "westcentralus", "canadacentral", "brazilsouth", "northeurope",
        "westeurope", "uksouth", "francecentral", "germanywestcentral", "switzerlandnorth",
        "norwayeast", "swedencentral", "uaenorth", "southafricanorth", "centralindia",
        "japaneast", "japanwest", "koreacentral", "eastasia", "southeastasia", "australiaeast",
    ]
}
