/// A mapping whose keys are known.
///
/// What is asked for and has the wrong form becomes a problem and reads as absent: with an error
/// noted no settings leave the loader, so the caller may go on with any value.
struct Section {
    let vocabulary: Vocabulary
    let reading: Reading
    /// Where the mapping begins.
    let place: Place
    private let entries: [String: YAMLValue.Entry]

    /// Takes a mapping and notes the keys that it should not have; nil where it is no mapping.
    init?(_ value: YAMLValue, _ vocabulary: Vocabulary, _ reading: Reading) {
        guard case .mapping(let written) = value.content else {
            let what = "\(vocabulary.name) must be a mapping (key: value), not \(value.kind)"
            reading.error(what, at: value.place)
            return nil
        }
        self.vocabulary = vocabulary
        self.reading = reading
        place = value.place
        entries = Dictionary(written.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for entry in written { checkName(entry) }
    }

    /// Whether a key stands here, with or without a value.
    func has(_ key: String) -> Bool { entries[key] != nil }

    /// Where the value of a key stands; the key itself where there is none, the mapping where there
    /// is no such key.
    func place(of key: String) -> Place {
        guard let entry = entries[key] else { return place }
        return entry.value.isNull ? entry.place : entry.value.place
    }

    /// Where a key stands.
    func place(ofKey key: String) -> Place { entries[key]?.place ?? place }

    /// The value of a key; nil where the key is absent or has nothing after it.
    func value(_ key: String) -> YAMLValue? {
        guard let value = entries[key]?.value, !value.isNull else { return nil }
        return value
    }

    /// Whether a key has a value that is more than an empty list or mapping.
    func says(_ key: String) -> Bool {
        guard let value = value(key) else { return false }
        switch value.content {
        case .scalar: return true
        case .mapping(let entries): return !entries.isEmpty
        case .sequence(let items): return !items.isEmpty
        }
    }

    /// Whether the value of a key is no list, which was noted when it was asked for.
    func isMisshapenList(_ key: String) -> Bool {
        guard let value = value(key) else { return false }
        guard case .sequence = value.content else { return true }
        return false
    }

    private func checkName(_ entry: YAMLValue.Entry) {
        let known = vocabulary.all
        guard !known.contains(entry.name) else { return }
        let name = Redaction.quoted(name: entry.name)
        if let instead = vocabulary.notYet[entry.name] {
            let what = "\(name) in \(vocabulary.name) is not supported by this version yet"
            reading.error(what, at: entry.place, remedy: instead)
            return
        }
        if let reason = vocabulary.leftOut[entry.name] {
            let what = "\(name) in \(vocabulary.name) is not supported here, because \(reason)"
            reading.error(what, at: entry.place)
            return
        }
        reading.error(
            "unknown key \(name) in \(vocabulary.name)",
            at: entry.place,
            remedy: Suggestion.remedy(for: entry.name, among: known) ?? otherHome(of: entry.name)
        )
    }

    private func otherHome(of name: String) -> String? {
        let homes = Vocabulary.everyone.filter { $0.all.contains(name) }
        guard let home = homes.first, homes.count == 1 else { return nil }
        return "it belongs in \(home.name)"
    }
}

// MARK: - Values that are sections themselves

extension Section {
    /// The mapping below a key.
    func section(_ key: String, _ vocabulary: Vocabulary) -> Section? {
        value(key).flatMap { Section($0, vocabulary, reading) }
    }

    /// The mappings of the list below a key, without those that are none.
    func sections(_ key: String, _ vocabulary: Vocabulary) -> [Section] {
        items(key).compactMap { Section($0, vocabulary, reading) }
    }

    /// The items of the list below a key.
    func items(_ key: String) -> [YAMLValue] {
        guard let value = value(key) else { return [] }
        guard case .sequence(let items) = value.content else {
            reading.error(
                "\"\(key)\" in \(vocabulary.name) must be a list, not \(value.kind)",
                at: value.place,
                remedy: "begin each entry with \"- \""
            )
            return []
        }
        return items
    }

    /// The names and texts of the mapping below a key.
    func texts(inMapping key: String) -> [(name: String, value: String, place: Place)] {
        guard let value = value(key) else { return [] }
        guard case .mapping(let entries) = value.content else {
            let what = "\"\(key)\" in \(vocabulary.name) must be a mapping (name: value)"
            reading.error("\(what), not \(value.kind)", at: value.place)
            return []
        }
        return entries.compactMap { entry in
            guard case .scalar(let scalar) = entry.value.content else {
                let what = "\(Redaction.quoted(entry.name)) in \"\(key)\" must be a text"
                reading.error("\(what), not \(entry.value.kind)", at: entry.value.place)
                return nil
            }
            return (entry.name, entry.value.isNull ? "" : scalar.text, entry.place)
        }
    }
}
