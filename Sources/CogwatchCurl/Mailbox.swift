import Synchronization

/// What the engine is told to do.
enum Command: Sendable {
    case start(Order)
    case cancel(Ticket)
}

/// The way from any task to the engine's thread.
final class Mailbox: Sendable {
    private struct State {
        var commands: [Command] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let queue: EventQueue

    init(waking queue: EventQueue) {
        self.queue = queue
    }

    /// - Returns: Whether the engine will see the command; false after it was closed.
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            // A command that still waits has woken the engine already.
            if state.commands.isEmpty { queue.ring() }
            state.commands.append(command)
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

    /// For the engine: what came since it last asked; nil when it shall end.
    func collect() -> [Command]? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// For the engine at its end: what came too late.
    func retire() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            state.isClosed = true
            return state.commands
        }
    }
}

/// curl's multi handle.
///
/// Sendable, although curl forbids sharing, because it is made by one thread and from then on used
/// by the engine's alone.
struct MultiPointer: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer
}
