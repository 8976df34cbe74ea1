extension Matcher {
    /// Reads a matcher as it stands in a command or a form: `team="voice"`, `cause=~wrong_.*`.
    ///
    /// - Parameter text: One matcher without braces; the value may be quoted.
    /// - Throws: ``MatcherError``.
    package init(parsing text: String) throws(MatcherError) {
        do {
            self = try ClassicMatcherParser.matcher(in: text)
        } catch {
            let isBraced = text.hasPrefix("{") || text.hasSuffix("}")
            guard !isBraced, let matchers = UTF8MatcherParser.matchers(in: text),
                let only = matchers.first
            else { throw error }
            guard matchers.count == 1 else { throw .notOne(text) }
            self = only
        }
    }

    /// Reads a text of `matchers` in a configuration file, which may hold several:
    /// `{team="voice", cause=~"wrong_.*"}`.
    ///
    /// As Alertmanager does since 0.27, the classic syntax comes first, and what it refuses may
    /// still be the newer one, where names are any UTF-8: `{"équipe"="voix"}`.
    ///
    /// - Returns: The matchers in the order of the text; none for an empty one.
    /// - Throws: ``MatcherError``, of the classic syntax.
    package static func list(parsing text: String) throws(MatcherError) -> [Matcher] {
        do {
            return try ClassicMatcherParser.matchers(in: text)
        } catch {
            guard let matchers = UTF8MatcherParser.matchers(in: text) else { throw error }
            return matchers
        }
    }
}

/// Matchers as Alertmanager has always read them, oddities included.
enum ClassicMatcherParser {
    private typealias Scalars = Substring.UnicodeScalarView

    /// Several, with commas between and braces around them, either of which may be missing.
    static func matchers(in text: String) throws(MatcherError) -> [Matcher] {
        var matchers: [Matcher] = []
        for part in parts(of: text) { matchers.append(try matcher(in: part)) }
        return matchers
    }

    /// Splits at commas outside quotes, and drops the braces around the whole.
    private static func parts(of text: String) -> [String] {
        var inner = text.unicodeScalars[...]
        if inner.first == "{" { inner.removeFirst() }
        if inner.last == "}" { inner.removeLast() }
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var isQuoted = false
        var isEscaped = false
        for scalar in inner {
            switch scalar {
            case "," where !isQuoted:
                parts.append(String(part))
                part = String.UnicodeScalarView()
                continue
            case ",": break
            case "\"" where isEscaped: isEscaped = false
            case "\"": isQuoted.toggle()
            case "\\": isEscaped.toggle()
            default: isEscaped = false
            }
            part.append(scalar)
        }
        // Nothing after the last comma is nothing; nothing between two is a mistake.
        let last = trimmed(Substring.UnicodeScalarView(part[...])) { $0.properties.isWhitespace }
        return last.isEmpty ? parts : parts + [String(Substring(last))]
    }

    /// A name, an operator and a value, with blanks between them.
    static func matcher(in text: String) throws(MatcherError) -> Matcher {
        let whole = trimmed(text.unicodeScalars[...], of: isBlank)
        let name = whole.prefix(while: isInName)
        let rest = whole[name.endIndex...].drop(while: isBlank)
        guard let found = operatorsLongestFirst.first(where: { rest.starts(with: $0.scalars) })
        else {
            let isNameWrong = text.unicodeScalars.contains { $0 == "=" }
            throw isNameWrong ? .badLabelName(wouldBeName(in: whole)) : .noOperator(text)
        }
        guard let first = name.first, !ScalarClass.digit.contains(first) else {
            throw .badLabelName(String(Substring(name)))
        }
        let value = rest.dropFirst(found.scalars.count).drop(while: isBlank)
        return try Matcher(
            name: String(Substring(name)),
            operator: found,
            value: unescaped(value)
        )
    }

    private static let operatorsLongestFirst: [Matcher.Operator] = [
        .matches, .misses, .differs, .equals,
    ]

    private static func isInName(_ scalar: Unicode.Scalar) -> Bool {
        ScalarClass.word.contains(scalar) || scalar == ":"
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        ScalarClass.space.contains(scalar)
    }

    private static func wouldBeName(in text: Scalars) -> String {
        let name = text.prefix { !"=!~".unicodeScalars.contains($0) }
        return String(Substring(trimmed(name, of: isBlank)))
    }

    private static func trimmed(
        _ text: Scalars,
        of isBlank: (Unicode.Scalar) -> Bool
    ) -> Scalars {
        var rest = text.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }

    /// The value without its quotes and escapes; what is no escape stands as it is: `\.` stays `\.`.
    private static func unescaped(_ text: Scalars) throws(MatcherError) -> String {
        let isQuoted = text.first == "\""
        var rest = isQuoted ? text.dropFirst() : text
        var isOpen = isQuoted
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                guard let next = rest.popFirst() else {
                    value.append("\\")
                    break
                }
                if next != "n" && next != "\"" && next != "\\" { value.append("\\") }
                value.append(next == "n" ? "\n" : next)
            case "\"":
                guard isOpen, rest.isEmpty else { throw .unclosedQuote(String(Substring(text))) }
                isOpen = false
            default: value.append(scalar)
            }
        }
        guard !isOpen else { throw .unclosedQuote(String(Substring(text))) }
        return String(value)
    }
}

extension Matcher.Operator {
    fileprivate var scalars: String.UnicodeScalarView { rawValue.unicodeScalars }
}
