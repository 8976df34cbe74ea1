import CCurl
import Foundation

/// What the engine's thread sleeps on: the sockets it watches, and an alarm that any thread rings.
///
/// With epoll a wake-up costs the same however many sockets wait.
final class EventQueue: Sendable {
    private let epoll: Int32
    /// Readable while it rings.
    private let alarm: Int32

    /// - Returns: nil where the process may open no more files.
    init?() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        alarm = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard epoll >= 0, alarm >= 0, watch(alarm, for: EPOLLIN.rawValue, isNew: true) else {
            return nil
        }
    }

    deinit {
        if epoll >= 0 { close(epoll) }
        if alarm >= 0 { close(alarm) }
    }

    /// Wakes the thread that sleeps, or the next one that wants to.
    func ring() { eventfd_write(alarm, 1) }

    /// Watches a socket.
    ///
    /// - Parameters:
    ///   - socket: Watched until it is forgotten or closed.
    ///   - events: What to look out for, as epoll has it.
    ///   - isNew: Whether it is probably not watched yet.
    /// - Returns: Whether it is watched.
    @discardableResult
    func watch(_ socket: Int32, for events: UInt32, isNew: Bool) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(fd: socket))
        if epoll_ctl(epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event) == 0 {
            return true
        }
        // The number of a socket that was closed may belong to another one meanwhile.
        return epoll_ctl(epoll, isNew ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) == 0
    }

    func forget(_ socket: Int32) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nil)
    }

    /// Sleeps until a socket moves, the alarm rings or the time is up.
    ///
    /// - Parameters:
    ///   - events: Room for what happened.
    ///   - longest: The most time to sleep.
    /// - Returns: How much of it, from the start, happened to sockets.
    func wait(for events: inout [epoll_event], atMost longest: Duration) -> ArraySlice<epoll_event>
    {
        let milliseconds = longest <= .zero ? 0 : Int32(clamping: longest.wholeMilliseconds)
        let count = events.withUnsafeMutableBufferPointer { events in
            epoll_wait(epoll, events.baseAddress, Int32(clamping: events.count), milliseconds)
        }
        // Less than none: a signal came, and the caller comes again.
        let happened = events.prefix(Int(max(0, count)))
        guard happened.contains(where: { $0.data.fd == alarm }) else { return happened }
        var rings: eventfd_t = 0
        eventfd_read(alarm, &rings)
        return ArraySlice(happened.filter { $0.data.fd != alarm })
    }
}
