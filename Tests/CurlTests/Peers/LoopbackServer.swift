import Foundation
import TestSupport
import Synchronization

/// A TCP server on loopback that does exactly what a test tells it, byte by byte.
final class LoopbackServer: Sendable {
    /// Whether connections are accepted at all.
    ///
    /// With `never` the queue of the kernel is filled, so that a further connection gets no answer.
    enum Acceptance { case always, never }

    let port: Int
    private let descriptor: Int32
    private let fillers: [Int32]
    private let seen = Mutex<[String]>([])
    private let crowd = Mutex((now: 0, most: 0, all: 0))
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    init(
        accepting acceptance: Acceptance = .always,
        _ serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) throws {
        let (descriptor, port) = try Self.listen(backlog: acceptance == .always ? 512 : 0)
        self.descriptor = descriptor
        self.port = port
        switch acceptance {
        case .always: fillers = []
        case .never:
            fillers = (0..<8).map { _ in Self.connectWithoutWaiting(to: port) }
        }
        if acceptance == .always { start { [weak self] in self?.handle($0, serve) } }
    }

    deinit {
        // On a listening socket this wakes the thread in accept, which then closes it.
        shutdown(descriptor, Int32(SHUT_RDWR))
        fillers.forEach { close($0) }
        if !fillers.isEmpty { close(descriptor) }
    }

    /// A server that answers every request with the same bytes and closes.
    static func answering(_ answer: String) throws -> LoopbackServer {
        try LoopbackServer { connection in
            connection.readRequest()
            connection.write(answer)
        }
    }

    /// A server that answers every request on a connection and keeps it open.
    static func keepingConnections() throws -> LoopbackServer {
        try LoopbackServer { connection in
            while !connection.readRequest().isEmpty { connection.write(okay) }
        }
    }

    static let okay = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    var url: String { "http://127.0.0.1:\(port)/" }
    /// The heads and bodies of all requests, as they came.
    var requests: [String] { seen.withLock { $0 } }
    var connections: Int { crowd.withLock(\.all) }
    /// The most connections that were open at the same time.
    var mostAtOnce: Int { crowd.withLock(\.most) }

    /// Waits until so many requests have been read.
    func requests(_ count: Int) async {
        var arrivals = arrivals.stream.makeAsyncIterator()
        for _ in 0..<count { await arrivals.next() }
    }

    private func handle(_ socket: Int32, _ serve: @Sendable (LoopbackConnection) -> Void) {
        crowd.withLock {
            $0.now += 1
            $0.all += 1
            $0.most = max($0.most, $0.now)
        }
        let connection = LoopbackConnection(socket: socket) { [weak self] request in
            self?.seen.withLock { $0.append(request) }
            self?.arrivals.continuation.yield()
        }
        serve(connection)
        crowd.withLock { $0.now -= 1 }
        close(socket)
    }

    private func start(_ handle: @escaping @Sendable (Int32) -> Void) {
        let descriptor = descriptor
        Thread.detachNewThread {
            while true {
                var listener = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&listener, 1, -1)
                let socket = Self.private { accept(descriptor, nil, nil) }
                guard socket >= 0 else { break }
                Thread.detachNewThread { handle(socket) }
            }
            close(descriptor)
        }
    }

    /// Makes a socket that no child inherits.
    private static func `private`(_ make: () -> Int32) -> Int32 {
        Command.inheritance.withLock { _ in
            let descriptor = make()
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return descriptor
        }
    }

    private static let stream = Int32(SOCK_STREAM.rawValue)

    private static func listen(backlog: Int32) throws -> (Int32, Int) {
        let descriptor = Self.private { socket(AF_INET, stream, 0) }
        let isBound = withLoopback(port: 0) { bind(descriptor, $0, $1) } == 0
        guard isBound, Glibc.listen(descriptor, backlog) == 0 else {
            throw PeerProblem("cannot listen on loopback: \(String(cString: strerror(errno)))")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) {
            _ = getsockname(
                descriptor,
                $0.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                &length
            )
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func connectWithoutWaiting(to port: Int) -> Int32 {
        let nonblocking = Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = Self.private { socket(AF_INET, stream | nonblocking, 0) }
        _ = withLoopback(port: port) { connect(descriptor, $0, $1) }
        return descriptor
    }

    private static func withLoopback(
        port: Int,
        _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafeBytes(of: address) {
            body($0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }
}
