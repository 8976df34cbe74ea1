extension PatternParser {
    /// Takes what a backslash begins, outside brackets.
    mutating func takeEscape() throws(PatternError) {
        switch rest.dropFirst().first {
        case "A": take(.startOfText)
        case "b": take(.wordBoundary)
        case "B": take(.noWordBoundary)
        case "z": take(.endOfText)
        case "Q": takeQuotation()
        default:
            if let set = try takeEscapedClass() {
                add(.character(set))
            } else {
                add(literal: try takeEscapedCharacter())
            }
        }
    }

    private mutating func take(_ assertion: PatternAssertion) {
        rest = rest.dropFirst(2)
        add(.assertion(assertion))
    }

    /// Takes `\Q…\E`, or `\Q…` to the end.
    private mutating func takeQuotation() {
        rest = rest.dropFirst(2)
        while let next = rest.first {
            if rest.starts(with: ["\\", "E"]) {
                rest = rest.dropFirst(2)
                return
            }
            rest.removeFirst()
            add(literal: next)
        }
    }

    /// Takes an escape that stands for one character.
    mutating func takeEscapedCharacter() throws(PatternError) -> Unicode.Scalar {
        let start = rest
        rest.removeFirst()
        guard let letter = rest.popFirst() else { throw .trailingBackslash }
        switch letter {
        case "a": return "\u{7}"
        case "f": return "\u{c}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{b}"
        case "x": return try takeHexadecimal(from: start)
        case "0": return octal(letter)
        // One digit alone would refer back to a group.
        case "1"..."7" where rest.first.map(Self.isOctal) == true: return octal(letter)
        case _ where letter.isASCII && !letter.properties.isAlphabetic && !Self.isDigit(letter):
            return letter
        default: throw .badEscape(Self.text(start[..<rest.startIndex]))
        }
    }

    private mutating func octal(_ first: Unicode.Scalar) -> Unicode.Scalar {
        var value = first.value - 48
        for _ in 0..<2 {
            guard let next = rest.first, Self.isOctal(next) else { break }
            rest.removeFirst()
            value = value * 8 + next.value - 48
        }
        return Unicode.Scalar(value) ?? first
    }

    /// Takes what follows `\x`: two digits, or any number of them in braces.
    private mutating func takeHexadecimal(
        from start: ArraySlice<Unicode.Scalar>
    ) throws(PatternError) -> Unicode.Scalar {
        let isBraced = rest.first == "{"
        let digits = isBraced ? rest.dropFirst().prefix { $0 != "}" } : rest.prefix(2)
        let end = digits.endIndex + (isBraced ? 1 : 0)
        guard end <= rest.endIndex, isBraced || digits.count == 2,
            digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
            let value = UInt32(Self.text(digits), radix: 16), let scalar = Unicode.Scalar(value)
        else { throw .badEscape(Self.text(start[..<min(end, start.endIndex)])) }
        rest = rest[end...]
        return scalar
    }

    private static func isOctal(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."7" as ClosedRange<Unicode.Scalar>).contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9" as ClosedRange<Unicode.Scalar>).contains(scalar)
    }
}
