package import CogwatchCore
package import Foundation
import Synchronization

/// Wakes a loop that waits for a time or for something to do, whichever comes first.
///
/// A ring while nobody waits is kept, so that none is lost between a look and a wait.
package final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let other: Bell?

    /// A bell.
    ///
    /// - Parameter other: Rung whenever this one is.
    package init(ringing other: Bell? = nil) {
        self.other = other
    }

    /// Wakes the loop now, or as soon as it waits.
    package func ring() {
        let waiter = state.withLock { state in
            state.hasRung = state.waiter == nil
            return state.waiter.take()
        }
        waiter?.resume()
        other?.ring()
    }

    /// Waits for a ring, for the given time, or for the end of the task.
    package func wait(until deadline: Date?, by time: any Timekeeper) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForRing() }
            if let deadline {
                group.addTask { try? await time.sleep(until: deadline) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForRing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.hasRung && !Task.isCancelled else {
                        state.hasRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume()
        }
    }
}
