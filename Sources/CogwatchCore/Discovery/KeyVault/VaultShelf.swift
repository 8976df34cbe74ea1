package import Foundation

/// What is known of secrets in Key Vaults, and when each is read next: pure and without a clock.
///
/// A secret that was read once stays what it was, whatever the vault says later.
package struct VaultShelf: Sendable {
    /// What accounts are to make of a secret.
    package enum Standing: Sendable, Equatable {
        case known(VaultSecret)
        /// Never read yet, and it may be soon.
        case awaited
        /// Never read, for a reason that will not pass by itself, or has not passed for long.
        case missing(Fault)
    }

    private struct Entry: Sendable {
        var source: VaultSource
        var held: VaultSecret?
        var refusal: VaultRefusal?
        var objection: String?
        /// Since when it has been asked for.
        let since: Date
        var due: Date
        var hurriedAt: Date?
        var failures = 0
        var isBusy = false
        /// What accounts were last given.
        var given = Standing.awaited
    }

    /// The pause between two readings of a secret that can be read.
    private static let interval = 300.0
    private static let firstRetry = 15.0
    /// A key that goes on being refused is no reason to ask more often.
    private static let betweenHurries = 30.0
    /// A vault that is silent for longer leaves an account without a key, which somebody must know.
    private static let patience = 600.0

    private var entries: [VaultSource.Place: Entry] = [:]
    /// Vaults that throttle, and until when they are left in peace.
    private var closed: [KeyVault: Date] = [:]

    package init() {}

    /// Puts the shelf in line with what is configured now.
    ///
    /// Of accounts that share a secret, the first says who reads it. A secret that somebody else is
    /// to read is read anew at once.
    package mutating func keep(_ sources: [VaultSource], at now: Date) {
        let old = entries
        entries = [:]
        for source in sources where entries[source.place] == nil {
            var entry = old[source.place] ?? Entry(source: source, since: now, due: now)
            if entry.source != source {
                entry.source = source
                entry.due = now
                entry.failures = 0
            }
            entries[source.place] = entry
        }
        let vaults = Set(entries.keys.map(\.vault))
        closed = closed.filter { vaults.contains($0.key) && $0.value > now }
    }

    /// Has those read at once that could not be read: somebody may have mended it.
    package mutating func retry(at now: Date) {
        for (place, entry) in entries where entry.refusal != nil {
            entries[place]?.due = now
            entries[place]?.failures = 0
        }
        closed = [:]
    }

    /// Has secrets read at once, because Azure refuses the keys in them.
    ///
    /// - Returns: Whether there is one to read.
    package mutating func hurry(_ places: [VaultSource.Place], at now: Date) -> Bool {
        var isAny = false
        for place in places {
            guard let entry = entries[place], !entry.isBusy, entry.due > now else { continue }
            let since = entry.hurriedAt.map { now.timeIntervalSince($0) }
            if let since, (0..<Self.betweenHurries).contains(since) { continue }
            entries[place]?.due = now
            entries[place]?.hurriedAt = now
            isAny = true
        }
        return isAny
    }

    /// Takes those that are to be read now; each has to come back by ``take(_:of:at:spread:)`` or
    /// ``putBack(_:)``.
    package mutating func takeDue(at now: Date) -> [VaultSource] {
        let due = entries.values.filter { !$0.isBusy && self.due(of: $0) <= now }
        for entry in due { entries[entry.source.place]?.isBusy = true }
        return due.map(\.source).sorted { $0.place < $1.place }
    }

    /// Whether a vault is to be left in peace.
    package func isClosed(_ vault: KeyVault, at now: Date) -> Bool {
        closed[vault].map { $0 > now } ?? false
    }

    /// When the next one is to be read; nil where none waits.
    package var nextDue: Date? {
        entries.values.lazy.filter { !$0.isBusy }.map { due(of: $0) }.min()
    }

    private func due(of entry: Entry) -> Date {
        max(entry.due, closed[entry.source.place.vault] ?? .distantPast)
    }

    /// Puts back what was not asked for after all.
    package mutating func putBack(_ place: VaultSource.Place) {
        entries[place]?.isBusy = false
    }

    /// Notes what a vault said.
    ///
    /// - Parameters:
    ///   - result: The secret, or why there is none.
    ///   - place: Of the secret.
    ///   - now: When it said so.
    ///   - spread: 0 to 1, moves the next reading, so that many agents do not ask together.
    /// - Returns: What is new in it.
    package mutating func take(
        _ result: Result<VaultSecret, VaultRefusal>,
        of place: VaultSource.Place,
        at now: Date,
        spread: Double
    ) -> VaultNews {
        guard var entry = entries[place] else { return VaultNews() }
        entry.isBusy = false
        var news = VaultNews()
        switch result {
        case .success(let secret):
            if let kind = entry.refusal?.kind {
                news.isReadableAgain = !kind.isOfVault
                news.isVaultBack = kind.isOfVault && !isStruck(place, by: kind)
            }
            news.hasNewVersion = entry.held.map { $0.value != secret.value } ?? false
            let objection = secret.attributes.objection(at: now)
            news.objection = objection == entry.objection ? nil : objection
            entry.objection = objection
            entry.held = secret
            entry.refusal = nil
            entry.failures = 0
            entry.due = now.addingTimeInterval(Self.interval * (0.9 + 0.2 * spread))
        case .failure(let refusal):
            let isKnown = entry.refusal?.kind == refusal.kind || isStruck(place, by: refusal.kind)
            news.refusal = isKnown ? nil : refusal
            entry.refusal = refusal
            entry.failures = min(entry.failures + 1, 30)
            let pause = Self.pause(after: entry.failures, refusal)
            entry.due = now.addingTimeInterval(pause * (0.9 + 0.2 * spread))
            if refusal.kind == .throttled { closed[place.vault] = now.addingTimeInterval(pause) }
        }
        let standing = Self.standing(of: entry, at: now)
        news.changesKeys = standing != entry.given
        entry.given = standing
        entries[place] = entry
        return news
    }

    /// Whether another secret of the vault is kept back for a reason that is the vault's.
    private func isStruck(_ place: VaultSource.Place, by kind: VaultRefusal.Kind) -> Bool {
        kind.isOfVault
            && entries.contains { other, entry in
                other != place && other.vault == place.vault && entry.refusal?.kind == kind
            }
    }

    private static func pause(after failures: Int, _ refusal: VaultRefusal) -> Double {
        // No longer than a quarter of an hour, whatever a vault asks for: a slip of the pen there
        // must not leave accounts without a key for a day.
        let asked = min(refusal.retryAfter?.seconds ?? 0, 3 * interval)
        guard refusal.isPassing else { return max(interval, asked) }
        let doubled = firstRetry * Double(1 << min(failures - 1, 10))
        return max(min(doubled, interval), asked)
    }

    /// What is to be made of a secret now.
    package func standing(of place: VaultSource.Place, at now: Date) -> Standing {
        entries[place].map { Self.standing(of: $0, at: now) } ?? .awaited
    }

    private static func standing(of entry: Entry, at now: Date) -> Standing {
        if let held = entry.held { return .known(held) }
        guard let refusal = entry.refusal else { return .awaited }
        let isPatient = now.timeIntervalSince(entry.since) < patience
        return refusal.isPassing && isPatient ? .awaited : .missing(refusal.fault)
    }

    /// Why a secret could not be read when it was last asked for.
    package func refusal(of place: VaultSource.Place) -> VaultRefusal? { entries[place]?.refusal }

    /// How many secrets of each vault could not be read when they were last asked for.
    package var unreadable: [KeyVault: Int] {
        entries.values.reduce(into: [:]) { counts, entry in
            counts[entry.source.place.vault, default: 0] += entry.refusal == nil ? 0 : 1
        }
    }
}

/// What is new about a secret.
package struct VaultNews: Sendable, Equatable {
    /// Why it cannot be read, where that was not known of it, or of its whole vault.
    package var refusal: VaultRefusal?
    package var isReadableAgain = false
    /// Whether nothing more is kept back by what struck the whole vault.
    package var isVaultBack = false
    /// Whether it holds another value than before.
    package var hasNewVersion = false
    /// Why it should not be used, where that was not known; it is used all the same, because Azure
    /// gives it to everybody else, too.
    package var objection: String?
    /// Whether accounts have to be put in force anew.
    package var changesKeys = false

    package init(
        refusal: VaultRefusal? = nil,
        isReadableAgain: Bool = false,
        isVaultBack: Bool = false,
        hasNewVersion: Bool = false,
        objection: String? = nil,
        changesKeys: Bool = false
    ) {
        self.refusal = refusal
        self.isReadableAgain = isReadableAgain
        self.isVaultBack = isVaultBack
        self.hasNewVersion = hasNewVersion
        self.objection = objection
        self.changesKeys = changesKeys
    }
}

extension VaultSource.Place: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.vault.host, left.secret, left.version ?? "")
            < (right.vault.host, right.secret, right.version ?? "")
    }
}
