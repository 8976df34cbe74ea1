/// Where a file holds what must not be shown.
struct SecretPlaces {
    private struct Text: Equatable {
        let place: Place
        /// Nil where it may be shown.
        let secret: String?
    }

    /// Lines of which nothing may be shown.
    private var hidden: Set<Int> = []
    /// By line, what stands on that one line and can be masked.
    private var masks: [Int: [Text]] = [:]

    /// Goes through all that a file holds.
    init(in root: YAMLValue, lines: [Substring]) {
        var texts: [Text] = []
        Self.collect(root, exposure: .keys, into: &texts)
        texts.sort { $0.place < $1.place }
        for (index, text) in texts.enumerated() {
            // A text that has aliases comes up once for each of them.
            guard text.secret != nil, index == 0 || texts[index - 1] != text else { continue }
            let line = text.place.line
            if lines.indices.contains(line - 1), Self.end(of: text, in: lines[line - 1]) != nil {
                masks[line, default: []].append(text)
                continue
            }
            // Folded or escaped: it may go on until the next text begins.
            let next = texts[(index + 1)...].first { $0.place > text.place }?.place.line
            hidden.formUnion(line...max(line, next ?? lines.count))
        }
    }

    /// The line with its secrets masked; nil where that does not hide them all.
    func masked(_ line: Substring, at place: Place) -> String? {
        guard !hidden.contains(place.line) else { return nil }
        var scalars = Array(line.unicodeScalars)
        for text in (masks[place.line] ?? []).reversed() {
            // Behind a mask, which has another length, the caret would stand in a wrong place.
            guard text.place.column >= place.column, let end = Self.end(of: text, in: line) else {
                return nil
            }
            scalars.replaceSubrange(
                (text.place.column - 1)..<end,
                with: Redaction.placeholder.unicodeScalars
            )
        }
        let masked = String(String.UnicodeScalarView(scalars))
        let remains = (masks[place.line] ?? []).contains { text in
            text.secret.map { masked.replacing(Redaction.placeholder, with: "").contains($0) }
                ?? false
        }
        return remains ? nil : masked
    }

    /// Where, counted in scalars, a text ends that stands as it is on its line.
    private static func end(of text: Text, in line: Substring) -> Int? {
        guard let secret = text.secret else { return nil }
        let rest = line.unicodeScalars.dropFirst(text.place.column - 1)
        let quotes = rest.first.map { $0 == "\"" || $0 == "'" } == true ? 1 : 0
        let start = rest.dropFirst(quotes)
        guard start.starts(with: secret.unicodeScalars) else { return nil }
        let length = secret.unicodeScalars.count
        let after = start.dropFirst(length).first
        // A plain text goes on in the next line, and a quoted one, where its quote does not close.
        guard quotes == 0 || after == rest.first else { return nil }
        return text.place.column - 1 + length + 2 * quotes
    }

    private static func collect(_ value: YAMLValue, exposure: Exposure, into texts: inout [Text]) {
        switch value.content {
        case .scalar(let scalar):
            let secret = exposure.shows(scalar.text) ? nil : scalar.text
            texts.append(Text(place: value.place, secret: secret))
        case .sequence(let items):
            for item in items { collect(item, exposure: exposure, into: &texts) }
        case .mapping(let entries):
            for entry in entries {
                texts.append(Text(place: entry.place, secret: nil))
                collect(entry.value, exposure: exposure.below(entry.name), into: &texts)
            }
        }
    }
}
