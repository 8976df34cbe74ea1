import Foundation

/// A scraper that keeps its connection, and throws away what it reads.
final class ScrapeClient {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    struct Failed: Error {
        let call: String
    }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failed(call: "connect") }
    }

    deinit { close(descriptor) }

    /// The bytes of the body's transfer and the time from the question to the last of them.
    func scrape(
        _ headers: String...,
        path: String = "/metrics"
    ) throws -> (bytes: Int, time: Duration) {
        let start = ContinuousClock.now
        let lines = ["GET \(path) HTTP/1.1", "Host: bench"] + headers + ["", ""]
        let question = Array(lines.joined(separator: "\r\n").utf8)
        guard send(descriptor, question, question.count, 0) == question.count else {
            throw Failed(call: "send")
        }
        var head: [UInt8] = []
        var length: Int?
        var read = 0
        var isInBody = false
        var tail: ArraySlice<UInt8> = []
        // Nothing else ends as the last chunk does: an exposition has no carriage returns.
        while !isInBody || (length.map { read < $0 } ?? !tail.elementsEqual(Self.lastChunk)) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failed(call: "recv") }
            read += count
            tail = (tail + buffer.prefix(count).suffix(5)).suffix(5)
            if isInBody { continue }
            head += buffer.prefix(count)
            let text = String(decoding: head.prefix(4_096), as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let field = text.range(of: "content-length: ", options: .caseInsensitive)
            length = field.flatMap { Int(text[$0.upperBound...].prefix(while: \.isNumber)) }
            read = head.count - text[..<end.upperBound].utf8.count
            isInBody = true
        }
        return (read, .now - start)
    }

    private static let lastChunk = Array("0\r\n\r\n".utf8)
}
