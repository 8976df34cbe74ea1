/// A text of unknown origin, made ready for looking known phrases up in it.
///
/// Runs of white space are one blank, and a second copy is in small letters of ASCII, so that
/// both have the same length.
struct FoundText {
    private let original: [UInt8]
    private let lowered: [UInt8]

    /// Far more than any error text; a hostile page is not read to its end.
    private static let maximumBytes = 16_384
    /// What is taken out of a text goes into evidence, so it stays short.
    private static let maximumPiece = 120

    init(_ text: String) {
        let blank = UInt8(ascii: " ")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(text.utf8.count, Self.maximumBytes))
        var isAfterBlank = false
        for byte in text.utf8.prefix(Self.maximumBytes) {
            let isBlank = byte == blank || (9...13).contains(byte)
            if !isBlank || !isAfterBlank { bytes.append(isBlank ? blank : byte) }
            isAfterBlank = isBlank
        }
        original = bytes
        lowered = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
    }

    /// The place of the phrases that count most among those that occur.
    func first(of phrases: RankedPhrases) -> Int? { phrases.first(in: lowered) }

    /// Whether a phrase, given in small letters, occurs.
    func contains(_ phrase: String) -> Bool {
        end(of: phrase, from: 0) != nil
    }

    /// What stands between two phrases; nil where either is missing or it is too long.
    func text(after start: String, before stop: String) -> String? {
        guard let from = end(of: start, from: 0), let to = end(of: stop, from: from) else {
            return nil
        }
        let length = to - from - stop.utf8.count
        guard (1...Self.maximumPiece).contains(length) else { return nil }
        return String(decoding: original[from..<(from + length)], as: UTF8.self)
    }

    /// The number that follows a phrase.
    func number(after start: String) -> Int? {
        guard let from = end(of: start, from: 0) else { return nil }
        return Int(piece(from: from) { (48...57).contains($0) })
    }

    /// The word that follows a phrase, without quotes and punctuation around it.
    func word(after start: String) -> String? {
        guard let from = end(of: start, from: 0) else { return nil }
        let marks = Set("`'\".,;(){}[]<>".utf8)
        let begin = original[from...].prefix { marks.contains($0) }.count + from
        let word = piece(from: begin) {
            $0 != UInt8(ascii: " ") && !marks.subtracting(".".utf8).contains($0)
        }
        let trimmed = word.hasSuffix(".") ? String(word.dropLast()) : word
        return trimmed.isEmpty ? nil : trimmed
    }

    /// A span of time after a phrase: `22.14:18:12`, `2.12 days`, `15 days`.
    func timeSpan(after start: String) -> String? {
        guard let from = end(of: start, from: 0) else { return nil }
        var span = piece(from: from) { (48...58).contains($0) || $0 == UInt8(ascii: ".") }
        while span.hasSuffix(".") { span.removeLast() }
        guard !span.isEmpty else { return nil }
        let unit = piece(from: from + span.utf8.count + 1) { (97...122).contains($0 | 0x20) }
        let hasBlank = original.dropFirst(from + span.utf8.count).first == UInt8(ascii: " ")
        let isUnit = ["day", "days", "hour", "hours", "minute", "minutes", "second", "seconds"]
            .contains(unit.lowercased())
        return hasBlank && isUnit ? "\(span) \(unit)" : span
    }

    private func piece(from start: Int, while belongs: (UInt8) -> Bool) -> String {
        let bytes = original.dropFirst(start).prefix(Self.maximumPiece).prefix(while: belongs)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func end(of phrase: String, from start: Int) -> Int? {
        let wanted = Array(phrase.utf8)
        guard let first = wanted.first, lowered.count >= start + wanted.count else { return nil }
        for index in start...(lowered.count - wanted.count) where lowered[index] == first {
            if lowered[index..<(index + wanted.count)].elementsEqual(wanted) {
                return index + wanted.count
            }
        }
        return nil
    }
}
