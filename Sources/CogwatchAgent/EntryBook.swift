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

    /// Changes an entry where there is one.
    mutating func change(_ name: String, _ change: (inout Memory.Entry) -> Void) {
        if let place = places[name] { change(&all[place]) }
    }
}
