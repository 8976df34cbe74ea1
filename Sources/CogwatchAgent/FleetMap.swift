import CogwatchCore

/// Which accounts live where.
struct FleetMap: Sendable {
    private var names: [Cloud: [String: [String]]] = [:]
    /// The accounts that are configured with a key, by its fingerprint.
    private var holders: [String: [String]] = [:]

    init() {}

    init(_ entries: some Sequence<Memory.Entry>) {
        for entry in entries {
            let account = entry.account
            names[account.cloud, default: [:]][account.region, default: []].append(account.name)
            for fingerprint in Set(entry.keys.compactMap(\.fingerprint)) {
                holders[fingerprint, default: []].append(account.name)
            }
        }
    }

    /// The accounts that are configured with a key.
    func holders(of fingerprint: String) -> [String] { holders[fingerprint] ?? [] }

    /// A few accounts outside of an account's region.
    func strangers(to account: Account, limit: Int) -> [String] {
        let regions = names.flatMap { cloud, regions in
            regions.filter { cloud != account.cloud || $0.key != account.region }.values
        }
        return Array(regions.lazy.flatMap { $0.prefix(4) }.prefix(limit))
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
