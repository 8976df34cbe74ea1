import Dispatch
import Foundation

/// A client that shows the bytes as they came, where `URLSession` would unpack or hide them.
enum RawClient {
    struct Failed: Error {
        let call: String
        let code: Int32
    }

    struct Got {
        let head: String
        let body: [UInt8]
    }

    /// Asks on a thread that may block: one of the pool that waited for our own server's answer
    /// would keep that from being given.
    static func ask(port: Int, _ lines: String...) async throws -> Got {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try exchange(port: port, lines) })
            }
        }
    }

    private static func exchange(port: Int, _ lines: [String]) throws -> Got {
        let descriptor = try question(port: port, lines)
        defer { close(descriptor) }
        return split(receiveAll(from: descriptor))
    }

    /// A question whose answer is still to be read.
    struct Stalled {
        fileprivate let descriptor: Int32

        /// Reads the answer to its end.
        func finish() async -> Got {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(returning: split(receiveAll(from: descriptor)))
                    close(descriptor)
                }
            }
        }
    }

    /// Asks, and reads nothing once an answer begins; there is little room for what comes.
    static func stall(port: Int, _ lines: String...) async throws -> Stalled {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let descriptor = try question(port: port, lines, room: 4_096)
                        var first: UInt8 = 0
                        recv(descriptor, &first, 1, Int32(MSG_PEEK))
                        return Stalled(descriptor: descriptor)
                    }
                )
            }
        }
    }

    private static func question(
        port: Int,
        _ lines: [String],
        room: Int32? = nil
    ) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(call: "socket", code: errno) }
        if var room {
            setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_RCVBUF,
                &room,
                socklen_t(MemoryLayout<Int32>.size)
            )
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let text = (lines + ["Host: test", "Connection: close", "", ""]).joined(separator: "\r\n")
        let sent = Array(text.utf8)
        guard connected == 0, send(descriptor, sent, sent.count, 0) == sent.count else {
            let code = errno
            close(descriptor)
            throw Failed(call: connected == 0 ? "send" : "connect", code: code)
        }
        return descriptor
    }

    private static func receiveAll(from descriptor: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return all }
            all += buffer.prefix(count)
        }
    }

    private static func split(_ bytes: [UInt8]) -> Got {
        let blank = Array("\r\n\r\n".utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: blank) } ?? bytes.count
        return Got(
            head: String(decoding: bytes[..<end], as: UTF8.self),
            body: Array(bytes.dropFirst(end + blank.count))
        )
    }
}
