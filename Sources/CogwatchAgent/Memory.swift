package import CogwatchCore
import Foundation
import Synchronization

/// What the agent remembers of each account between two rounds, by name.
///
/// The ledger holds the part that must survive a restart.
package final class Memory: Sendable {
    /// An account and what is known of it.
    struct Entry: Sendable {
        private(set) var account: Account
        private(set) var keys: [InvestigatedKey]
        /// The same, as far as they may be shown.
        private(set) var shownKeys: [WatchedKey]
        var history: AccountHistory
        var belief: Investigation.Belief
        /// Fingerprints of the alerts that the ledger holds as firing.
        var recordedAlerts: Set<String>
        /// When the history was last written down.
        var savedAt: Date?
        /// Since when a refusal of the key in use is being confirmed.
        var refusedSince: Date?
        /// Whether it is of the last run, and not yet held against what is configured now.
        var isOfLastRun: Bool

        init(
            account: Account,
            keys: [InvestigatedKey],
            history: AccountHistory,
            belief: Investigation.Belief = Investigation.Belief(),
            recordedAlerts: Set<String> = [],
            savedAt: Date? = nil,
            isOfLastRun: Bool = false
        ) {
            self.account = account
            self.keys = keys
            shownKeys = keys.map(WatchedKey.init)
            self.history = history
            self.belief = belief
            self.recordedAlerts = recordedAlerts
            self.savedAt = savedAt
            self.isOfLastRun = isOfLastRun
        }

        /// Takes over what a round found.
        fileprivate mutating func learn(_ conclusion: Investigation.Conclusion) {
            // That a key works somewhere for the first time must survive a crash in a minute.
            if !conclusion.history.hasSamePlaces(as: history) { savedAt = nil }
            var next = conclusion.history
            // What was found beside the round while it ran is newer than what it began with.
            if conclusion.verdict.diagnosis != nil { next.experiments = history.experiments }
            if conclusion.verdict.isOfFailure { next.management = history.management }
            next.listedKeys = history.listedKeys
            history = next
            belief = conclusion.belief
            refusedSince = nil
        }

        mutating func configure(as account: Account, with keys: [InvestigatedKey]) {
            self.account = account
            self.keys = keys
            shownKeys = keys.map(WatchedKey.init)
        }
    }

    let entries = Mutex(EntryBook())
    /// Accounts whose key is still to come, by name: nothing is remembered of them.
    private let keyless = Mutex<[String: Account]>([:])
    let map = Mutex(FleetMap())
    /// Accounts whose experiments are being made.
    let laboratories = Mutex<Set<String>>([])
    let codes = Mutex(RegionCodes())
    /// When the accounts of a place were last called upon as witnesses.
    let calls = Mutex<[String: Date]>([:])
    /// Counts the configurations that were adopted.
    private let editions = Mutex(0)
    private let installation: Secret

    /// A memory without accounts.
    ///
    /// - Parameter installation: The key of all fingerprints.
    package init(installation: Secret) {
        self.installation = installation
    }

    /// Takes over what survived the last run, before the first ``adopt(_:at:)``.
    func prime(histories: [String: AccountHistory], firing: [Incident], accounts: [Account]) {
        let incidents = Dictionary(grouping: firing, by: \.account)
        entries.withLock { entries in
            for account in accounts {
                guard let history = histories[account.name] else { continue }
                let open = incidents[account.name] ?? []
                let main = open.filter { AlertName(rawValue: $0.alertName)?.isOfKeyInUse == true }
                let entry = Entry(
                    account: account,
                    keys: account.keys.map { InvestigatedKey($0, installation: installation) },
                    history: history,
                    belief: Investigation.Belief(failingSince: main.map(\.startsAt).min()),
                    recordedAlerts: Set(open.map(\.fingerprint)),
                    savedAt: history.firstSeen,
                    isOfLastRun: true
                )
                entries.put(entry)
            }
        }
    }

    /// Puts the memory in line with the accounts that are configured now.
    ///
    /// - Returns: The names of new accounts and of those whose stanza changed.
    func adopt(
        _ accounts: [Account],
        waiting: [Account] = [],
        at now: Date
    ) -> Set<String> {
        defer { editions.withLock { $0 &+= 1 } }
        keyless.withLock {
            $0 = Dictionary(waiting.map { ($0.name, $0) }) { first, _ in first }
        }
        return entries.withLock { entries in
            var changed: Set<String> = []
            let count = entries.all.count
            var isMapped = true
            entries.arrange(by: accounts) { account, old in
                let (entry, isChanged) = adopted(account, after: old, at: now)
                if isChanged { changed.insert(account.name) }
                isMapped = (old?.isMapped(like: entry) ?? false) && isMapped
                return entry
            }
            if !isMapped || entries.all.count != count {
                map.withLock { [all = entries.all] in $0 = FleetMap(all) }
            }
            return changed
        }
    }

    /// Another one whenever other accounts may be configured.
    var edition: Int { editions.withLock { $0 } }

    private func adopted(
        _ account: Account,
        after old: Entry?,
        at now: Date
    ) -> (entry: Entry, isChanged: Bool) {
        let keys =
            old.flatMap { $0.account.keys == account.keys ? $0.keys : nil }
            ?? account.keys.map { InvestigatedKey($0, installation: installation) }
        var stanza = AccountHistory.Stanza(of: account, keys: keys)
        // That keys are switched off is no change of theirs: they may be on again tomorrow.
        if let old, keys.allSatisfy(\.key.isSwitchedOff) { stanza.keys = old.history.stanza.keys }
        guard var entry = old else {
            let history = AccountHistory(account: account.name, firstSeen: now, stanza: stanza)
            return (Entry(account: account, keys: keys, history: history), true)
        }
        let isChanged = entry.history.observe(stanza, at: now)
        if isChanged {
            // What was believed of the old stanza says nothing of the new one.
            entry.belief = Investigation.Belief(failingSince: entry.belief.failingSince)
            entry.savedAt = nil
        }
        entry.configure(as: account, with: keys)
        entry.isOfLastRun = false
        return (entry, isChanged)
    }

    subscript(name: String) -> Entry? {
        entries.withLock { $0[name] }
    }

    func account(_ name: String) -> Account? {
        entries.withLock { $0.account(name) }
    }

    /// An account whose key is still to come, as if it were seen for the first time.
    func entry(waitingAs name: String, at now: Date) -> Entry? {
        keyless.withLock { $0[name] }.map { adopted($0, after: nil, at: now).entry }
    }

    /// Keeps what a round found, unless the account's stanza changed while it ran.
    ///
    /// - Returns: Whether it was kept.
    func keep(_ conclusion: Investigation.Conclusion, of account: Account) -> Bool {
        entries.withLock { entries in
            entries.change(account.name) { entry in
                guard entry.account == account else { return false }
                entry.learn(conclusion)
                return true
            } ?? false
        }
    }

    /// Notes which alerts of an account the ledger holds.
    func recorded(_ alerts: Set<String>, of account: String) {
        entries.withLock { $0.change(account) { $0.recordedAlerts = alerts } }
    }

    /// The histories that have to be written: never saved since a change, or longer ago than `age`.
    func unsaved(olderThan age: Duration, at now: Date) -> [AccountHistory] {
        entries.withLock { entries in
            entries.all.indices.filter { place in
                let savedAt = entries.all[place].savedAt
                return savedAt.map { now.timeIntervalSince($0) >= age.seconds } ?? true
            }.map { entries.all[$0].history }
        }
    }

    func saved(_ histories: [AccountHistory], at now: Date) {
        entries.withLock { entries in
            for history in histories
            where entries[history.account]?.history.stanza == history.stanza {
                entries.change(history.account) { $0.savedAt = now }
            }
        }
    }

    /// The accounts as the scoreboard shows them.
    func watched() -> [WatchedAccount] {
        entries.withLock { entries in
            entries.all.indices.map { place in
                WatchedAccount(
                    account: entries.all[place].account,
                    keys: entries.all[place].shownKeys
                )
            }
        }
    }

    /// The accounts whose key is still to come, as the scoreboard shows them.
    func waiting() -> [WatchedAccount] {
        keyless.withLock(\.values).map { account in
            WatchedAccount(
                account: account,
                keys: account.keys.map {
                    WatchedKey(name: $0.name, fingerprint: nil, issued: nil)
                }
            )
        }
    }

    /// All histories, for the scoreboard's first numbers.
    func all() -> [Entry] {
        entries.withLock { $0.all }
    }
}

extension WatchedKey {
    fileprivate init(_ key: InvestigatedKey) {
        self.init(
            name: key.name,
            fingerprint: key.fingerprint,
            issued: key.anatomy.issued?.firstInstant,
            expires: key.key.expires
        )
    }
}

extension AlertName {
    /// Whether the alert tells that the key in use does not work.
    fileprivate var isOfKeyInUse: Bool {
        switch self {
        case .authFailing, .endpointUnreachable, .throttled, .unexpectedAnswer: true
        case .keyInvalid, .trialExpiring, .trialExpired, .regionOutage, .noConnectivity, .keyDrift:
            false
        }
    }
}
