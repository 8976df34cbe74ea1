/// Matchers in the syntax of Alertmanager 0.27 and later, where names are any UTF-8.
struct UTF8MatcherParser {
    private enum Token: Equatable {
        case openBrace, closeBrace, comma
        case comparison(Matcher.Operator)
        case text(String)
    }

    private var rest: Substring.UnicodeScalarView

    /// The matchers that a text holds; nil where it does not follow the syntax.
    static func matchers(in text: String) -> [Matcher]? {
        var parser = UTF8MatcherParser(rest: text.unicodeScalars[...])
        var tokens: [Token] = []
        parser.skipBlanks()
        while !parser.rest.isEmpty {
            guard let token = parser.token() else { return nil }
            tokens.append(token)
            parser.skipBlanks()
        }
        return matchers(of: tokens[...])
    }

    private static func matchers(of tokens: ArraySlice<Token>) -> [Matcher]? {
        var rest = tokens
        let isBraced = rest.first == .openBrace
        if isBraced {
            guard rest.last == .closeBrace else { return nil }
            rest = rest.dropFirst().dropLast()
        }
        var matchers: [Matcher] = []
        while !rest.isEmpty {
            if !matchers.isEmpty {
                guard rest.popFirst() == .comma else { return nil }
                if rest.isEmpty { break }
            }
            guard case .text(let name) = rest.popFirst(),
                case .comparison(let comparison) = rest.popFirst(),
                case .text(let value) = rest.popFirst(),
                let matcher = try? Matcher(name: name, operator: comparison, value: value)
            else { return nil }
            matchers.append(matcher)
        }
        return matchers
    }

    /// Whether a character must be in quotes.
    static func isReserved(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || "{}!=~,\\\"'`".unicodeScalars.contains(scalar)
    }
}

// MARK: - Tokens

extension UTF8MatcherParser {
    private mutating func skipBlanks() {
        rest = rest.drop { $0.properties.isWhitespace }
    }

    private mutating func token() -> Token? {
        let word = rest.prefix { !Self.isReserved($0) }
        guard word.isEmpty else {
            rest = rest[word.endIndex...]
            return .text(String(Substring(word)))
        }
        switch rest.popFirst() {
        case "{": return .openBrace
        case "}": return .closeBrace
        case ",": return .comma
        case "\"": return quoted().map { .text($0) }
        case "=": return .comparison(skip("~") ? .matches : .equals)
        case "!" where skip("="): return .comparison(.differs)
        case "!" where skip("~"): return .comparison(.misses)
        default: return nil
        }
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    /// What stands up to the closing quote, with the escapes of Go's strings.
    private mutating func quoted() -> String? {
        var bytes: [UInt8] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(validating: bytes, as: UTF8.self)
            case "\n": return nil
            case "\\":
                guard let escaped = escaped() else { return nil }
                bytes += escaped
            default: bytes += Array(String(scalar).utf8)
            }
        }
        return nil
    }

    private mutating func escaped() -> [UInt8]? {
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "a": return [0x07]
        case "b": return [0x08]
        case "f": return [0x0c]
        case "n": return [0x0a]
        case "r": return [0x0d]
        case "t": return [0x09]
        case "v": return [0x0b]
        case "\\", "\"": return Array(String(letter).utf8)
        case "x": return number(2, radix: 16).flatMap(UInt8.init(exactly:)).map { [$0] }
        case "u": return number(4, radix: 16).flatMap(Unicode.Scalar.init).map(Self.bytes)
        case "U": return number(8, radix: 16).flatMap(Unicode.Scalar.init).map(Self.bytes)
        case "0"..."7":
            guard let low = number(2, radix: 8) else { return nil }
            return UInt8(exactly: (letter.value - 48) * 64 + low).map { [$0] }
        default: return nil
        }
    }

    private static func bytes(_ scalar: Unicode.Scalar) -> [UInt8] { Array(String(scalar).utf8) }

    private mutating func number(_ length: Int, radix: Int) -> UInt32? {
        let digits = rest.prefix(length)
        guard digits.count == length, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else {
            return nil
        }
        rest = rest[digits.endIndex...]
        return UInt32(String(Substring(digits)), radix: radix)
    }
}
