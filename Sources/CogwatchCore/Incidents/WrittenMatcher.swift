/// A matcher as Alertmanager's API v2 writes it in a silence.
package struct WrittenMatcher: Codable, Sendable, Equatable {
    package let name: String
    package let value: String
    /// Absent means that the value is taken literally.
    package let isRegex: Bool?
    /// Absent means that the label must have the value, as before Alertmanager 0.22.
    package let isEqual: Bool?

    package init(_ matcher: Matcher) {
        name = matcher.name
        value = matcher.value
        isRegex = matcher.operator == .matches || matcher.operator == .misses
        isEqual = matcher.operator == .equals || matcher.operator == .matches
    }

    /// The matcher that is meant.
    ///
    /// - Throws: ``MatcherError`` where a label has no name, or a pattern is none.
    package func matcher() throws(MatcherError) -> Matcher {
        guard !name.isEmpty else { throw .badLabelName(name) }
        return try Matcher(name: name, operator: comparison, value: value)
    }

    private var comparison: Matcher.Operator {
        switch (isRegex ?? false, isEqual ?? true) {
        case (false, true): .equals
        case (false, false): .differs
        case (true, true): .matches
        case (true, false): .misses
        }
    }
}
