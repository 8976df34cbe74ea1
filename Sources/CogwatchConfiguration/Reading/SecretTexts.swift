/// The texts of a file, and which of them must not be shown.
struct SecretTexts {
    struct Text: Equatable {
        let place: Place
        /// Nil where it may be shown.
        let secret: String?
    }

    /// In the order of the file; a text with aliases comes once for each of them.
    private(set) var texts: [Text] = []
    /// Where a secret stands, also one that an alias puts in a place where it would be shown.
    private(set) var places: Set<Place> = []
    /// Secrets that an alias puts in such a place, so that messages may quote them.
    private(set) var quotable: [String] = []

    /// Goes through all that a file holds.
    init(in root: YAMLValue?) {
        guard let root else { return }
        collect(root, exposure: .keys)
        places = Set(texts.lazy.filter { $0.secret != nil }.map(\.place))
        // Most files have none, and sorting all their texts would be for nothing.
        guard !places.isEmpty else {
            texts = []
            return
        }
        texts.sort { $0.place < $1.place }
        for (text, next) in zip(texts, texts.dropFirst()) where text.place == next.place {
            let isShownToo = text.secret == nil || next.secret == nil
            if isShownToo, let secret = text.secret ?? next.secret { quotable.append(secret) }
        }
    }

    private mutating func collect(_ value: YAMLValue, exposure: Exposure) {
        switch value.content {
        case .scalar(let scalar):
            let secret = exposure.shows(scalar.text) ? nil : scalar.text
            texts.append(Text(place: value.place, secret: secret))
        case .sequence(let items):
            for item in items { collect(item, exposure: exposure) }
        case .mapping(let entries):
            for entry in entries + value.dropped {
                let name = exposure.shows(name: entry.name) ? nil : entry.name
                texts.append(Text(place: entry.place, secret: name))
                collect(entry.value, exposure: exposure.below(entry.name))
            }
        }
    }
}
