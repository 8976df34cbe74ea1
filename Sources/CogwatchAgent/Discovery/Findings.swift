import CogwatchCore
import Foundation
import Synchronization

/// What was discovered: written by the loops that ask, read when accounts are put in force.
///
/// Keys are here and nowhere else: they are never written down.
final class Findings: Sendable {
    /// What Azure last said of an account's keys.
    fileprivate struct HeldKeys: Sendable {
        var keys: [AccountKey]?
        var refusal: DiscoveryRefusal?
        var askedAt: Date
        /// As it was when they were listed.
        var account: DiscoveredAccount
    }

    fileprivate struct Source: Sendable {
        var catalogue = Catalogue()
        /// Whether something was learned that is not written down.
        var isUnsaved = false
        /// By normalised id.
        var keys: [String: HeldKeys] = [:]
    }

    fileprivate struct State: Sendable {
        var sources: [String: Source] = [:]
        var claims = Claims(of: [])
        /// Why accounts left, by name, until that has been told.
        var departures: [String: String] = [:]
    }

    /// Keys are listed anew no more often: each listing counts as a write.
    fileprivate static let keysStayFresh: TimeInterval = 900

    private let shard: Shard
    private let state: Mutex<State>

    init(shard: Shard, catalogues: [String: Catalogue] = [:]) {
        self.shard = shard
        state = Mutex(State(sources: catalogues.mapValues { Source(catalogue: $0) }))
    }

    func catalogue(of source: AzureDiscovery) -> Catalogue? {
        state.withLock { $0.sources[source.source]?.catalogue }
    }

    /// Notes what the configuration's own stanzas are.
    func respect(_ claims: Claims) {
        state.withLock { $0.claims = claims }
    }

    /// Forgets sources that are no longer asked.
    func keep(_ sources: Set<String>) {
        state.withLock { state in
            state.sources = state.sources.filter { sources.contains($0.key) }
        }
    }

    /// Takes in a whole list.
    ///
    /// - Returns: What is new in it, and the catalogue to be written down.
    func take(
        _ accounts: [DiscoveredAccount],
        deleted: [DeletedAccount],
        of source: AzureDiscovery,
        at now: Date
    ) -> (news: [DiscoveryNews], catalogue: Catalogue) {
        state.withLock { state in
            let others = state.sources.filter { $0.key != source.source }.values
                .flatMap { $0.catalogue.entries.values.map(\.name) }
            var known = state.sources[source.source] ?? Source()
            let news = known.catalogue.take(
                .success(accounts),
                deleted: deleted,
                taken: state.claims.names.union(others),
                at: now
            )
            let entries = known.catalogue.entries
            known.keys = known.keys.filter { entries[$0.key] != nil }
            state.sources[source.source] = known
            for case .left(let name, let reason) in news { state.departures[name] = reason }
            return (news, known.catalogue)
        }
    }

    /// The accounts whose keys have to be asked for now.
    func wantingKeys(in source: AzureDiscovery, at now: Date) -> [ResourceID] {
        guard source.listsKeys else { return [] }
        return state.withLock { state in
            guard let known = state.sources[source.source] else { return [] }
            return known.catalogue.entries.sorted { $0.key < $1.key }.compactMap { id, entry in
                guard entry.misses == 0, entry.account.service?.canBeWatched == true,
                    !entry.account.localAuthDisabled, shard.owns(entry.name),
                    !state.claims.ids.contains(entry.account.id),
                    known.ownKeys(of: entry, source) == nil,
                    known.keys[id]?.isStale(for: entry.account, at: now) ?? true
                else { return nil }
                return entry.account.id
            }
        }
    }

    /// Notes what Azure said of an account's keys; those that were known stay where it refuses.
    func heard(
        _ result: Result<ListedKeys, DiscoveryRefusal>,
        of id: ResourceID,
        in source: AzureDiscovery,
        at now: Date
    ) {
        state.withLock { state in
            guard
                let account = state.sources[source.source]?.catalogue.entries[id.normalised]?
                    .account
            else { return }
            var held =
                state.sources[source.source]?.keys[id.normalised]
                ?? HeldKeys(askedAt: now, account: account)
            held.askedAt = now
            held.account = account
            switch result {
            case .success(let listed):
                held.keys = listed.accountKeys
                held.refusal = nil
                if state.sources[source.source]?.catalogue.noteKeys(of: id, at: now) == true {
                    state.sources[source.source]?.isUnsaved = true
                }
            case .failure(let refusal): held.refusal = refusal
            }
            state.sources[source.source]?.keys[id.normalised] = held
        }
    }

    /// What was learned of a source since its list was taken; nil where that is nothing.
    func unsavedCatalogue(of source: AzureDiscovery) -> Catalogue? {
        state.withLock { state in
            guard let known = state.sources[source.source], known.isUnsaved else { return nil }
            state.sources[source.source]?.isUnsaved = false
            return known.catalogue
        }
    }

    /// Forgets why accounts left: it has been told.
    func told(_ names: some Sequence<String>) {
        state.withLock { state in
            for name in names { state.departures[name] = nil }
        }
    }

    /// Puts what was discovered beside the configuration's own accounts, which go before.
    func merged(with settings: Settings) -> Merged {
        state.withLock { state in
            var merged = Merged(accounts: settings.accounts, reasons: state.departures)
            var (names, ids) = (state.claims.names, state.claims.ids)
            for source in settings.discovery.azure {
                guard let known = state.sources[source.source] else { continue }
                for (watching, isAwaited) in known.accounts(of: source, beside: ids) {
                    merged.add(watching, isAwaited: isAwaited, beside: &names, of: shard)
                }
                ids.formUnion(known.catalogue.entries.values.map(\.account.id))
            }
            return merged
        }
    }
}

extension Findings.HeldKeys {
    fileprivate func isStale(for account: DiscoveredAccount, at now: Date) -> Bool {
        let age = now.timeIntervalSince(askedAt)
        return refusal?.isPassing == true || self.account != account || age < 0
            || age >= Findings.keysStayFresh
    }
}

extension Findings.Source {
    /// The keys that the operator gives an account; nil where Azure is to be asked.
    fileprivate func ownKeys(
        of entry: Catalogue.Entry,
        _ source: AzureDiscovery
    ) -> [AccountKey]? {
        source.keys(for: entry) { name in
            catalogue.entries.values.contains { $0.name.lowercased() == name.lowercased() }
        }
    }

    /// What becomes of each account, and whether its keys are still to come.
    fileprivate func accounts(
        of source: AzureDiscovery,
        beside claimed: Set<ResourceID>
    ) -> [(Catalogue.Watching, isAwaited: Bool)] {
        var awaited: Set<String> = []
        let all = catalogue.accounts(claimed: claimed, defaults: source.defaults) { entry in
            if let keys = keys(of: entry, source) { return keys }
            awaited.insert(entry.name)
            return [AccountKey(name: "key1", origin: "Azure", secret: Secret(""))]
        }
        return all.map { watching in
            switch watching {
            case .watched(let account): (watching, awaited.contains(account.name))
            case .left: (watching, false)
            }
        }
    }

    /// The keys to watch an account with, none where it has none; nil where they are still to come.
    private func keys(of entry: Catalogue.Entry, _ source: AzureDiscovery) -> [AccountKey]? {
        if let own = ownKeys(of: entry, source) { return own }
        let held = keys[entry.account.id.normalised]
        if let listed = held?.keys { return listed }
        if source.listsKeys, entry.hasLostKeys { return [.switchedOff] }
        let mayCome = held?.refusal?.isPassing ?? true
        return source.listsKeys && !entry.account.localAuthDisabled && mayCome ? nil : []
    }
}

extension AccountKey {
    /// Stands for the keys of an account that has none any more.
    fileprivate static let switchedOff = AccountKey(
        name: "key1",
        origin: "Azure Resource Manager",
        secret: Secret(""),
        isSwitchedOff: true
    )
}
