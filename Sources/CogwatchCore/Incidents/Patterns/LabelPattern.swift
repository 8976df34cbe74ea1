/// A regular expression on a label's value: RE2's syntax and meaning, as Go and so Alertmanager
/// have them, and like there it must match the whole value.
///
/// Swift's own `Regex` has another syntax (look-around, back-references), compares letters with
/// their accents where Go compares code points, and takes exponential time for some patterns. This
/// one takes time in proportion to the pattern times the value, whatever they are.
package struct LabelPattern: Sendable {
    private let program: PatternProgram

    /// Reads a pattern.
    ///
    /// - Throws: ``PatternError`` for what RE2 refuses, for Unicode scripts (`\p{Greek}`), and for
    ///   patterns that grow beyond 20,000 steps.
    package init(_ text: String) throws(PatternError) {
        // Alertmanager puts these around the text before it is read, not around what was read: so
        // `a)|(?:b` is a pattern there, and here.
        var parser = PatternParser("^(?:" + text + ")$")
        program = try PatternProgram(try parser.parse())
    }

    /// Whether the whole value has the form that the pattern describes.
    package func matches(_ value: String) -> Bool {
        program.matches(Array(value.unicodeScalars))
    }
}
