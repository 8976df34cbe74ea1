package import Foundation

/// The accounts of one `azure_sd_configs` entry, over time: the last good list and who is missing.
///
/// It outlives an outage of Resource Manager, and is kept over restarts. Holds no key.
package struct Catalogue: Sendable, Equatable, Codable {
    /// One account and since when it is known.
    package struct Entry: Sendable, Equatable, Codable {
        package var account: DiscoveredAccount
        /// Unique, and the same for as long as the account is known.
        package let name: String
        package let firstSeen: Date
        package var lastSeen: Date
        /// Good lists in a row without it.
        package var misses: Int
        /// Whether Resource Manager lists it among the deleted.
        package var isDeleted: Bool
        /// When Azure first listed keys of it; nil where it never did.
        package var keysKnownSince: Date?

        /// Whether it had keys, and they are switched off now.
        package var hasLostKeys: Bool { account.localAuthDisabled && keysKnownSince != nil }
    }

    /// By normalised id.
    package private(set) var entries: [String: Entry] = [:]
    /// When a list was last whole.
    package private(set) var lastSuccess: Date?
    /// Why the last attempt gave none; nil after a success.
    package private(set) var lastFault: Fault?

    package init() {}
}

/// How long a missing account is still watched.
package struct DiscoveryGrace: Sendable, Equatable {
    /// Good lists in a row that lack it.
    package let misses: Int
    /// At least this long since it was last listed.
    package let time: Duration

    package init(misses: Int = 2, time: Duration = .seconds(600)) {
        self.misses = misses
        self.time = time
    }
}

/// What a refresh brought that somebody may want to know.
package enum DiscoveryNews: Sendable, Equatable {
    case appeared(String)
    case missing(String)
    case cameBack(String)
    /// It left, with the reason that its incidents resolve with.
    case left(String, reason: String)
    case moved(String, from: String, to: String)
    case changedKind(String, from: String, to: String)
    /// It can still be restored.
    case wasDeleted(String)
}

extension Catalogue {
    /// Takes in what a refresh came to.
    ///
    /// - Parameters:
    ///   - listed: The whole list, after the filter; or why there is none, which changes nothing.
    ///   - deleted: The accounts that were deleted, where that could be asked.
    ///   - taken: Names that may not be given: those of the configuration and of other sources.
    ///   - now: When.
    ///   - grace: How long what is missing stays.
    /// - Returns: What changed, by name.
    package mutating func take(
        _ listed: Result<[DiscoveredAccount], ManagementRefusal>,
        deleted: [DeletedAccount] = [],
        taken: Set<String> = [],
        at now: Date,
        grace: DiscoveryGrace = DiscoveryGrace()
    ) -> [DiscoveryNews] {
        switch listed {
        case .failure(let refusal):
            lastFault = refusal.fault
            return []
        case .success(let accounts):
            lastFault = nil
            lastSuccess = now
            let found = Dictionary(accounts.map { ($0.id.normalised, $0) }) { first, _ in first }
            return update(with: found, at: now) + add(found, beside: taken, at: now)
                + miss(allBut: found, deleted, at: now, grace)
        }
    }

    /// Notes that keys of an account were listed.
    ///
    /// - Returns: Whether that is news.
    package mutating func noteKeys(of id: ResourceID, at now: Date) -> Bool {
        guard let entry = entries[id.normalised], entry.keysKnownSince == nil else { return false }
        entries[id.normalised]?.keysKnownSince = now
        return true
    }

    /// Another reason than Resource Manager's for there being no list, such as no token.
    package mutating func fail(with fault: Fault) {
        lastFault = fault
    }

    private mutating func update(
        with found: [String: DiscoveredAccount],
        at now: Date
    ) -> [DiscoveryNews] {
        var news: [DiscoveryNews] = []
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let account = found[id] else { continue }
            let (old, name) = (entry.account, entry.name)
            if entry.misses > 0 { news.append(.cameBack(name)) }
            if old.region != account.region {
                news.append(.moved(name, from: old.region, to: account.region))
            }
            if old.kind.lowercased() != account.kind.lowercased() {
                news.append(.changedKind(name, from: old.kind, to: account.kind))
            }
            entries[id]?.account = account
            entries[id]?.lastSeen = now
            entries[id]?.misses = 0
            entries[id]?.isDeleted = false
        }
        return news
    }

    private mutating func add(
        _ found: [String: DiscoveredAccount],
        beside taken: Set<String>,
        at now: Date
    ) -> [DiscoveryNews] {
        // Names differ by more than case, as people read them aloud.
        var used = Set((taken + entries.values.map(\.name)).map { $0.lowercased() })
        let new = found.filter { entries[$0.key] == nil }.sorted { $0.key < $1.key }
        let counts = Dictionary(new.map { ($0.value.name.lowercased(), 1) }, uniquingKeysWith: +)
        return new.compactMap { id, account in
            let isShared = counts[account.name.lowercased()] ?? 1 > 1
            let names = DiscoveredName.candidates(for: account.id, isShared: isShared)
            guard let name = names.first(where: { !used.contains($0.lowercased()) }) else {
                return nil
            }
            used.insert(name.lowercased())
            entries[id] = Entry(
                account: account,
                name: name,
                firstSeen: now,
                lastSeen: now,
                misses: 0,
                isDeleted: false
            )
            return .appeared(name)
        }
    }

    private mutating func miss(
        allBut found: [String: DiscoveredAccount],
        _ deleted: [DeletedAccount],
        at now: Date,
        _ grace: DiscoveryGrace
    ) -> [DiscoveryNews] {
        var news: [DiscoveryNews] = []
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) where found[id] == nil {
            let misses = min(entry.misses, 1_000) + 1
            let isDeleted =
                entry.isDeleted || deleted.contains { $0.isThat(of: entry.account.id) }
            if isDeleted, !entry.isDeleted { news.append(.wasDeleted(entry.name)) }
            let absent = now.timeIntervalSince(entry.lastSeen)
            if misses >= grace.misses, absent >= grace.time.seconds {
                entries[id] = nil
                let how =
                    isDeleted
                    ? "was deleted in Azure" : "is no longer listed by Azure Resource Manager"
                news.append(.left(entry.name, reason: "the account \(how)"))
            } else {
                if entry.misses == 0 { news.append(.missing(entry.name)) }
                entries[id]?.misses = misses
                entries[id]?.isDeleted = isDeleted
            }
        }
        return news
    }
}
