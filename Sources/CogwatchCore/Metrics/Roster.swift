/// The numbers of all accounts by name, in order.
///
/// A copy costs nothing, and the first change after it little: with all accounts in one array the
/// probe that is recorded first after a scrape would pay for a copy of ten thousand. So they are
/// bound in leaves of a few, and every account's record is an object of its own.
struct Roster: Sendable {
    private static let leafLength = 64

    private var leaves: [[AccountRecord]] = []
    private var places: [String: Int] = [:]

    init() {}

    /// A roster of accounts of which no two have the same name.
    init(_ accounts: [AccountSeries]) {
        let sorted = accounts.map(AccountRecord.init).sorted { $0.name < $1.name }
        leaves = stride(from: 0, to: sorted.count, by: Self.leafLength).map { start in
            Array(sorted[start..<min(start + Self.leafLength, sorted.count)])
        }
        places = Dictionary(
            sorted.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    var count: Int { places.count }

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

    init(_ series: AccountSeries) {
        self.series = series
    }

    fileprivate var name: String { series.facts.name }
}
