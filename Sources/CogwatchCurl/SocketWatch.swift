import CCurl
import Foundation

/// Tells curl when its sockets move and when its time has come.
///
/// `curl_multi_poll` and `curl_multi_perform` would look at every transfer at each wake-up, and a
/// few hundred that hang would slow down all others. It belongs to the engine's thread.
final class SocketWatch {
    private let multi: MultiPointer
    private let queue: EventQueue
    private var room: [epoll_event]
    /// When curl wants to be called without any socket having moved.
    private var deadline: ContinuousClock.Instant?

    private static let eventsAtOnce = 256

    init(_ multi: MultiPointer, queue: EventQueue) {
        self.multi = multi
        self.queue = queue
        room = Array(repeating: epoll_event(), count: Self.eventsAtOnce)
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = cogwatch_set_multi_pointer(multi.raw, CURLMOPT_SOCKETDATA, context)
        _ = cogwatch_set_multi_pointer(multi.raw, CURLMOPT_TIMERDATA, context)
        _ = cogwatch_set_socket_function(multi.raw) { _, socket, wish, context, mark in
            SocketWatch.at(context)?.follow(wish, on: socket, isNew: mark == nil)
            return 0
        }
        _ = cogwatch_set_timer_function(multi.raw) { _, milliseconds, context in
            SocketWatch.at(context)?.deadline =
                milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
            return 0
        }
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> SocketWatch? {
        context.map { Unmanaged<SocketWatch>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Sleeps until curl has something to do, and lets it do that; returns early when the queue's
    /// alarm rings.
    ///
    /// - Returns: Whether a socket moved.
    func wait(atMost longest: Duration) -> Bool {
        let left = deadline.map { min($0 - .now, longest) } ?? longest
        let events = queue.wait(for: &room, atMost: left)
        for event in events { act(on: event) }
        actOnTime()
        return !events.isEmpty
    }

    private func actOnTime() {
        guard let deadline, deadline <= .now else { return }
        // curl sets the next one, where there is one.
        self.deadline = nil
        var running: Int32 = 0
        curl_multi_socket_action(multi.raw, CURL_SOCKET_TIMEOUT, 0, &running)
    }

    private func act(on event: epoll_event) {
        var mask: Int32 = 0
        if event.events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
        if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
        if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        curl_multi_socket_action(multi.raw, event.data.fd, mask, &running)
    }

    private func follow(_ wish: Int32, on socket: curl_socket_t, isNew: Bool) {
        guard wish != CURL_POLL_REMOVE else { return queue.forget(socket) }
        var events: UInt32 = 0
        if wish & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
        if wish & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
        queue.watch(socket, for: events, isNew: isNew)
        // The mark, any address will do, comes back with the socket.
        if isNew { curl_multi_assign(multi.raw, socket, multi.raw) }
    }
}
