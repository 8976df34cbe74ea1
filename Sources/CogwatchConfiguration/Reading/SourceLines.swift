/// The lines of the file, as far as they may be printed.
struct SourceLines {
    private let lines: [Substring]
    /// Nil where the file could not be understood, and each line must speak for itself.
    private let secrets: SecretPlaces?

    /// Splits a file's text.
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - secrets: What of it must not be shown; nil where it is no YAML.
    init(_ text: String, hiding secrets: SecretTexts?) {
        let lines = Self.split(text)
        self.lines = lines
        self.secrets = secrets.map { SecretPlaces(of: $0, in: lines) }
    }

    /// The line of a place, without its comment and with its secrets masked; nil where more of it
    /// may be a secret.
    func line(at place: Place) -> String? {
        guard lines.indices.contains(place.line - 1) else { return nil }
        let written = lines[place.line - 1]
        guard let masked = secrets.map({ $0.masked(written, at: place) }) ?? String(written) else {
            return nil
        }
        let line = Self.withoutComment(masked)
        let isInside = place.column >= 1 && place.column <= line.unicodeScalars.count + 1
        guard isInside, line.utf8.count <= 160, !line.isEmpty, !Redaction.looksSecret(line) else {
            return nil
        }
        guard secrets != nil || Self.isPlainlyHarmless(line) else { return nil }
        return Self.printable(line)
    }

    /// libyaml's line breaks are the characters that Swift calls newlines.
    static func split(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }
}

extension SourceLines {
    private static func withoutComment(_ line: String) -> String {
        if line.drop(while: \.isWhitespace).first == "#" { return "" }
        guard let comment = line.firstRange(of: " #") else { return line }
        return String(line[..<comment.lowerBound])
    }

    /// Whether every part of a line is a known key with a value that may be shown.
    private static func isPlainlyHarmless(_ line: String) -> Bool {
        let parts = line.split { ",{}[]".contains($0) }
        return parts.allSatisfy { part in
            let text = part.drop { $0.isWhitespace || $0 == "-" }
            guard let colon = text.firstIndex(of: ":") else { return text.isEmpty }
            let rest = text[text.index(after: colon)...].drop(while: \.isWhitespace)
            guard !rest.isEmpty else { return Vocabulary.exposures[String(text[..<colon])] != nil }
            let isOneWord = !rest.contains(where: \.isWhitespace)
            return isOneWord && Exposure.keys.below(String(text[..<colon])).shows(String(rest))
        }
    }

    /// One column each, so that the caret stays in its place.
    private static func printable(_ line: String) -> String {
        let scalars = line.unicodeScalars.map { Quoted.isUnprintable($0) ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
