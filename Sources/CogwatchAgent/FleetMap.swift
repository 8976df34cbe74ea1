import CogwatchCore

/// Which accounts live where.
struct FleetMap: Sendable {
    private var names: [Cloud: [String: [String]]] = [:]

    init() {}

    init(_ accounts: [Account]) {
        for account in accounts {
            names[account.cloud, default: [:]][account.region, default: []].append(account.name)
        }
    }

    /// The accounts of the same cloud and region, itself included.
    func neighbours(of account: Account) -> [String] {
        names[account.cloud]?[account.region] ?? []
    }

    /// How many other accounts each region of the account's cloud has.
    func regions(around account: Account) -> [String: Int] {
        var counts = (names[account.cloud] ?? [:]).mapValues(\.count)
        let others = (counts[account.region] ?? 1) - 1
        counts[account.region] = others > 0 ? others : nil
        return counts
    }
}
