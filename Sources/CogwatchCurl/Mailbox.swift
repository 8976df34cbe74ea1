import CCurl
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
        var multi: MultiPointer?
    }

    private let state: Mutex<State>

    init(waking multi: MultiPointer) {
        state = Mutex(State(multi: multi))
    }

    /// - Returns: Whether the engine will see the command; false after it was closed.
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            // A command that still waits has woken the engine already.
            if state.commands.isEmpty { state.multi?.wake() }
            state.commands.append(command)
            return true
        }
    }

    /// Tells the engine to end; harmless when repeated.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.multi?.wake()
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
    ///
    /// Nobody wakes the engine afterwards.
    func retire() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            state.isClosed = true
            state.multi = nil
            return state.commands
        }
    }
}

/// curl's multi handle.
///
/// Sendable, although curl forbids sharing, because only the engine's thread uses it, with one
/// exception: `curl_multi_wakeup` is documented as callable from any thread, and the mailbox calls
/// it under the lock under which it also forgets the pointer before the engine frees it.
struct MultiPointer: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer

    func wake() { curl_multi_wakeup(raw) }
}
