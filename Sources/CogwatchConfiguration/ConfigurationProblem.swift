/// One thing in a configuration that somebody should change: what, where, and what to do.
///
/// Holds no secret: offending text that may be one is replaced before it gets here, and a source
/// line that may hold one is left out.
package struct ConfigurationProblem: Sendable, Equatable {
    /// How much it matters.
    package enum Severity: String, Sendable, CaseIterable, Codable {
        /// The configuration cannot be used.
        case error
        /// It can be used, and will probably not do what was meant.
        case warning
        /// It works and could be written better.
        case hint
    }

    package let severity: Severity
    /// As it was given to the loader.
    package let file: String
    /// From 1; nil where the whole file is meant.
    package let line: Int?
    /// From 1, counted in Unicode scalars; nil where the whole file is meant.
    package let column: Int?
    /// What is wrong.
    package let what: String
    /// What to do about it, in words that follow a semicolon.
    package let remedy: String?
    /// Whether a key's file or variable could not be read: an error to somebody who checks the
    /// file on purpose, but no reason for a running agent to stop watching the other accounts.
    package let isKeySource: Bool
    /// The line that is meant, where it may be shown.
    package let sourceLine: String?

    /// Without the source line: `cogwatch.yml:3:5: error: unknown key "regoin"; did you mean …?`.
    package var headline: String { "\(location) \(severity.rawValue): \(message)" }

    private var message: String { remedy.map { "\(what); \($0)" } ?? what }

    private var location: String {
        guard let line, let column else { return "\(file):" }
        return "\(file):\(line):\(column):"
    }
}

extension ConfigurationProblem {
    /// An error that concerns a whole file.
    ///
    /// - Parameters:
    ///   - what: What is wrong; no secret.
    ///   - file: As it was named.
    package init(error what: String, in file: String) {
        self.init(
            severity: .error,
            file: file,
            line: nil,
            column: nil,
            what: what,
            remedy: nil,
            isKeySource: false,
            sourceLine: nil
        )
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// The headline and, where it may be shown, the source line with a caret below it.
    package var description: String { rendered(colour: false) }

    /// The problem for a terminal.
    ///
    /// - Parameter colour: Whether to use ANSI colours.
    /// - Returns: One line, or three where the source line may be shown.
    package func rendered(colour: Bool) -> String {
        let paint = Paint(isOn: colour)
        let label = paint.text("\(severity.rawValue):", in: severity.colour)
        let headline = "\(paint.text(location, in: .bold)) \(label) \(message)"
        guard let sourceLine, let column else { return headline }
        let caret = String(repeating: " ", count: max(0, column - 1)) + "^"
        return "\(headline)\n  \(sourceLine)\n  \(paint.text(caret, in: severity.colour))"
    }
}

extension ConfigurationProblem: Encodable {
    private enum CodingKeys: String, CodingKey {
        case severity, file, line, column, message, remedy
        case isKeySource = "key_source"
        case sourceLine = "source_line"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(severity, forKey: .severity)
        try container.encode(file, forKey: .file)
        try container.encode(line, forKey: .line)
        try container.encode(column, forKey: .column)
        try container.encode(what, forKey: .message)
        try container.encode(remedy, forKey: .remedy)
        try container.encode(isKeySource, forKey: .isKeySource)
        try container.encode(sourceLine, forKey: .sourceLine)
    }
}

extension ConfigurationProblem.Severity {
    fileprivate var colour: Paint.Colour {
        switch self {
        case .error: .red
        case .warning: .yellow
        case .hint: .cyan
        }
    }
}

/// ANSI colours, or none.
private struct Paint {
    enum Colour: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
    }

    let isOn: Bool

    func text(_ text: String, in colour: Colour) -> String {
        isOn ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
