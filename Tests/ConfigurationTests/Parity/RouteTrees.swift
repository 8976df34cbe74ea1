import TestSupport

/// Route trees and labels by chance, odd values included.
struct RouteTrees {
    private static let names = ["alertname", "team", "severity", "cause", "_x1"]
    private static let values = [
        "", "voice", "Voice", "x", "xy", "a b", " lead", "tail ", "a,b", "{x}", "say \"hi\"",
        "\"quoted\"", "c:\\new", "end\\", "\\n", "two\nlines", "tab\there", "é", "e\u{301}", "日本",
        "👨‍👩‍👧", "=~", "!=", "it's", "$HOME", "wrong_key", "wrong_region", "5", "-", "#", "*",
    ]
    private static let patterns = [
        "", ".*", ".+", "voice", "(?i)voice", "v.*|x+", "wrong_.*", "[a-z]+", "[^a-z]*", "\\d",
        "\\w+", "\\W+", "[[:alpha:]]*", "a.b", "(?s).*\n.*", ".*\\n.*", ".", "..", "\\p{L}+",
        "\\pL", "x?y?", "(x|xy)", "x{1,2}y", ".{1,5}", "\\{x\\}", "c:\\\\.*", ".*\\\\", "\\$.*",
        "say \"hi\"", "\"?quoted\"?", "^voice$", "vo$ice", "a\\sb", "\\Q{x}\\E", "x)|(?:5", "é",
    ]

    private var chance: SeededGenerator
    /// Each node has a receiver of its own, so that the receivers tell the nodes.
    private var receivers: [String] = []

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
    }

    mutating func document() -> Document {
        receivers = []
        let route = node(depth: 0)
        let list = receivers.map { Document.mapping([("name", .text($0))]) }
        return .mapping([("route", route), ("receivers", .list(list))])
    }

    mutating func labels() -> [String: String] {
        var labels: [String: String] = [:]
        for name in Self.names where Bool.random(using: &chance) {
            labels[name] = pick(Self.values)
        }
        return labels
    }

    private mutating func node(depth: Int) -> Document {
        var entries: [(String, Document)] = []
        // Some take their parent's.
        if depth == 0 || !oneIn(6) {
            receivers.append("r\(receivers.count)")
            entries.append(("receiver", .text(receivers.last ?? "")))
        }
        if depth > 0 {
            entries += conditions()
            if oneIn(3) { entries.append(("continue", .plain(pick(["true", "yes", "false"])))) }
        }
        if oneIn(4) { entries.append(("group_by", .list([.text(pick(Self.names))]))) }
        if oneIn(8) { entries.append(("group_wait", .plain(pick(["0s", "1m30s", "0"])))) }
        let children = depth >= 4 ? 0 : Int.random(in: depth == 0 ? 1...5 : 0...3, using: &chance)
        if children > 0 {
            let routes = (0..<children).map { _ in node(depth: depth + 1) }
            entries.append(("routes", .list(routes)))
        }
        return .mapping(entries)
    }

    private mutating func conditions() -> [(String, Document)] {
        var entries: [(String, Document)] = []
        if !oneIn(8) { entries.append(("matchers", .list(matchers()))) }
        if oneIn(8) {
            let match = Document.mapping([(pick(Self.names), .text(pick(Self.values)))])
            entries.append(("match", match))
        }
        if oneIn(8) {
            let match = Document.mapping([(pick(Self.names), .text(pick(Self.patterns)))])
            entries.append(("match_re", match))
        }
        return entries
    }

    /// Texts of one matcher or several.
    private mutating func matchers() -> [Document] {
        (0..<Int.random(in: 1...2, using: &chance)).map { _ in
            guard oneIn(4) else { return .text(matcher(mustBeQuoted: false)) }
            let parts = (0..<Int.random(in: 1...3, using: &chance)).map { _ in
                matcher(mustBeQuoted: true)
            }
            let list = parts.joined(separator: pick([",", " , "])) + pick(["", ",", ", "])
            return .text(pick(["{\(list)}", list, "{\(list)"]))
        }
    }

    private mutating func matcher(mustBeQuoted: Bool) -> String {
        let comparison = pick(["=", "!=", "=~", "!~"])
        let value = pick(comparison.contains("~") ? Self.patterns : Self.values)
        let blank = pick(["", "", " "])
        let name = pick(Self.names)
        let needsQuotes = value.contains("\"") || value.contains(",") || value.hasSuffix("}")
        let slashed = value.replacing("\\", with: "\\\\")
        if !mustBeQuoted && !needsQuotes && !value.hasPrefix(" ") && Bool.random(using: &chance) {
            return "\(name)\(blank)\(comparison)\(blank)\(slashed)"
        }
        let escaped = slashed.replacing("\"", with: "\\\"")
        let broken = Bool.random(using: &chance) ? escaped.replacing("\n", with: "\\n") : escaped
        return "\(name)\(blank)\(comparison)\(blank)\"\(broken)\""
    }

    private mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &chance) == 0
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: items.indices, using: &chance)]
    }
}
