/// An object of JSON that holds nothing but plain texts and whole numbers, as tokens do.
///
/// To read one with a parser for all of JSON costs a twentieth of a probe on a kept connection: its
/// code is large and, once in some milliseconds, always cold.
struct PlainObject {
    enum Value: Equatable {
        case text(String)
        case number(Double)
    }

    private let bytes: [UInt8]
    private var members: [(name: Range<Int>, value: Range<Int>, isText: Bool)] = []
    private var index = 0

    /// Reads an object.
    ///
    /// Nil for all else, which may be an object too: escapes, letters outside ASCII, other numbers,
    /// other values, a name that stands twice.
    ///
    /// - Parameter bytes: The whole text.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard take("{") else { return nil }
        if !take("}") {
            repeat {
                guard let name = text(), take(":"), let (value, isText) = value(),
                    !members.contains(where: { self.bytes[$0.name] == self.bytes[name] })
                else { return nil }
                members.append((name, value, isText))
            } while take(",")
            guard take("}") else { return nil }
        }
        guard peek() == nil else { return nil }
    }

    subscript(name: String) -> Value? {
        guard let member = members.first(where: { bytes[$0.name].elementsEqual(name.utf8) })
        else { return nil }
        let text = String(decoding: bytes[member.value], as: UTF8.self)
        return member.isText ? .text(text) : Double(text).map(Value.number)
    }

    private mutating func value() -> (Range<Int>, isText: Bool)? {
        if peek() == UInt8(ascii: "\"") { return text().map { ($0, true) } }
        return number().map { ($0, false) }
    }

    private mutating func text() -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            let isPlain = (0x20..<0x80).contains(bytes[index]) && bytes[index] != UInt8(ascii: "\\")
            guard isPlain else { return nil }
            index += 1
        }
        defer { index += 1 }
        return index < bytes.count ? start..<index : nil
    }

    /// Up to fifteen digits, which a floating-point number holds exactly.
    private mutating func number() -> Range<Int>? {
        guard let first = peek(), (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first) else {
            return nil
        }
        let start = index
        while index < bytes.count,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
        {
            index += 1
        }
        return index - start <= 15 ? start..<index : nil
    }

    /// The next byte that is no blank.
    private mutating func peek() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return bytes[index]
            }
        }
        return nil
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard let next = peek(), UInt32(next) == sign.value else { return false }
        index += 1
        return true
    }
}
