import Foundation

/// One accepted connection.
struct LoopbackConnection: Sendable {
    let socket: Int32
    let note: @Sendable (String) -> Void

    /// Reads one request with its body.
    ///
    /// - Returns: All its bytes as text, empty when the connection ended.
    @discardableResult
    func readRequest() -> String {
        var text = ""
        while !Self.isWhole(text) {
            guard let more = read() else { return "" }
            text += String(decoding: more, as: UTF8.self)
        }
        note(text)
        return text
    }

    /// - Returns: What is there, or nil at the end.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// - Returns: Whether all was taken; false when the other side has gone.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func write(_ text: String) -> Bool { write(text.utf8) }

    /// Says nothing more until the other side gives up.
    func stayUntilClosed() {
        while read() != nil {}
    }

    private static func isWhole(_ text: String) -> Bool {
        guard let headEnd = text.firstRange(of: "\r\n\r\n") else { return false }
        let head = text[..<headEnd.lowerBound].lowercased()
        let length = head.firstMatch(of: /\r\ncontent-length: *(\d+)/).flatMap { Int($0.1) } ?? 0
        return text[headEnd.upperBound...].utf8.count >= length
    }
}
