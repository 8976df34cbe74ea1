import Synchronization

/// Counts the rounds of probes that came to their end.
package final class Pulse: Sendable {
    private struct State {
        var rounds = 0
        var isAwaited = false
    }

    /// Rung at the end of a round that somebody waits for.
    let bell = Bell()
    private let state = Mutex(State())

    package init() {}

    /// How many rounds are over.
    ///
    /// - Parameter known: The number that is known already.
    /// - Returns: nil where it is still the same; the end of the next round then rings the bell.
    func rounds(after known: Int) -> Int? {
        state.withLock { state in
            state.isAwaited = state.rounds == known
            return state.isAwaited ? nil : state.rounds
        }
    }

    /// Notes the end of a round.
    package func roundEnded() {
        let isAwaited = state.withLock { state in
            state.rounds &+= 1
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        if isAwaited { bell.ring() }
    }
}
