import CogwatchCore
package import Foundation
import Synchronization

/// A clock whose hands the test turns.
///
/// Who sleeps on it wakes when the hands pass the deadline.
package final class ManualTime: Timekeeper {
    private struct Sleeper {
        let id: Int
        let deadline: Date
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Date
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    /// A clock that starts at a fixed day.
    package init(_ start: Date = Date(timeIntervalSince1970: 1_800_000_000)) {
        state = Mutex(State(now: start))
    }

    package var now: Date { state.withLock(\.now) }

    /// When the next sleeper wants to wake; nil when nobody sleeps.
    package var nextDeadline: Date? {
        state.withLock { $0.sleepers.map(\.deadline).min() }
    }

    /// Turns the hands and wakes whom it concerns.
    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now.addTimeInterval(duration.seconds)
            let now = state.now
            let woken = state.sleepers.filter { $0.deadline <= now }
            state.sleepers.removeAll { $0.deadline <= now }
            return woken
        }
        woken.forEach { $0.continuation.resume() }
    }

    /// Turns the hands back, as an administrator would.
    ///
    /// Who sleeps goes on for as long as it would have, as on the system's clock.
    package func setBack(by duration: Duration) {
        state.withLock { state in
            state.now.addTimeInterval(-duration.seconds)
            state.sleepers = state.sleepers.map { sleeper in
                Sleeper(
                    id: sleeper.id,
                    deadline: sleeper.deadline.addingTimeInterval(-duration.seconds),
                    continuation: sleeper.continuation
                )
            }
        }
    }

    package func sleep(until deadline: Date) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let end: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil || Task.isCancelled {
                        return .failure(CancellationError())
                    }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers.append(
                        Sleeper(id: id, deadline: deadline, continuation: continuation)
                    )
                    return nil
                }
                if let end { continuation.resume(with: end) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
