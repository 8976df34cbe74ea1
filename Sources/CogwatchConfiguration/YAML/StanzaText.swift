/// A configuration taken apart by its lines: one text for each account, and the rest.
///
/// To read ten thousand accounts as one document takes, for a moment, a hundred times the memory of
/// one account by itself, and one that changed cannot be read alone. Lines say nothing certain
/// about YAML: that each part is whole must be seen when it is read.
struct StanzaText {
    struct Stanza {
        let text: Substring
        /// How many lines of the file stand before it.
        let linesBefore: Int
    }

    /// The file with empty lines in place of the stanzas.
    let frame: String
    /// Where the key that the stanzas stand below is.
    let keyPlace: Place
    let stanzas: [Stanza]

    private enum Line {
        /// Empty, or a remark.
        case nothing
        /// The first line of an item of a list.
        case item(indent: Int)
        case other(indent: Int)
    }

    /// Takes a text apart; nil where its lines are not laid out as a list of accounts in block style.
    init?(_ text: String) {
        let key = "accounts:"
        var frame = ""
        var stanzas: [Stanza] = []
        var keyLine: Int?
        var indent: Int?
        var isPast = false
        var start: (at: Substring.Index, line: Int)?

        func close(at end: Substring.Index) {
            guard let begun = start else { return }
            stanzas.append(Stanza(text: text[begun.at..<end], linesBefore: begun.line))
            start = nil
        }

        for (number, line) in Self.lines(of: text).enumerated() {
            guard keyLine != nil, !isPast else {
                if line.hasPrefix(key), Self.isNothing(line.utf8.dropFirst(key.utf8.count)) {
                    guard keyLine == nil else { return nil }
                    keyLine = number
                }
                frame += line
                continue
            }
            switch Self.kind(of: line) {
            case nil: return nil
            case .nothing: break
            case .item(let column) where column == indent ?? column:
                close(at: line.startIndex)
                indent = column
                start = (line.startIndex, number)
            case .item(let column), .other(let column):
                if column == 0 {
                    close(at: line.startIndex)
                    isPast = true
                    frame += line
                    continue
                }
                guard start != nil, let indent, column > indent else { return nil }
            }
            frame += "\n"
        }
        close(at: text.endIndex)
        guard let keyLine, !stanzas.isEmpty else { return nil }
        keyPlace = Place(line: keyLine + 1, column: 1)
        self.frame = frame
        self.stanzas = stanzas
    }

    /// The lines, each with its break.
    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        var start = text.startIndex
        while start < text.endIndex {
            let lineBreak = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n"))
            let end = lineBreak.map { text.utf8.index(after: $0) } ?? text.endIndex
            lines.append(text[start..<end])
            start = end
        }
        return lines
    }

    /// - Returns: nil where the line begins with a tab, which counts differently for everybody.
    private static func kind(of line: Substring) -> Line? {
        if isNothing(line.utf8) { return .nothing }
        let rest = line.utf8.drop { $0 == UInt8(ascii: " ") }
        let indent = line.utf8.count - rest.count
        guard rest.first != UInt8(ascii: "\t") else { return nil }
        let isItem = rest.starts(with: "- ".utf8) || rest.elementsEqual("-\n".utf8)
        return isItem ? .item(indent: indent) : .other(indent: indent)
    }

    private static func isNothing(_ bytes: some Sequence<UInt8>) -> Bool {
        let first = bytes.first {
            $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r")
        }
        return first == nil || first == UInt8(ascii: "#")
    }
}
