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
    private let pattern: LabelPattern?

    /// A matcher of the given parts.
    ///
    /// - Throws: ``MatcherError`` where the value should be a regular expression and is none.
    package init(name: String, operator: Operator, value: String) throws(MatcherError) {
        self.name = name
        self.operator = `operator`
        self.value = value
        switch `operator` {
        case .equals, .differs: pattern = nil
        case .matches, .misses:
            do {
                pattern = try LabelPattern(value)
            } catch {
                throw .badRegularExpression(value, error)
            }
        }
    }

    /// `name="value"`.
    package init(_ name: String, equals value: String) {
        self.name = name
        self.operator = .equals
        self.value = value
        pattern = nil
    }

    /// Whether a set of labels meets the condition.
    ///
    /// An absent label counts as an empty one.
    package func accepts(_ labels: [String: String]) -> Bool {
        let actual = labels[name] ?? ""
        return switch `operator` {
        case .equals: isValue(actual)
        case .differs: !isValue(actual)
        case .matches: pattern?.matches(actual) ?? false
        case .misses: !(pattern?.matches(actual) ?? false)
        }
    }

    /// Alertmanager compares bytes; Swift would take an accented letter and a letter with an
    /// accent for the same.
    private func isValue(_ actual: String) -> Bool { actual.utf8.elementsEqual(value.utf8) }
}

extension Matcher: Equatable, CustomStringConvertible {
    package static func == (left: Matcher, right: Matcher) -> Bool {
        left.name == right.name && left.operator == right.operator && left.value == right.value
    }

    package var description: String {
        let isPlain = name.unicodeScalars.allSatisfy { !UTF8MatcherParser.isReserved($0) }
        return (isPlain ? name : Labels.quoted(name)) + `operator`.rawValue + Labels.quoted(value)
    }
}

extension Matcher {
    /// Whether Alertmanager writes this one before another; group keys depend on it.
    package func precedes(_ other: Matcher) -> Bool {
        if name != other.name { return name.utf8.lexicographicallyPrecedes(other.name.utf8) }
        if value != other.value { return value.utf8.lexicographicallyPrecedes(other.value.utf8) }
        return `operator`.rank < other.operator.rank
    }
}

extension Matcher.Operator {
    /// The order of Alertmanager's constants.
    fileprivate var rank: Int {
        switch self {
        case .equals: 0
        case .differs: 1
        case .matches: 2
        case .misses: 3
        }
    }
}

/// Why a text is no matcher.
package enum MatcherError: Error, Equatable, CustomStringConvertible {
    case noOperator(String)
    case badLabelName(String)
    case unclosedQuote(String)
    case badRegularExpression(String, PatternError)
    /// Several matchers where one is wanted.
    case notOne(String)

    package var description: String {
        switch self {
        case .noOperator(let text):
            "\(Labels.quoted(text)) is no matcher: write name=\"value\", with =, !=, =~ or !~"
        case .badLabelName(let name): "\(Labels.quoted(name)) is no label name"
        case .unclosedQuote(let text):
            "a quote in \(Labels.quoted(text)) is not closed, or not escaped as \\\""
        case .badRegularExpression(let text, let reason):
            "\(Labels.quoted(text)) is no regular expression: \(reason)"
        case .notOne(let text): "\(Labels.quoted(text)) holds several matchers; write one"
        }
    }
}
