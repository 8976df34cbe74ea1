import Foundation
import Synchronization
import TestSupport

/// A webhook's receiver that notes whatever reaches it, and behaves as badly as it is told.
final class HookServer: Sendable {
    /// A request whose body came to its end.
    struct Heard: Sendable {
        /// The path: whom it was for.
        let lane: String
        let id: String
        let body: Data
        let at: Date
        /// The status that was, or was about to be, answered; nil for none.
        var answered: Int?
    }

    enum Mood: Sendable {
        case answer(Int)
        /// Answers with the whole request, as an error's message.
        case echo(Int)
        /// Takes the body and says nothing, for a while.
        case hang(Duration)
        /// Takes the body and closes the connection.
        case cut
    }

    /// A point in the life of a request at which somebody wants to act.
    enum Moment: Sendable { case taken, answered }

    let port: Int
    private let descriptor: Int32
    private let notes = Mutex<[Heard]>([])
    private let mood = Mutex<@Sendable () -> Mood>({ .answer(200) })
    private let trap = Mutex<Trap?>(nil)

    private struct Trap {
        let moment: Moment
        var passes: Int
        let spring: @Sendable () -> Void
    }

    init() throws {
        descriptor = Command.inheritance.withLock { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return descriptor
        }
        port = try Self.listen(on: descriptor)
        // A thread that held the server while it waits would keep it alive for ever.
        Self.accept(on: descriptor) { [weak self] in self?.serve($0) }
    }

    private static func accept(
        on descriptor: Int32,
        _ serve: @escaping @Sendable (Int32) -> Void
    ) {
        Thread.detachNewThread {
            while true {
                let connection = Command.accepted(by: descriptor)
                guard connection >= 0 else { break }
                Thread.detachNewThread { serve(connection) }
            }
            close(descriptor)
        }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// All that was heard, in the order in which it came.
    var heard: [Heard] { notes.withLock(\.self) }

    func behave(_ choose: @escaping @Sendable () -> Mood) { mood.withLock { $0 = choose } }

    /// Acts once, when a request comes to this point after so many others have.
    func at(_ moment: Moment, after passes: Int, _ spring: @escaping @Sendable () -> Void) {
        trap.withLock { $0 = Trap(moment: moment, passes: passes, spring: spring) }
    }

    func forgetTrap() { trap.withLock { $0 = nil } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = HookRequest(reading: connection) else { return }
        let place = notes.withLock { notes in
            notes.append(
                Heard(lane: request.path, id: request.id, body: request.body, at: Date())
            )
            return notes.count - 1
        }
        spring(.taken)
        switch mood.withLock(\.self)() {
        case .answer(let status):
            notes.withLock { $0[place].answered = status }
            Self.answer(status, "", on: connection)
            spring(.answered)
        case .echo(let status):
            notes.withLock { $0[place].answered = status }
            Self.answer(status, Self.echo(of: request), on: connection)
        case .hang(let time): waitForEnd(of: connection, atMost: time)
        case .cut: break
        }
    }

    private static func answer(_ status: Int, _ body: String, on connection: Int32) {
        let answer =
            "HTTP/1.1 \(status) Answer\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        let bytes = Array(answer.utf8)
        send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// In all the places in which services put their words.
    private static func echo(of request: HookRequest) -> String {
        let text = request.head + String(decoding: request.body, as: UTF8.self)
        let body: [String: Any] = [
            "message": text, "error": ["code": "Refused", "message": text], "errors": [text],
            "error_description": text, "status": "invalid event",
        ]
        let json = try? JSONSerialization.data(
            withJSONObject: body,
            options: .withoutEscapingSlashes
        )
        return json.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private func spring(_ moment: Moment) {
        let spring = trap.withLock { trap in
            guard trap?.moment == moment else { return nil as (@Sendable () -> Void)? }
            trap?.passes -= 1
            guard let sprung = trap, sprung.passes < 0 else { return nil }
            trap = nil
            return sprung.spring
        }
        spring?()
    }

    private func waitForEnd(of connection: Int32, atMost time: Duration) {
        var peer = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        poll(&peer, 1, Int32(time / .milliseconds(1)))
    }

    private static func listen(on descriptor: Int32) throws -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && Glibc.listen(descriptor, 512) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isListening else { throw PeerProblem("cannot listen on loopback") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// A POST, read to the end of its body.
private struct HookRequest {
    /// The request line and the headers.
    let head: String
    let path: String
    let id: String
    let body: Data

    /// - Returns: Nil when the connection ends before the body does.
    init?(reading connection: Int32) {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let gap = Data("\r\n\r\n".utf8)
        var wanted: (head: Int, whole: Int)?
        while wanted.map({ bytes.count < $0.whole }) ?? true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes.append(contentsOf: buffer.prefix(count))
            guard wanted == nil, let end = bytes.range(of: gap)?.upperBound else { continue }
            let head = String(decoding: bytes.prefix(end), as: UTF8.self)
            let length = Self.header("content-length", in: head).flatMap(Int.init) ?? 0
            wanted = (end, end + length)
        }
        let start = wanted?.head ?? 0
        head = String(decoding: bytes.prefix(start), as: UTF8.self)
        path = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        id = Self.header("webhook-id", in: head) ?? ""
        body = Data(bytes.dropFirst(start))
    }

    private static func header(_ name: String, in head: String) -> String? {
        head.split(separator: "\r\n").lazy.compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name else { return nil }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }.first
    }
}

extension Command {
    /// The next connection, which no child inherits; negative when there will be none.
    fileprivate static func accepted(by descriptor: Int32) -> Int32 {
        var listener = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        Glibc.poll(&listener, 1, -1)
        return inheritance.withLock { _ in
            let connection = accept(descriptor, nil, nil)
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            return connection
        }
    }
}
