import CogwatchCore

/// Which accounts live where.
struct FleetMap: Sendable {
    private var names: [Cloud: [String: [String]]] = [:]
    /// The account that is configured with a key, by its fingerprint.
    private var holders: [String: String] = [:]
    /// All of them, where there are several.
    private var sharers: [String: [String]] = [:]

    init() {}

    init(_ entries: [Memory.Entry]) {
        holders.reserveCapacity(entries.count)
        for entry in entries {
            let account = entry.account
            names[account.cloud, default: [:]][account.region, default: []].append(account.name)
            for key in entry.keys {
                if let fingerprint = key.fingerprint { note(account.name, holds: fingerprint) }
            }
        }
    }

    private mutating func note(_ name: String, holds fingerprint: String) {
        guard let first = holders.updateValue(name, forKey: fingerprint), first != name else {
            return
        }
        sharers[fingerprint, default: [first]].append(name)
    }

    /// The accounts that are configured with a key.
    func holders(of fingerprint: String) -> [String] {
        sharers[fingerprint] ?? holders[fingerprint].map { [$0] } ?? []
    }

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

extension Memory.Entry {
    /// Whether a map that was made with this entry is right for the next one of the account.
    func isMapped(like next: Memory.Entry) -> Bool {
        !isOfLastRun && account.place == next.account.place
            && keys.elementsEqual(next.keys) { $0.fingerprint == $1.fingerprint }
    }
}
