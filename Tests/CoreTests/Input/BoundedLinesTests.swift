import CogwatchCore
import Testing

@Suite("Lines of input")
struct BoundedLinesTests {
    private static func lines(
        of text: String,
        in chunks: Int,
        atMost maximum: Int = 8
    ) throws -> [BoundedLines.Line] {
        var rest = Array(text.utf8)[...]
        var reader = BoundedLines(of: maximum) {
            defer { rest = rest.dropFirst(chunks) }
            return Array(rest.prefix(chunks))
        }
        var lines: [BoundedLines.Line] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }

    private static func line(_ text: String) -> BoundedLines.Line { .bytes(Array(text.utf8)) }

    @Test("come one by one, however the bytes arrive", arguments: [1, 2, 3, 7, 100])
    func chunks(_ size: Int) throws {
        let lines = try Self.lines(of: "one\r\ntwo\n\nlast\r", in: size)
        #expect(lines == ["one", "two", "", "last"].map(Self.line))
    }

    @Test("that are too long are left out, and the next is read", arguments: [1, 3, 9, 100])
    func tooLong(_ size: Int) throws {
        let lines = try Self.lines(
            of: "12345678\n12345678\r\n123456789\nnext\n0123456789",
            in: size
        )
        #expect(
            lines == [
                Self.line("12345678"), Self.line("12345678"), .tooLong, Self.line("next"),
                .tooLong,
            ]
        )
    }

    @Test("may be none, and may be empty")
    func none() throws {
        #expect(try Self.lines(of: "", in: 4).isEmpty)
        #expect(try Self.lines(of: "\n", in: 4) == [Self.line("")])
    }

    @Test("of 64 MiB without an end are read in pieces, and never kept")
    func endless() throws {
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 65_536)
        var chunks = 1_024
        var reader = BoundedLines {
            chunks -= 1
            return chunks < 0 ? [] : piece
        }
        #expect(try reader.next() == .tooLong)
        #expect(try reader.next() == nil)
    }

    struct Gone: Error {}

    @Test("stop where the source fails")
    func failure() {
        var reader = BoundedLines { throw Gone() }
        #expect(throws: Gone.self) { try reader.next() }
    }
}
