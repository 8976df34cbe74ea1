import Synchronization

/// Counts the rounds of probes that came to their end.
package final class Pulse: Sendable {
    /// Rung at the end of each.
    let bell = Bell()
    private let count = Mutex(0)

    package init() {}

    var rounds: Int { count.withLock { $0 } }

    /// Notes the end of a round.
    package func roundEnded() {
        count.withLock { $0 &+= 1 }
        bell.ring()
    }
}
