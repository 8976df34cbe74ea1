import CogwatchCore
import Foundation
import Synchronization

/// A thread to run on whose room the test decides; it is the pool, and its alarm the test's clock.
package final class ScriptedLoop: EventLoop {
    private let space: Mutex<Int>
    private let time: ManualTime

    package init(room: Int, time: ManualTime) {
        space = Mutex(room)
        self.time = time
    }

    package var room: Int { space.withLock { $0 } }

    package func make(room: Int) { space.withLock { $0 = room } }

    package func enqueue(_ job: consuming ExecutorJob) {
        globalConcurrentExecutor.enqueue(UnownedJob(job))
    }

    package func sleep(for duration: Duration) async throws {
        try await time.sleep(until: time.now.addingTimeInterval(duration.seconds))
    }
}
