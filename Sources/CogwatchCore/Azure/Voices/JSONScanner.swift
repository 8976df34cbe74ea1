/// A validator of JSON (RFC 8259) that is given one piece after another and keeps none.
struct JSONScanner: Sendable {
    enum Kind: Sendable {
        case object, array, string
        /// A number, `true`, `false` or `null`.
        case other
    }

    enum Failure: Sendable {
        case notJSON, invalidUTF8, tooDeep
    }

    enum Event: Sendable {
        case nothing
        /// A value begins. An object or array counts in ``JSONScanner/depth`` already.
        case began(Kind)
        /// An object or array ended, and counts no more.
        case closed
        case failed(Failure)
    }

    enum Progress: Sendable {
        case nothingYet, unfinished, complete
    }

    private enum State: Sendable {
        /// The bytes of a byte order mark, which only the beginning may have.
        case start, secondOfMark, thirdOfMark
        case value, valueOrEnd
        case key, keyOrEnd, colon
        case commaOrEnd, done
        case string, escape, unicode(digits: Int)
        case minus, zero, integer, point, fraction, exponent, exponentSign, exponentDigits
        /// The letters still to come, the next in the lowest byte.
        case literal(rest: UInt32)
    }

    static let maximumDepth = 64

    /// The objects and arrays that are open.
    private(set) var depth = 0
    /// Whether the key before the value that began last is the wanted one.
    private(set) var lastKeyIsWanted = false

    private let wantedKey: [UInt8]
    private var state = State.start
    /// A bit for each open object or array, the innermost lowest: 1 for an object.
    private var openObjects: UInt64 = 0
    private var text = UTF8Validator()
    private var isKey = false
    private var matched = 0
    private var unit: UInt32 = 0

    /// Makes a scanner that looks out for a key in ASCII, which ``lastKeyIsWanted`` tells.
    init(wantedKey: String) {
        self.wantedKey = Array(wantedKey.utf8)
    }

    var progress: Progress {
        switch state {
        case .start: return .nothingYet
        case .done: return .complete
        // A number may always go on; what ends it at the top is the end.
        case .zero, .integer, .fraction, .exponentDigits:
            return depth == 0 ? .complete : .unfinished
        default: return .unfinished
        }
    }

    /// Consumes bytes until one means something.
    ///
    /// - Parameters:
    ///   - bytes: A piece of the text.
    ///   - index: Where to go on; afterwards the place behind the last byte that was consumed.
    /// - Returns: What happened; ``Event/nothing`` where all bytes are consumed.
    mutating func advance(
        through bytes: UnsafeBufferPointer<UInt8>,
        from index: inout Int
    ) -> Event {
        while index < bytes.count {
            index = endOfIdleBytes(in: bytes, from: index)
            guard index < bytes.count else { break }
            let event = consume(bytes[index])
            index += 1
            if case .nothing = event { continue }
            return event
        }
        return .nothing
    }

    /// The first byte, from here on, that may change anything.
    private func endOfIdleBytes(
        in bytes: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) -> Int {
        switch state {
        case .string:
            // A key that may still be the wanted one is compared letter by letter.
            guard !isKey || matched < 0, !text.isInCharacter else { return start }
            return PlainText.end(in: bytes, from: start)
        case .value, .valueOrEnd, .key, .keyOrEnd, .colon, .commaOrEnd, .done:
            var index = start
            while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
            return index
        default: return start
        }
    }

    private mutating func consume(_ byte: UInt8) -> Event {
        switch state {
        case .string: return consumeInString(byte)
        case .start, .secondOfMark, .thirdOfMark: return consumeAtStart(byte)
        case .value, .valueOrEnd, .key, .keyOrEnd, .colon, .commaOrEnd, .done:
            return consumeBetween(byte)
        case .escape: return consumeEscape(byte)
        case .unicode(let digits): return consumeUnicode(byte, digits: digits)
        case .minus, .zero, .integer, .point, .fraction, .exponent, .exponentSign,
            .exponentDigits:
            return consumeInNumber(byte)
        case .literal(let rest): return consumeLiteral(byte, rest: rest)
        }
    }

    // MARK: Between values

    private mutating func consumeAtStart(_ byte: UInt8) -> Event {
        switch (state, byte) {
        case (.start, 0xEF): return go(.secondOfMark)
        case (.secondOfMark, 0xBB): return go(.thirdOfMark)
        case (.thirdOfMark, 0xBF): return go(.value)
        case (.start, _) where Self.isBlank(byte): return .nothing
        case (.start, _):
            state = .value
            return consumeBetween(byte)
        default: return .failed(byte < 0x80 ? .invalidUTF8 : .notJSON)
        }
    }

    private mutating func consumeBetween(_ byte: UInt8) -> Event {
        if Self.isBlank(byte) { return .nothing }
        switch (state, byte) {
        case (.value, _): return begin(byte)
        case (.valueOrEnd, UInt8(ascii: "]")), (.keyOrEnd, UInt8(ascii: "}")): return close()
        case (.valueOrEnd, _): return begin(byte)
        case (.key, UInt8(ascii: "\"")), (.keyOrEnd, UInt8(ascii: "\"")):
            isKey = true
            matched = 0
            return go(.string)
        case (.colon, UInt8(ascii: ":")): return go(.value)
        case (.commaOrEnd, UInt8(ascii: ",")): return go(isInObject ? .key : .value)
        case (.commaOrEnd, UInt8(ascii: "]")) where !isInObject: return close()
        case (.commaOrEnd, UInt8(ascii: "}")) where isInObject: return close()
        default: return unexpected(byte)
        }
    }

    private mutating func begin(_ byte: UInt8) -> Event {
        switch byte {
        case UInt8(ascii: "{"): return open(.object)
        case UInt8(ascii: "["): return open(.array)
        case UInt8(ascii: "\""):
            isKey = false
            state = .string
            return .began(.string)
        case UInt8(ascii: "-"): state = .minus
        case UInt8(ascii: "0"): state = .zero
        case UInt8(ascii: "1")...UInt8(ascii: "9"): state = .integer
        case UInt8(ascii: "t"): state = .literal(rest: 0x65_75_72)
        case UInt8(ascii: "f"): state = .literal(rest: 0x65_73_6C_61)
        case UInt8(ascii: "n"): state = .literal(rest: 0x6C_6C_75)
        default: return unexpected(byte)
        }
        return .began(.other)
    }

    private mutating func open(_ kind: Kind) -> Event {
        guard depth < Self.maximumDepth else { return .failed(.tooDeep) }
        depth += 1
        openObjects = openObjects << 1 | (kind == .object ? 1 : 0)
        state = kind == .object ? .keyOrEnd : .valueOrEnd
        return .began(kind)
    }

    private mutating func close() -> Event {
        depth -= 1
        openObjects >>= 1
        endValue()
        return .closed
    }

    private mutating func endValue() {
        state = depth == 0 ? .done : .commaOrEnd
    }

    private var isInObject: Bool { openObjects & 1 == 1 }

    // MARK: Strings

    private mutating func consumeInString(_ byte: UInt8) -> Event {
        if byte >= 0x80 || text.isInCharacter {
            guard text.accept(byte) else { return .failed(.invalidUTF8) }
            matched = -1
            return .nothing
        }
        switch byte {
        case UInt8(ascii: "\""): endString()
        case UInt8(ascii: "\\"): state = .escape
        case 0..<0x20: return .failed(.notJSON)
        default: if isKey { match(UInt32(byte)) }
        }
        return .nothing
    }

    private mutating func endString() {
        guard isKey else { return endValue() }
        lastKeyIsWanted = matched == wantedKey.count
        state = .colon
    }

    private mutating func consumeEscape(_ byte: UInt8) -> Event {
        switch byte {
        case UInt8(ascii: "u"):
            unit = 0
            return go(.unicode(digits: 0))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): match(UInt32(byte))
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            matched = -1
        default: return unexpected(byte)
        }
        return go(.string)
    }

    private mutating func consumeUnicode(_ byte: UInt8, digits: Int) -> Event {
        guard let digit = PercentEncoding.hexadecimalValue(of: byte) else {
            return unexpected(byte)
        }
        unit = unit << 4 | UInt32(digit)
        if digits < 3 { return go(.unicode(digits: digits + 1)) }
        match(unit)
        return go(.string)
    }

    private mutating func match(_ unit: UInt32) {
        let isNext =
            matched >= 0 && matched < wantedKey.count
            && UInt32(wantedKey[matched]) == unit
        matched = isNext ? matched + 1 : -1
    }

    // MARK: Numbers and names

    private mutating func consumeInNumber(_ byte: UInt8) -> Event {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        let isExponent = byte | 0x20 == UInt8(ascii: "e")
        switch state {
        case .minus where byte == UInt8(ascii: "0"): return go(.zero)
        case .minus where isDigit, .integer where isDigit: return go(.integer)
        case .zero where byte == UInt8(ascii: "."), .integer where byte == UInt8(ascii: "."):
            return go(.point)
        case .point where isDigit, .fraction where isDigit: return go(.fraction)
        case .zero where isExponent, .integer where isExponent, .fraction where isExponent:
            return go(.exponent)
        case .exponent where byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"):
            return go(.exponentSign)
        case .exponent where isDigit, .exponentSign where isDigit, .exponentDigits where isDigit:
            return go(.exponentDigits)
        case .zero, .integer, .fraction, .exponentDigits:
            endValue()
            return consumeBetween(byte)
        default: return unexpected(byte)
        }
    }

    private mutating func consumeLiteral(_ byte: UInt8, rest: UInt32) -> Event {
        guard UInt32(byte) == rest & 0xFF else { return unexpected(byte) }
        if rest >> 8 == 0 {
            endValue()
        } else {
            state = .literal(rest: rest >> 8)
        }
        return .nothing
    }

    // MARK: Small steps

    private mutating func go(_ next: State) -> Event {
        state = next
        return .nothing
    }

    private func unexpected(_ byte: UInt8) -> Event {
        var other = UTF8Validator()
        return .failed(byte < 0x80 || other.accept(byte) ? .notJSON : .invalidUTF8)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
