/// Lines of a source of bytes that may be endless, read with little memory.
///
/// Input of a command comes from anybody: a line that never ends must not exhaust the machine.
package struct BoundedLines {
    package enum Line: Equatable, Sendable {
        /// The bytes of a line without its break, which is LF or CR LF.
        case bytes([UInt8])
        /// A line of more than the maximum; it was read to its end and thrown away.
        case tooLong
    }

    /// More than any answer or key that somebody pastes: 1 MiB.
    package static let maximumBytes = 1_048_576

    private let maximum: Int
    private let nextChunk: () throws -> [UInt8]
    private var chunk: ArraySlice<UInt8> = []
    private var isAtEnd = false

    /// Reads lines.
    ///
    /// - Parameters:
    ///   - maximum: Bytes in a line, its break not counted.
    ///   - nextChunk: Gives some bytes, or none at the end.
    package init(
        of maximum: Int = BoundedLines.maximumBytes,
        nextChunk: @escaping () throws -> [UInt8]
    ) {
        self.maximum = maximum
        self.nextChunk = nextChunk
    }

    /// The next line; nil at the end.
    package mutating func next() throws -> Line? {
        var line: [UInt8] = []
        var (isTooLong, isBegun) = (false, false)
        while true {
            if chunk.isEmpty, !isAtEnd {
                chunk = try nextChunk()[...]
                isAtEnd = chunk.isEmpty
            }
            if isAtEnd { return isBegun ? Self.ended(line, isTooLong, maximum) : nil }
            isBegun = true
            let end = chunk.firstIndex(of: UInt8(ascii: "\n"))
            let piece = chunk[..<(end ?? chunk.endIndex)]
            // One byte more than the maximum, as the last may be the CR of the break.
            isTooLong = isTooLong || line.count + piece.count > maximum + 1
            if isTooLong { line = [] } else { line += piece }
            chunk = end.map { chunk[($0 + 1)...] } ?? []
            if end != nil { return Self.ended(line, isTooLong, maximum) }
        }
    }

    private static func ended(_ line: [UInt8], _ isTooLong: Bool, _ maximum: Int) -> Line {
        let whole = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
        return isTooLong || whole.count > maximum ? .tooLong : .bytes(Array(whole))
    }
}
