import CogwatchCore

/// The memory's entries by name, close together: a dictionary of them would be as large again.
struct EntryBook: Sendable {
    private(set) var all: [Memory.Entry] = []
    private var places: [String: Int] = [:]

    /// An empty book.
    ///
    /// - Parameter capacity: How many entries are to come.
    init(capacity: Int = 0) {
        all.reserveCapacity(capacity)
        places.reserveCapacity(capacity)
    }

    subscript(name: String) -> Memory.Entry? { places[name].map { all[$0] } }

    /// Adds an entry, or puts it in the place of the one with its name.
    mutating func put(_ entry: Memory.Entry) {
        guard let place = places[entry.account.name] else {
            places[entry.account.name] = all.count
            return all.append(entry)
        }
        all[place] = entry
    }

    /// Makes this a book of these accounts.
    ///
    /// A reload mostly leaves all accounts but a few as they were; those are not touched.
    ///
    /// - Parameters:
    ///   - accounts: In their order.
    ///   - renewed: Makes an account's entry, from the old one where there is one.
    mutating func arrange(
        by accounts: [Account],
        _ renewed: (Account, Memory.Entry?) -> Memory.Entry
    ) {
        guard isArranged(by: accounts) else {
            var next = EntryBook(capacity: accounts.count)
            for account in accounts { next.put(renewed(account, self[account.name])) }
            self = next
            return
        }
        for (place, account) in accounts.enumerated() where !all[place].stands(for: account) {
            all[place] = renewed(account, all[place])
        }
    }

    private func isArranged(by accounts: [Account]) -> Bool {
        accounts.count == all.count
            && all.indices.allSatisfy { all[$0].account.name == accounts[$0].name }
    }

    /// Changes an entry where there is one: in its place, because a copy counts twenty references.
    ///
    /// - Returns: What the change returns; nil where there is no such entry.
    @discardableResult
    mutating func change<Result>(
        _ name: String,
        _ change: (inout Memory.Entry) -> Result
    ) -> Result? {
        places[name].map { change(&all[$0]) }
    }

    /// The account of an entry.
    func account(_ name: String) -> Account? { places[name].map { all[$0].account } }
}

extension Memory.Entry {
    /// Whether it is the entry of this very account already.
    fileprivate func stands(for account: Account) -> Bool {
        self.account === account && !isOfLastRun
    }
}
