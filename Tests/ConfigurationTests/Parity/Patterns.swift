import TestSupport

/// Regular expressions by chance, many of them wrong, and values that they may fit.
struct Patterns {
    private static let atoms = [
        "a", "b", "Z", "0", "9", "_", "-", " ", "é", "ß", "K", "ſ", "ς", "日", "👍", "\n", ".", "^",
        "$", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\.",
        "\\-", "\\\\", "\\n", "\\x41", "\\x{e9}", "\\141", "\\1", "\\0", "\\8", "\\q", "\\é",
        "\\pL", "\\p{Lu}", "\\P{L}", "\\p{^Nd}", "\\pX", "\\p{Foo", "\\Qa.*\\E", "\\C", "{", "}",
        "]", "[ab]", "[^ab]", "[a-z]", "[z-a]", "[]a]", "[^]a]", "[a-]", "[\\d_]", "[\\D]",
        "[[:alpha:]]", "[[:^digit:]]", "[[:nope:]]", "[\\pL\\s]", "[^\\W]", "[a", "[]", "[a-\\d]",
        "[é-日]", "[\\x00-\\x{10FFFF}]", "[[a]", "[a\\]b]", "[$^.]", "[.-0]",
    ]
    private static let openings = [
        "(", "(?:", "(?i)", "(?i:", "(?s:", "(?-i:", "(?m)", "(?ms-i:", "(?P<n>", "(?P<n", "(?=",
        "(?!", "(?>", "(?U)", "(?)", "(?-)", "(?x)",
    ]
    private static let repetitions = [
        "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,1}", "{1001}", "{,2}", "{x",
        "{0}", "{1,2}?", "**", "{30}",
    ]
    private static let pieces = [
        "a", "b", "ab", "aa", "A", "Z", "z", "0", "99", "_", "-", " ", "é", "É", "e\u{301}", "ß",
        "ẞ", "K", "k", "\u{212a}", "ſ", "S", "s", "ς", "Σ", "σ", "日", "👍", "\n", "\t", ".", "\\",
        "{", "}", "]", "^", "$", "a.*", "\u{a0}", "1",
    ]

    private var chance: SeededGenerator

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
    }

    /// A tree in which each pattern has a route of its own, and all are asked.
    static func tree(_ patterns: [String]) -> Document {
        let routes = patterns.enumerated().map { number, pattern in
            let escaped = pattern.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return Document.mapping([
                ("receiver", .text("r\(number)")), ("continue", .plain("true")),
                ("matchers", .list([.text("v=~\"\(escaped)\"")])),
            ])
        }
        let names = ["none"] + patterns.indices.map { "r\($0)" }
        let receivers = names.map { Document.mapping([("name", .text($0))]) }
        let root = Document.mapping([("receiver", .text("none")), ("routes", .list(routes))])
        return .mapping([("route", root), ("receivers", .list(receivers))])
    }

    mutating func pattern() -> String {
        var text = ""
        var open = 0
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
            switch Int.random(in: 0..<12, using: &chance) {
            case 0, 1:
                let opening = pick(oneIn(3) ? Self.openings : Array(Self.openings.prefix(4)))
                text += opening
                if !opening.hasSuffix(")") { open += 1 }
            case 2 where open > 0:
                text += ")"
                open -= 1
            case 3: text += "|"
            default: text += pick(Self.atoms)
            }
            if oneIn(4) { text += pick(oneIn(3) ? Self.repetitions : ["*", "+", "?", "{1,2}"]) }
        }
        if !oneIn(20) { text += String(repeating: ")", count: open) }
        return text
    }

    mutating func value() -> String {
        (0..<Int.random(in: 0...3, using: &chance)).map { _ in pick(Self.pieces) }.joined()
    }

    private mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &chance) == 0
    }

    private mutating func pick(_ items: [String]) -> String {
        items[Int.random(in: items.indices, using: &chance)]
    }
}
