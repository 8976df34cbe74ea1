package import CogwatchCore
import Synchronization

/// The scoreboard, shared: written by the loops, read as a whole by the HTTP door.
package final class Board: Sendable {
    private let scoreboard: Mutex<Scoreboard>

    /// A board that shows a scoreboard.
    package init(_ scoreboard: Scoreboard) {
        self.scoreboard = Mutex(scoreboard)
    }

    /// The numbers as they stand.
    package var now: Scoreboard { scoreboard.withLock { $0 } }

    /// Changes numbers, in one go.
    package func update(_ change: (inout Scoreboard) -> Void) {
        scoreboard.withLock { change(&$0) }
    }
}
