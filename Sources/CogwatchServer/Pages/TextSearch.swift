/// Words to find, whatever the case of ASCII letters.
///
/// `String.contains` with folded copies would take most of the time in which a page of ten thousand
/// accounts is made.
struct TextSearch {
    private let words: [[UInt8]]

    init(_ text: String) {
        words = text.split(whereSeparator: \.isWhitespace).prefix(8).map { word in
            word.utf8.prefix(200).map(Self.folded)
        }
    }

    var isEmpty: Bool { words.isEmpty }

    /// Whether each word stands in one of the texts.
    func finds(in texts: [String]) -> Bool {
        words.allSatisfy { word in texts.contains { Self.contains(word, $0) } }
    }

    private static func contains(_ word: [UInt8], _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= word.count else { return false }
            return (0...(bytes.count - word.count)).contains { start in
                word.indices.allSatisfy { word[$0] == folded(bytes[start + $0]) }
            }
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
