/// A text that should be a key, freed of what people and tools put around keys.
struct KeyCleaning {
    /// What remains, in UTF-8.
    let core: [UInt8]
    /// What was set aside.
    let problems: Set<KeyAnatomy.Problem>

    /// Far longer than any key or token; the rest of a longer text is not looked at.
    private static let maximumScalars = 65_536
    /// Quotes in quotes in an encoded quote: real damage is never nested deeper.
    private static let maximumRounds = 8

    init(of text: String) {
        if Self.isPlainlyClean(text) {
            core = Array(text.utf8)
            problems = []
            return
        }
        var cleaner = KeyCleaner(text.unicodeScalars.prefix(Self.maximumScalars))
        cleaner.removeInvisible()
        for _ in 0..<Self.maximumRounds {
            let before = cleaner.rest
            cleaner.trimBlanks()
            cleaner.trimPunctuation()
            cleaner.trimQuotes()
            cleaner.trimBrackets()
            cleaner.dropPrefix()
            cleaner.decodePercent()
            if cleaner.rest == before { break }
        }
        cleaner.joinParts()
        core = Array(cleaner.text.utf8)
        problems = cleaner.problems
    }

    /// Whether the text has nothing but letters and digits, as many as keys have.
    ///
    /// Nearly all have, and to look at each one's scalars for damage takes a tenth of a start.
    private static func isPlainlyClean(_ text: String) -> Bool {
        let bytes = text.utf8
        return (bytes.count == 32 || bytes.count == 84)
            && bytes.allSatisfy(Base64Digit.isAlphanumeric)
            && !text.prefix(13).lowercased().hasPrefix("authorization")
    }
}

private struct KeyCleaner {
    private(set) var rest: [Unicode.Scalar]
    private(set) var problems: Set<KeyAnatomy.Problem> = []

    private static let headerNames = [
        "ocp-apim-subscription-key", "authorization", "subscription-key", "x-api-key", "api-key",
    ].map { Array($0.unicodeScalars) }
    private static let asciiQuotes = Set("\"'`".unicodeScalars)
    private static let smartQuotes = Set("“”‘’„‚‟‛«»‹›″′＂＇".unicodeScalars)
    private static let brackets: [Unicode.Scalar: Unicode.Scalar] = [
        "<": ">", "[": "]", "{": "}", "(": ")",
    ]
    private static let newlines = Set("\n\r\u{85}\u{2028}\u{2029}".unicodeScalars)

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        rest = Array(scalars)
    }

    var text: String { Self.text(rest[...]) }

    /// Zero-width and control characters are nowhere in a key, so they go wherever they stand.
    mutating func removeInvisible() {
        rest.removeAll { scalar in
            switch scalar.properties.generalCategory {
            case .format:
                problems.insert(.zeroWidth)
                return true
            case .control where !scalar.properties.isWhitespace:
                problems.insert(.controlCharacter)
                return true
            default:
                return false
            }
        }
    }

    mutating func trimBlanks() {
        let leading = rest.prefix(while: \.properties.isWhitespace).count
        if leading > 0 {
            rest.removeFirst(leading)
            problems.insert(.leadingWhitespace)
        }
        trimEscapedNewline()
        while let last = rest.last, last.properties.isWhitespace {
            rest.removeLast()
            problems.insert(
                Self.newlines.contains(last) ? .trailingNewline : .trailingWhitespace
            )
        }
    }

    /// A backslash and an `n`, which secret stores leave of a line break.
    private mutating func trimEscapedNewline() {
        while rest.count > 1, rest[rest.count - 2] == "\\",
            "nr".unicodeScalars.contains(rest[rest.count - 1])
        {
            rest.removeLast(2)
            problems.insert(.trailingNewline)
        }
    }

    mutating func trimPunctuation() {
        while let last = rest.last, last == "," || last == ";" {
            rest.removeLast()
            problems.insert(.trailingPunctuation)
        }
    }

    mutating func trimQuotes() {
        let leading = rest.prefix { problem(ofQuote: $0) != nil }
        problems.formUnion(leading.compactMap(problem(ofQuote:)))
        rest.removeFirst(leading.count)
        while let last = rest.last, let problem = problem(ofQuote: last) {
            rest.removeLast()
            problems.insert(problem)
        }
    }

    private func problem(ofQuote scalar: Unicode.Scalar) -> KeyAnatomy.Problem? {
        if Self.asciiQuotes.contains(scalar) { return .quoted }
        return Self.smartQuotes.contains(scalar) ? .smartQuotes : nil
    }

    /// Brackets around a key; those around a placeholder tell what it is and stay.
    mutating func trimBrackets() {
        guard let first = rest.first, let last = rest.last, Self.brackets[first] == last,
            Self.mayBeAKey(rest.dropFirst().dropLast())
        else { return }
        rest = Array(rest.dropFirst().dropLast())
        problems.insert(.quoted)
    }

    mutating func dropPrefix() {
        if let length = Self.headerNames.first(where: startsInAnyCase(with:))?.count {
            rest.removeFirst(length)
            rest = Array(rest.drop { Self.isSeparator($0) })
            problems.insert(.headerNameIncluded)
        }
        if startsInAnyCase(with: Array("bearer".unicodeScalars)),
            rest.dropFirst(6).first?.properties.isWhitespace ?? true
        {
            rest = Array(rest.dropFirst(6).drop(while: \.properties.isWhitespace))
            problems.insert(.bearerPrefix)
        }
        dropVariableName()
    }

    /// Drops the name in `SPEECH_KEY=…` and `"key1": "…"`.
    ///
    /// Only where what follows looks like a key: a connection string and an endpoint's address
    /// have such a sign too.
    private mutating func dropVariableName() {
        guard let sign = rest.prefix(64).firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            return
        }
        let value = rest[(sign + 1)...].drop { Self.isSeparator($0) }
        guard Self.mayBeAKey(value.prefix { $0.isAlphanumeric }) else { return }
        rest = Array(value)
        problems.insert(.variableNameIncluded)
    }

    /// `%22` and the like; a text that is not UTF-8 afterwards was no such encoding.
    mutating func decodePercent() {
        guard let decoded = PercentEncoding.decode(text), decoded != text else { return }
        rest = Array(decoded.unicodeScalars)
        problems.insert(.percentEncoded)
    }

    mutating func joinParts() {
        guard rest.contains(where: \.properties.isWhitespace) else { return }
        problems.insert(.innerWhitespace)
        let joined = rest.filter { !$0.properties.isWhitespace }
        if Self.mayBeAKey(joined[...]) { rest = joined }
    }

    private func startsInAnyCase(with name: [Unicode.Scalar]) -> Bool {
        rest.count >= name.count
            && zip(rest, name).allSatisfy { $0.properties.lowercaseMapping == String($1) }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar == ":" || scalar == "=" || asciiQuotes.contains(scalar)
            || scalar.properties.isWhitespace
    }

    private static func mayBeAKey(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        (31...256).contains(scalars.count) && scalars.allSatisfy(\.isAlphanumeric)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension Unicode.Scalar {
    fileprivate var isAlphanumeric: Bool {
        isASCII && Base64Digit.isAlphanumeric(UInt8(truncatingIfNeeded: value))
    }
}
