/// A page in the making.
///
/// Markup enters as literals of the program only; everything that came from outside goes through
/// ``write(_:)`` or an attribute, and is escaped there.
struct HTML: Sendable {
    private(set) var text = ""

    init(_ build: (inout HTML) -> Void = { _ in }) {
        build(&self)
    }

    /// Appends markup that stands in the program's text.
    mutating func raw(_ markup: StaticString) {
        text += String(describing: markup)
    }

    /// Appends words, whatever they are.
    mutating func write(_ words: String) {
        guard words.utf8.contains(where: Self.isSpecial) else {
            text += words
            return
        }
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            // A NUL is an error in HTML, and invisible.
            case "\0": text += "\u{fffd}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), 0:
            true
        default: false
        }
    }

    /// Appends an element with what the closure puts into it.
    mutating func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ content: (inout HTML) -> Void
    ) {
        open(name, attributes)
        content(&self)
        raw("</")
        raw(name)
        raw(">")
    }

    /// Appends an element with words in it.
    mutating func element(_ name: StaticString, _ words: String) {
        element(name, [:]) { $0.write(words) }
    }

    /// Appends an element with attributes and words in it.
    mutating func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String>,
        _ words: String
    ) {
        element(name, attributes) { $0.write(words) }
    }

    /// Appends an element that has some of its attributes only at times, with words in it.
    mutating func element(
        _ name: StaticString,
        listed attributes: [(key: StaticString, value: String)],
        _ words: String
    ) {
        open(name, listed: attributes)
        write(words)
        raw("</")
        raw(name)
        raw(">")
    }

    /// Appends an element that has no content, such as `meta`.
    mutating func open(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:]
    ) {
        open(name, listed: Array(attributes))
    }

    /// Appends the beginning of an element.
    mutating func open(
        _ name: StaticString,
        listed attributes: [(key: StaticString, value: String)]
    ) {
        raw("<")
        raw(name)
        for (name, value) in attributes {
            raw(" ")
            raw(name)
            raw("=\"")
            write(value)
            raw("\"")
        }
        raw(">")
    }
}
