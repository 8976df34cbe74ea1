import Yams

/// Turns Yams' nodes into values: aliases and merge keys resolved, keys unique.
struct YAMLUnfolding {
    private static let mostValues = 4_000_000

    /// Names that were overwritten because they stand twice.
    let namesInFile: [Place: String]
    private(set) var mistakes: [YAMLDocument.Mistake] = []
    private var valuesLeft = mostValues

    /// Of the file, where only a part of it was read.
    let linesBefore: Int

    init(namesInFile: [Place: String], linesBefore: Int) {
        self.namesInFile = namesInFile
        self.linesBefore = linesBefore
    }

    /// The value of a node; empty where aliases unfold to more than anybody can mean.
    mutating func value(_ node: Node) -> YAMLValue {
        let place = Place(node.mark).moved(byLines: linesBefore)
        valuesLeft -= 1
        guard valuesLeft > 0 else { return tooMuch(at: place) }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain && scalar.tag.rawValue != Tag.Name.str.rawValue
            let text = YAMLValue.Scalar(text: scalar.string, isPlain: isPlain)
            return YAMLValue(place: place, content: .scalar(text))
        case .sequence(let sequence):
            return YAMLValue(place: place, content: .sequence(sequence.map { value($0) }))
        case .mapping(let mapping):
            let (kept, dropped) = entries(of: mapping)
            return YAMLValue(place: place, content: .mapping(kept), dropped: dropped)
        case .alias:
            // Composing resolves aliases; this case is for writing.
            return YAMLValue(place: place, content: .mapping([]))
        }
    }

    private mutating func entries(
        of mapping: Node.Mapping
    ) -> (kept: [YAMLValue.Entry], dropped: [YAMLValue.Entry]) {
        var own: [YAMLValue.Entry] = []
        var merged: [YAMLValue.Entry] = []
        var dropped: [YAMLValue.Entry] = []
        for (key, node) in mapping {
            let placeInText = Place(key.mark)
            let place = placeInText.moved(byLines: linesBefore)
            guard case .scalar(let scalar) = key else {
                note("a key must be a text, not a list or a mapping", at: place)
                for content in [value(key), value(node)] {
                    dropped.append(YAMLValue.Entry(name: "", place: place, value: content))
                }
                continue
            }
            let content = value(node)
            let name = namesInFile[placeInText] ?? scalar.string
            if name == "<<" && scalar.style == .plain {
                merged += mergedEntries(content)
                dropped += content.texts.map {
                    YAMLValue.Entry(name: name, place: place, value: $0)
                }
                continue
            }
            own.append(YAMLValue.Entry(name: name, place: place, value: content))
        }
        let kept = withoutRepeated(own, merged: merged, dropping: &dropped)
        return (kept, dropped)
    }

    /// Of a list of mappings the earlier one wins, as the YAML page on merge keys has it.
    private mutating func mergedEntries(_ value: YAMLValue) -> [YAMLValue.Entry] {
        switch value.content {
        case .mapping(let entries): return entries
        case .sequence(let items): return items.flatMap { mergedEntries($0) }
        case .scalar:
            note("\"<<\" merges mappings, and this is none", at: value.place)
            return []
        }
    }

    private mutating func withoutRepeated(
        _ own: [YAMLValue.Entry],
        merged: [YAMLValue.Entry],
        dropping dropped: inout [YAMLValue.Entry]
    ) -> [YAMLValue.Entry] {
        var places: [String: Place] = [:]
        var kept: [YAMLValue.Entry] = []
        for entry in own {
            if let first = places[entry.name] {
                let what = "key \(Redaction.quoted(name: entry.name)) stands here twice"
                note(what, at: entry.place, remedy: "the first one is in line \(first.line)")
                dropped.append(entry)
            } else {
                places[entry.name] = entry.place
                kept.append(entry)
            }
        }
        for entry in merged where places[entry.name] == nil {
            places[entry.name] = entry.place
            kept.append(entry)
        }
        return kept
    }

    private mutating func tooMuch(at place: Place) -> YAMLValue {
        if valuesLeft == 0 {
            note(
                "with its aliases the file unfolds to more than \(Self.mostValues) values",
                at: place
            )
        }
        return YAMLValue(place: place, content: .mapping([]))
    }

    private mutating func note(_ what: String, at place: Place, remedy: String? = nil) {
        mistakes.append(YAMLDocument.Mistake(place: place, what: what, remedy: remedy))
    }
}

extension YAMLValue {
    /// Itself, or of a list those parts that are texts.
    fileprivate var texts: [YAMLValue] {
        switch content {
        case .scalar: [self]
        case .sequence(let items): items.flatMap(\.texts)
        case .mapping: []
        }
    }
}

extension Place {
    init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
