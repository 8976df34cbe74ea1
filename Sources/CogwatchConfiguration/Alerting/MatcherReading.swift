import CogwatchCore

/// Reads the conditions of a route or an inhibition, in Alertmanager's new and old forms.
struct MatcherReading {
    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// The matchers below three keys, in Alertmanager's order, on which group keys depend.
    func matchers(_ key: String, old: String, oldPattern: String) -> [Matcher] {
        let found =
            section.texts(key).flatMap { matchers(in: $0.text, at: $0.place, of: key) }
            + matchers(old, .equals) + matchers(oldPattern, .matches)
        return found.sorted(by: Self.comesFirst)
    }

    /// One text may hold several, as in `{team="voice",cause=~"wrong_.*"}`.
    private func matchers(in text: String, at place: Place, of key: String) -> [Matcher] {
        Self.parts(of: text).compactMap { part in
            matcher(at: place, of: key) { () throws(MatcherError) in try Matcher(parsing: part) }
        }
    }

    private func matchers(_ key: String, _ form: Matcher.Operator) -> [Matcher] {
        section.texts(inMapping: key).compactMap { name, value, place in
            matcher(at: place, of: key) { () throws(MatcherError) in
                guard LabelReading.isName(name) else { throw .badLabelName(name) }
                return try Matcher(name: name, operator: form, value: value)
            }
        }
    }

    private func matcher(
        at place: Place,
        of key: String,
        make: () throws(MatcherError) -> Matcher
    ) -> Matcher? {
        do {
            return try make()
        } catch {
            reading.error("\"\(key)\" in \(section.vocabulary.name): \(shown(error))", at: place)
            return nil
        }
    }

    private func shown(_ error: MatcherError) -> String {
        let text = error.description
        return Redaction.looksSecret(text) ? "this is no matcher" : text
    }

    /// Splits at commas outside quotes, and drops the braces around the whole.
    private static func parts(of text: String) -> [String] {
        var inner = text[...].trimmed
        if inner.first == "{" && inner.last == "}" { inner = inner.dropFirst().dropLast() }
        var parts = [""]
        var isQuoted = false
        var isEscaped = false
        for character in inner {
            if character == "," && !isQuoted {
                parts.append("")
                continue
            }
            if character == "\"" && !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && !isEscaped
            parts[parts.count - 1].append(character)
        }
        // A comma at the end is Alertmanager's to allow; a matcher of nothing is not.
        if parts.count > 1 && parts.last?[...].trimmed.isEmpty == true { parts.removeLast() }
        return parts
    }

    private static func comesFirst(_ left: Matcher, _ right: Matcher) -> Bool {
        (left.name, left.value, left.operator.rank) < (right.name, right.value, right.operator.rank)
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

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
