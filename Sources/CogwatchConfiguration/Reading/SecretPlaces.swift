/// Where a file holds what must not be shown.
struct SecretPlaces {
    /// A line that is longer is a whole file on one line, as programs write them: to find each of
    /// its secrets for each of its problems would take for ever, and nobody would read it.
    private static let longestLine = 4096

    /// Lines of which nothing may be shown.
    private var hidden: Set<Int> = []
    /// By line, what stands on that one line and can be masked.
    private var masks: [Int: [SecretTexts.Text]] = [:]

    /// Finds the secrets of a file in its lines.
    init(of secrets: SecretTexts, in lines: [Substring]) {
        let texts = secrets.texts
        var seen: Set<Place> = []
        for (index, text) in texts.enumerated() {
            // A text that has aliases comes up once for each of them.
            guard text.secret?.isEmpty == false, seen.insert(text.place).inserted else { continue }
            let line = text.place.line
            guard !hidden.contains(line) else { continue }
            if lines.indices.contains(line - 1), lines[line - 1].utf8.count > Self.longestLine {
                hidden.insert(line)
                continue
            }
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
        // From the right, so that what is masked already does not move what is not.
        var right = scalars.count
        let texts = (masks[place.line] ?? []).sorted { $0.place.column > $1.place.column }
        for text in texts {
            let left = text.place.column - 1
            // Behind a mask, which has another length, the caret would stand in a wrong place; of
            // texts that overlap in a damaged file, none can be told from the other.
            guard text.place.column >= place.column, let end = Self.end(of: text, in: line),
                left >= 0, left <= end, end <= right
            else { return nil }
            scalars.replaceSubrange(left..<end, with: Redaction.placeholder.unicodeScalars)
            right = left
        }
        let masked = String(String.UnicodeScalarView(scalars))
        let remains = (masks[place.line] ?? []).contains { text in
            text.secret.map { masked.replacing(Redaction.placeholder, with: "").contains($0) }
                ?? false
        }
        return remains ? nil : masked
    }

    /// Where, counted in scalars, a text ends that stands as it is on its line.
    private static func end(of text: SecretTexts.Text, in line: Substring) -> Int? {
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
}
