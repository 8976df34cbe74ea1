import CogwatchCore

extension Section {
    /// The text of a key; a number will do.
    func text(_ key: String) -> String? { scalar(key)?.text }

    /// The text of a key that must stand here and say something.
    func required(_ key: String) -> String? {
        guard has(key) else {
            reading.error("\(vocabulary.name) has no \"\(key)\"", at: place)
            return nil
        }
        guard let text = text(key) else { return nil }
        guard !text.isEmpty else {
            reading.error("\"\(key)\" in \(vocabulary.name) is empty", at: place(of: key))
            return nil
        }
        return text
    }

    /// One of the texts that an enumeration knows.
    func choice<Choice: CaseIterable & RawRepresentable<String>>(_ key: String) -> Choice? {
        text(key).flatMap { choice($0, at: place(of: key), of: key) }
    }

    /// A list of texts that an enumeration knows, each once and at least one.
    func choices<Choice: CaseIterable & RawRepresentable<String>>(_ key: String) -> [Choice]? {
        guard value(key) != nil else { return nil }
        var chosen: [Choice] = []
        for (text, place) in texts(key) {
            guard let choice: Choice = choice(text, at: place, of: key) else { continue }
            if chosen.contains(where: { $0.rawValue == choice.rawValue }) {
                reading.error("\"\(key)\" lists \(Redaction.quoted(text)) twice", at: place)
            } else {
                chosen.append(choice)
            }
        }
        return chosen
    }

    /// The texts of the list below a key.
    func texts(_ key: String) -> [(text: String, place: Place)] {
        items(key).compactMap { item in
            guard case .scalar(let scalar) = item.content, !item.isNull else {
                let what = "\"\(key)\" in \(vocabulary.name) must list texts, not \(item.kind)"
                reading.error(what, at: item.place)
                return nil
            }
            return (scalar.text, item.place)
        }
    }

    /// True or false without quotes, in any of YAML's spellings.
    func flag(_ key: String) -> Bool? {
        guard let scalar = scalar(key) else { return nil }
        switch scalar.isPlain ? scalar.text : "" {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "on", "On", "ON": return true
        case "false", "False", "FALSE", "no", "No", "NO", "n", "N", "off", "Off", "OFF":
            return false
        default:
            let what = "\"\(key)\" in \(vocabulary.name) must be true or false"
            reading.error("\(what), not \(shown(scalar.text, key))", at: place(of: key))
            return nil
        }
    }

    /// A whole number within bounds.
    func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let scalar = scalar(key) else { return nil }
        guard scalar.isPlain, let number = Int(scalar.text), range.contains(number) else {
            let bounds =
                range.upperBound == .max
                ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            let what = "\"\(key)\" in \(vocabulary.name) must be a whole number, \(bounds)"
            reading.error("\(what), not \(shown(scalar.text, key))", at: place(of: key))
            return nil
        }
        return number
    }

    /// A length of time within bounds.
    func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let scalar = scalar(key) else { return nil }
        return duration(scalar.text, in: range, key, at: place(of: key))
    }

    /// Reads a length of time that stands at a place.
    func duration(
        _ text: String,
        in range: ClosedRange<Duration>,
        _ key: String,
        at place: Place
    ) -> Duration? {
        guard let duration = DurationText.duration(text) else {
            reading.error(
                "\"\(key)\" in \(vocabulary.name) is \(shown(text, key)), which is no duration",
                at: place,
                remedy: DurationText.remedy(for: text)
            )
            return nil
        }
        guard range.contains(duration) else {
            let least = DurationText.text(range.lowerBound)
            let most = DurationText.text(range.upperBound)
            let what = "\"\(key)\" in \(vocabulary.name) is \(shown(text, key))"
            reading.error("\(what); write \(least) to \(most)", at: place)
            return nil
        }
        return duration
    }

    /// A text as a message may quote it.
    func shown(_ text: String, _ key: String) -> String {
        Exposure.keys.below(key).shows(text) ? Quoted.message(text) : Redaction.placeholder
    }

    private func scalar(_ key: String) -> YAMLValue.Scalar? {
        guard has(key) else { return nil }
        guard let value = value(key) else {
            reading.error(
                "\"\(key)\" in \(vocabulary.name) has no value",
                at: place(ofKey: key),
                remedy: "write one, or leave the key out"
            )
            return nil
        }
        guard case .scalar(let scalar) = value.content else {
            let what = "\"\(key)\" in \(vocabulary.name) must be a text, not \(value.kind)"
            reading.error(what, at: value.place)
            return nil
        }
        return scalar
    }

    private func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ text: String,
        at place: Place,
        of key: String
    ) -> Choice? {
        if let choice = Choice(rawValue: text) { return choice }
        reading.error(
            "\"\(key)\" in \(vocabulary.name) cannot be \(shown(text, key))",
            at: place,
            remedy: Suggestion.remedyOrList(for: text, among: Choice.allCases.map(\.rawValue))
        )
        return nil
    }
}
