import CogwatchCore
import Synchronization

/// What the engine is told to do.
enum Command: Sendable {
    case start(Order)
    case cancel(Ticket)
    case wake(Alarm)
}

/// The way from any task to the engine's thread.
final class Mailbox: Sendable {
    /// What came for the engine since it last looked.
    struct Mail: Sendable {
        var commands: [Command] = []
        /// Pieces of tasks that run on the engine's thread.
        var jobs: [UnownedJob] = []

        var isEmpty: Bool { commands.isEmpty && jobs.isEmpty }
    }

    private struct State {
        var mail = Mail()
        /// Whether the engine sleeps, or is about to, and nobody has woken it.
        var isAsleep = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let queue: EventQueue
    private let inLine = Atomic(0)

    /// Enough for the thread to go on with, few enough to be forgotten.
    private static let longestLine = 64

    init(waking queue: EventQueue) {
        self.queue = queue
    }

    /// - Returns: Whether the engine will see the command; false after it was closed.
    func post(_ command: Command) -> Bool {
        put { $0.commands.append(command) }
    }

    private func put(_ add: (inout Mail) -> Void) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            add(&state.mail)
            // An engine that is awake looks again before it sleeps.
            if state.isAsleep { queue.ring() }
            state.isAsleep = false
            return true
        }
    }

    /// Tells the engine to end; harmless when repeated.
    func close() {
        state.withLock { state in
            state.isClosed = true
            queue.ring()
        }
    }

    /// For the engine: whether it shall go on, and that it is awake.
    func rise() -> Bool {
        state.withLock { state in
            state.isAsleep = false
            return !state.isClosed
        }
    }

    /// For the engine: what came since it last asked.
    func collect() -> Mail {
        state.withLock { state in
            defer { state.mail = Mail() }
            return state.mail
        }
    }

    /// For the engine: whether nothing came, so that it may sleep until it is woken.
    func lieDown() -> Bool {
        state.withLock { state in
            state.isAsleep = state.mail.isEmpty && !state.isClosed
            return state.isAsleep
        }
    }

    /// For the engine: how many requests wait for it, and not for a place at a busy host.
    func show(inLine count: Int) { inLine.store(count, ordering: .relaxed) }

    /// For the engine at its end: what came too late.
    func retire() -> Mail {
        close()
        return collect()
    }
}

extension Mailbox: EventLoop {
    /// Has a piece of a task run on the engine's thread, or elsewhere once that has ended.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !put({ $0.jobs.append(job) }) { globalConcurrentExecutor.enqueue(job) }
    }

    var room: Int { max(0, Self.longestLine - inLine.load(ordering: .relaxed)) }

    func sleep(for duration: Duration) async throws {
        let end = ContinuousClock.now + duration
        let ticket = Ticket()
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let alarm = Alarm(ticket: ticket, at: end, continuation: continuation)
                if !post(.wake(alarm)) { alarm.end(isOver: false) }
            }
        } onCancel: {
            ticket.cancel()
            _ = post(.cancel(ticket))
        }
        try Task.checkCancellation()
        // The engine has ended before the time had come.
        if !isOver { try await Task.sleep(until: end) }
    }
}

/// curl's multi handle.
///
/// Sendable, although curl forbids sharing, because it is made by one thread and from then on used
/// by the engine's alone.
struct MultiPointer: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer
}
