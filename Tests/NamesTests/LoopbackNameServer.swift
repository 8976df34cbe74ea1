import Dispatch
import Foundation
import Glibc
import Synchronization
import TestSupport

/// A name server on loopback that says what a script says, over UDP and TCP.
final class LoopbackNameServer: Sendable {
    /// A question as it came.
    struct Question: Sendable {
        let id: UInt16
        let name: String
        let type: UInt16
        let isOverTCP: Bool
    }

    /// What to send back; nil for silence.
    typealias Script = @Sendable (Question) -> [UInt8]?

    let port: UInt16
    private let datagrams: Int32
    private let listener: Int32
    private let script: Script
    private let seen = Mutex<[Question]>([])

    var questions: [Question] { seen.withLock { $0 } }

    init(_ script: @escaping Script) throws {
        self.script = script
        (datagrams, listener, port) = try Self.pair()
        guard listen(listener, 8) == 0 else { throw Failure(what: "listen", code: errno) }
        let (datagrams, listener) = (datagrams, listener)
        Thread.detachNewThread { [weak self] in Self.serveDatagrams(datagrams) { self?.answer($0) }
        }
        Thread.detachNewThread { [weak self] in Self.serveStreams(listener) { self?.answer($0) } }
    }

    deinit {
        // Wakes the threads out of their system calls before the numbers are free again.
        shutdown(datagrams, Int32(SHUT_RDWR))
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func answer(_ question: Question) -> [UInt8]? {
        seen.withLock { $0.append(question) }
        return script(question)
    }

    private static func serveDatagrams(
        _ socket: Int32,
        _ answer: (Question) -> [UInt8]?
    ) {
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let count = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(socket, &buffer, buffer.count, 0, $0, &length)
                }
            }
            guard count > 0 else { break }
            guard let question = question(in: Array(buffer.prefix(count)), isOverTCP: false),
                let reply = answer(question)
            else { continue }
            _ = withUnsafePointer(to: peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(socket, reply, reply.count, 0, $0, length)
                }
            }
        }
        close(socket)
    }

    private static func serveStreams(_ listener: Int32, _ answer: (Question) -> [UInt8]?) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = recv(connection, &buffer, buffer.count, 0)
            // Over TCP two bytes of length stand before each message.
            if count > 2,
                let question = question(in: Array(buffer[2..<count]), isOverTCP: true),
                let reply = answer(question)
            {
                let framed = [UInt8(reply.count >> 8), UInt8(reply.count & 0xFF)] + reply
                _ = send(connection, framed, framed.count, Int32(MSG_NOSIGNAL))
            }
            close(connection)
        }
        close(listener)
    }

    private static func question(in bytes: [UInt8], isOverTCP: Bool) -> Question? {
        guard bytes.count > 16 else { return nil }
        var labels: [String] = []
        var position = 12
        while position < bytes.count, bytes[position] > 0 {
            let end = position + 1 + Int(bytes[position])
            guard end < bytes.count else { return nil }
            labels.append(String(decoding: bytes[(position + 1)..<end], as: UTF8.self))
            position = end
        }
        guard position + 2 < bytes.count else { return nil }
        return Question(
            id: UInt16(bytes[0]) << 8 | UInt16(bytes[1]),
            name: labels.joined(separator: "."),
            type: UInt16(bytes[position + 1]) << 8 | UInt16(bytes[position + 2]),
            isOverTCP: isOverTCP
        )
    }

    struct Failure: Error {
        let what: String
        let code: Int32
    }

    /// Binds one port for UDP and for TCP.
    ///
    /// The kernel picks one that is free for UDP. TCP may have it in use, if only for a connection
    /// that ended a moment ago; then it is asked for another.
    private static func pair() throws -> (datagrams: Int32, listener: Int32, port: UInt16) {
        for _ in 0..<50 {
            let datagrams = try bound(SOCK_DGRAM, port: 0)
            do {
                let port = try port(of: datagrams)
                return (datagrams, try bound(SOCK_STREAM, port: port), port)
            } catch let failure as Failure where failure.code == EADDRINUSE {
                close(datagrams)
            }
        }
        throw Failure(what: "bind", code: EADDRINUSE)
    }

    private static func bound(_ type: __socket_type, port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard descriptor >= 0, result == 0 else {
            let code = errno
            close(descriptor)
            throw Failure(what: "bind", code: code)
        }
        return descriptor
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { throw Failure(what: "getsockname", code: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}
