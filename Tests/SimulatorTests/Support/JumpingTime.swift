import CogwatchCore
import Foundation
import Synchronization

/// A clock that stands still, and jumps ahead whenever somebody wants to sleep.
final class JumpingTime: Timekeeper {
    private let time: Mutex<Date>

    init(_ start: Date) {
        time = Mutex(start)
    }

    var now: Date { time.withLock { $0 } }

    func sleep(until deadline: Date) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline) }
    }
}
