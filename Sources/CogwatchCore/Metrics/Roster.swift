/// The numbers of all accounts by name, in order.
///
/// A copy costs nothing, and the first change after it little: with all accounts in one array the
/// probe that is recorded first after a scrape would pay for a copy of ten thousand. So they are
/// bound in leaves of a few, and every account's record is an object of its own.
struct Roster: Sendable {
    private static let leafLength = 64

    private var leaves: [[AccountRecord]] = []
    private var places: [String: Int] = [:]

    /// Holds these accounts from now on; those that are known keep their numbers.
    ///
    /// - Parameters:
    ///   - watched: The accounts; of two with the same name the first counts.
    ///   - waiting: Those of which nothing is known, whatever was.
    /// - Returns: Whether other hosts may be asked than before.
    mutating func adopt(_ watched: [WatchedAccount], waiting: [WatchedAccount]) -> Bool {
        if waiting.isEmpty, let known = knownPlaces(of: watched) {
            return configure(watched, at: known)
        }
        var seen: Set<String> = []
        let known = watched.filter { seen.insert($0.account.name).inserted }
        let fresh = waiting.filter { seen.insert($0.account.name).inserted }
        arrange(
            known.map { self[$0.account.name]?.configured(as: $0) ?? AccountRecord($0) }
                + fresh.map { AccountRecord($0) }
        )
        return true
    }

    /// Where these accounts are, as at most reloads; nil where they are not the same as those here.
    private func knownPlaces(of accounts: [WatchedAccount]) -> [Int]? {
        guard accounts.count == count else { return nil }
        var isTaken = Array(repeating: false, count: count)
        var known: [Int] = []
        known.reserveCapacity(count)
        for account in accounts {
            guard let place = places[account.account.name], !isTaken[place] else { return nil }
            isTaken[place] = true
            known.append(place)
        }
        return known
    }

    private mutating func configure(_ accounts: [WatchedAccount], at known: [Int]) -> Bool {
        var hasMoved = false
        for (place, account) in zip(known, accounts) {
            let (leaf, index) = place.quotientAndRemainder(dividingBy: Self.leafLength)
            let old = leaves[leaf][index]
            let new = old.configured(as: account)
            // A leaf that nothing changes in stays shared with the scoreboards of scrapes.
            guard new !== old else { continue }
            leaves[leaf][index] = new
            let before = old.series.facts.watched.account
            hasMoved = hasMoved || !account.account.isReached(like: before)
        }
        return hasMoved
    }

    private mutating func arrange(_ records: [AccountRecord]) {
        let sorted = records.sorted { $0.name < $1.name }
        leaves = stride(from: 0, to: sorted.count, by: Self.leafLength).map { start in
            Array(sorted[start..<min(start + Self.leafLength, sorted.count)])
        }
        places = Dictionary(
            sorted.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    var count: Int { places.count }

    private subscript(name: String) -> AccountRecord? {
        places[name].map { leaves[$0 / Self.leafLength][$0 % Self.leafLength] }
    }

    func place(of name: String) -> Int? { places[name] }

    func forEach(in places: Range<Int>, _ body: (AccountRecord) -> Void) {
        for place in places { body(leaves[place / Self.leafLength][place % Self.leafLength]) }
    }

    subscript(place: Int) -> AccountSeries {
        get { leaves[place / Self.leafLength][place % Self.leafLength].series }
        set { leaves[place / Self.leafLength][place % Self.leafLength] = AccountRecord(newValue) }
    }
}

/// The numbers of an account at one moment: replaced, never changed, so that who holds an older
/// roster still sees the older record.
final class AccountRecord: Sendable {
    let series: AccountSeries

    fileprivate init(_ series: AccountSeries) {
        self.series = series
    }

    /// An account of which nothing is known yet.
    convenience init(_ watched: WatchedAccount) {
        self.init(AccountSeries(watched))
    }

    /// The same account as configured anew.
    func configured(as new: WatchedAccount) -> AccountRecord {
        let watched = series.facts.watched
        if watched.account === new.account, watched.keys == new.keys { return self }
        return AccountRecord(series.configured(as: new))
    }

    fileprivate var name: String { series.facts.name }
}
