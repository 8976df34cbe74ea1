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
        return found.sorted { $0.precedes($1) }
    }

    /// One text may hold several, as in `{team="voice",cause=~"wrong_.*"}`.
    private func matchers(in text: String, at place: Place, of key: String) -> [Matcher] {
        let found = read(at: place, of: key) { () throws(MatcherError) in
            try Matcher.list(parsing: text)
        }
        guard let found else { return [] }
        if found.isEmpty {
            let what = "\"\(key)\" in \(section.vocabulary.name) lists a text without a matcher"
            reading.warning(what, at: place, remedy: "write name=\"value\", or remove it")
        }
        for matcher in found where !LabelReading.isName(matcher.name) {
            let name = section.shown(matcher.name, key)
            let what = "\"\(key)\" in \(section.vocabulary.name) asks for label \(name)"
            reading.warning(
                "\(what), and no alert has a label of such a name",
                at: place,
                remedy: "labels of alerts have letters, digits and \"_\""
            )
        }
        return found
    }

    private func matchers(_ key: String, _ form: Matcher.Operator) -> [Matcher] {
        refuseBlanks(in: key, form)
        return section.texts(inMapping: key).compactMap { name, value, place in
            read(at: place, of: key) { () throws(MatcherError) in
                guard LabelReading.isName(name) else { throw .badLabelName(name) }
                let matcher = try Matcher(name: name, operator: form, value: value)
                guard form == .matches else { return matcher }
                // Alertmanager anchors these on reading, and so they stand in its group keys.
                return try Matcher(name: name, operator: form, value: "^(?:\(value))$")
            }
        }
    }

    /// To Alertmanager nothing is an empty value, and no regular expression.
    private func refuseBlanks(in key: String, _ form: Matcher.Operator) {
        guard form == .matches, case .mapping(let entries) = section.value(key)?.content else {
            return
        }
        for entry in entries where entry.value.isNull {
            let what = "\(Redaction.quoted(entry.name)) in \"\(key)\" has no regular expression"
            reading.error(what, at: entry.place, remedy: "write \"\" for an empty one")
        }
    }

    private func read<Result>(
        at place: Place,
        of key: String,
        _ read: () throws(MatcherError) -> Result
    ) -> Result? {
        do {
            return try read()
        } catch {
            reading.error("\"\(key)\" in \(section.vocabulary.name): \(shown(error))", at: place)
            return nil
        }
    }

    private func shown(_ error: MatcherError) -> String {
        let text = error.description
        return Redaction.looksSecret(text) ? "this is no matcher" : text
    }
}
