import Synchronization

/// Lets those who ask for the same thing at the same time share one making of it.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Passenger = CheckedContinuation<Value?, Never>

    /// Who waits, by what is being made.
    private let flights = Mutex<[Key: [Passenger]]>([:])

    /// The value that is being made for this key, or a new one.
    func value(for key: Key, make: () async -> Value) async -> Value {
        while !takesOff(key) {
            // Nil where the flight landed between the two looks at it.
            if let value = await join(key) { return value }
        }
        let value = await make()
        let passengers = flights.withLock { $0.removeValue(forKey: key) }
        for passenger in passengers ?? [] { passenger.resume(returning: value) }
        return value
    }

    /// How many wait for a value that somebody else makes.
    func passengers(for key: Key) -> Int {
        flights.withLock { $0[key]?.count ?? 0 }
    }

    private func takesOff(_ key: Key) -> Bool {
        flights.withLock { flights in
            guard flights[key] == nil else { return false }
            flights[key] = []
            return true
        }
    }

    private func join(_ key: Key) async -> Value? {
        await withCheckedContinuation { passenger in
            let isAboard = flights.withLock { flights in
                guard flights[key] != nil else { return false }
                flights[key]?.append(passenger)
                return true
            }
            if !isAboard { passenger.resume(returning: nil) }
        }
    }
}
