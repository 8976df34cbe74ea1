import Crypto
import Synchronization

/// The packed voices lists that were unpacked, counted and found right, by their SHA-256.
///
/// A region sends everyone the same list for days, and to unpack and count it costs a third of a
/// probe on a kept connection. The same bytes are the same list, so they are recognised instead.
package final class ValidatedLists: Sendable {
    /// Tells one packed list from another.
    package struct Mark: Hashable, Sendable {
        private let digest: SHA256Digest

        /// - Parameter packed: The whole body as it was sent.
        package init(of packed: [UInt8]) {
            digest = packed.withUnsafeBytes { SHA256.hash(data: $0) }
        }
    }

    private struct Entry {
        let count: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Mark: Entry] = [:]
        var uses: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: The most lists to know: some 40 regions have one each.
    package init(capacity: Int = 64) {
        self.capacity = max(1, capacity)
    }

    /// The number of voices in a list that was found right before; nil for one that is not known.
    package func count(of mark: Mark) -> Int? {
        state.withLock { state in
            guard let index = state.entries.index(forKey: mark) else { return nil }
            state.uses += 1
            state.entries.values[index].lastUse = state.uses
            return state.entries.values[index].count
        }
    }

    /// Remembers a list that was found right; of too many, the one that was not seen for longest
    /// is forgotten.
    package func remember(_ mark: Mark, count: Int) {
        state.withLock { state in
            if state.entries[mark] == nil, state.entries.count >= capacity,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries[oldest.key] = nil
            }
            state.uses += 1
            state.entries[mark] = Entry(count: count, lastUse: state.uses)
        }
    }
}
