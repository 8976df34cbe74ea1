/// One condition on a label, as Alertmanager's `matchers` have it.
package struct Matcher: Sendable {
    package enum Operator: String, Sendable, CaseIterable {
        case equals = "="
        case differs = "!="
        case matches = "=~"
        case misses = "!~"
    }

    package let name: String
    package let `operator`: Operator
    package let value: String
    private let pattern: Pattern?

    /// A matcher of the given parts.
    ///
    /// - Throws: ``MatcherError`` where the value should be a regular expression and is none.
    package init(name: String, operator: Operator, value: String) throws(MatcherError) {
        self.name = name
        self.operator = `operator`
        self.value = value
        switch `operator` {
        case .equals, .differs: pattern = nil
        case .matches, .misses: pattern = try Pattern(value)
        }
    }

    /// Whether a set of labels meets the condition.
    ///
    /// An absent label counts as an empty one.
    package func accepts(_ labels: [String: String]) -> Bool {
        let actual = labels[name] ?? ""
        return switch `operator` {
        case .equals: actual == value
        case .differs: actual != value
        case .matches: pattern?.matchesWhole(actual) ?? false
        case .misses: !(pattern?.matchesWhole(actual) ?? false)
        }
    }
}

extension Matcher: Equatable, CustomStringConvertible {
    package static func == (left: Matcher, right: Matcher) -> Bool {
        left.name == right.name && left.operator == right.operator && left.value == right.value
    }

    package var description: String { "\(name)\(`operator`.rawValue)\(Labels.quoted(value))" }
}

/// Why a text is no matcher.
package enum MatcherError: Error, Equatable, CustomStringConvertible {
    case noOperator(String)
    case badLabelName(String)
    case unclosedQuote(String)
    case badRegularExpression(String)

    package var description: String {
        switch self {
        case .noOperator(let text):
            "\(Labels.quoted(text)) is no matcher: write name=\"value\", with =, !=, =~ or !~"
        case .badLabelName(let name): "\(Labels.quoted(name)) is no label name"
        case .unclosedQuote(let text): "a quote is not closed in \(Labels.quoted(text))"
        case .badRegularExpression(let text):
            "\(Labels.quoted(text)) is no regular expression"
        }
    }
}

/// A regular expression that must match the whole value, as Prometheus anchors its own.
private struct Pattern: Sendable {
    // Regex is not Sendable; compiling the small patterns of a route anew costs microseconds, and
    // alerts are rare.
    let text: String

    init(_ text: String) throws(MatcherError) {
        self.text = text
        guard (try? Regex(text)) != nil else { throw .badRegularExpression(text) }
    }

    func matchesWhole(_ value: String) -> Bool {
        guard let regex = try? Regex(text) else { return false }
        return (try? regex.wholeMatch(in: value)) != nil
    }
}

extension Matcher {
    /// Reads a matcher as it stands in a configuration file: `team="voice"`, `cause=~wrong_.*`.
    ///
    /// - Parameter text: One matcher; the value may be quoted.
    /// - Throws: ``MatcherError``.
    package init(parsing text: String) throws(MatcherError) {
        let trimmed = text.drop { $0.isWhitespace }
        let name = trimmed.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let rest = trimmed[name.endIndex...].drop { $0.isWhitespace }
        guard
            let found = Self.operatorsLongestFirst.first(where: { rest.hasPrefix($0.rawValue) })
        else { throw .noOperator(text) }
        guard let first = name.first, !first.isNumber else { throw .badLabelName(String(name)) }
        let value = rest.dropFirst(found.rawValue.count)
        try self.init(name: String(name), operator: found, value: Self.unquote(value))
    }

    private static let operatorsLongestFirst: [Operator] = [.matches, .misses, .differs, .equals]

    private static func unquote(_ text: Substring) throws(MatcherError) -> String {
        var value = text.drop { $0.isWhitespace }
        while value.last?.isWhitespace == true { value.removeLast() }
        guard value.first == "\"" else {
            guard !value.contains("\"") else { throw .unclosedQuote(String(text)) }
            return String(value)
        }
        var result = ""
        var escaped = false
        var rest = value.dropFirst()
        while let character = rest.popFirst() {
            switch (escaped, character) {
            case (true, "n"):
                result.append("\n")
                escaped = false
            case (true, "\\"), (true, "\""):
                result.append(character)
                escaped = false
            case (true, _):
                // Alertmanager keeps the backslash of escapes that it does not know: \. stays \.
                result.append("\\")
                result.append(character)
                escaped = false
            case (false, "\\"): escaped = true
            case (false, "\""):
                guard rest.isEmpty else { throw .unclosedQuote(String(text)) }
                return result
            case (false, _): result.append(character)
            }
        }
        throw .unclosedQuote(String(text))
    }
}
