/// Reads RE2's syntax as Go's `regexp` does, with the same refusals.
///
/// Groups are kept on a stack of this type's own: a pattern of a thousand brackets must not need a
/// thousand calls.
struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotTakesNewlines = false
    }

    /// A part that a repetition can follow.
    private struct Item {
        let node: PatternNode
        var height = 1
        /// The counts of the repetitions within, multiplied.
        var copies = 1
    }

    /// A bracket that is open, and what it holds so far.
    private struct Level {
        /// The flags that hold again after it.
        let flags: Flags
        var choices: [Item] = []
        var items: [Item] = []

        mutating func endChoice() {
            choices.append(Self.item(items, items.count == 1 ? nil : { .sequence($0) }))
            items = []
        }

        mutating func ended() -> Item {
            endChoice()
            return Self.item(choices, choices.count == 1 ? nil : { .choice($0) })
        }

        private static func item(_ parts: [Item], _ join: (([PatternNode]) -> PatternNode)?) -> Item
        {
            let node = join?(parts.map(\.node)) ?? parts.first?.node ?? .empty
            return Item(
                node: node,
                height: (join == nil ? 0 : 1) + (parts.map(\.height).max() ?? 0),
                copies: parts.map(\.copies).max() ?? 1
            )
        }
    }

    private static let mostCopies = 1000
    private static let mostHeight = 1000

    var rest: ArraySlice<Unicode.Scalar>
    var flags = Flags()
    private var levels: [Level] = []
    private var current = Level(flags: Flags())
    /// A repetition that stands right before what comes next.
    private var repetitionBefore: ArraySlice<Unicode.Scalar>?

    init(_ text: String) {
        rest = Array(text.unicodeScalars)[...]
    }

    /// What the text means.
    mutating func parse() throws(PatternError) -> PatternNode {
        while let next = rest.first {
            let before = repetitionBefore
            repetitionBefore = nil
            switch next {
            case "(": try open()
            case ")": try close()
            case "|":
                rest.removeFirst()
                current.endChoice()
            case "*", "+", "?": try take(repetition: next, after: before)
            case "{": try takeCount(after: before)
            default: try takeCharacter(next)
            }
        }
        guard levels.isEmpty else { throw .missingParenthesis }
        return current.ended().node
    }

    private mutating func takeCharacter(_ next: Unicode.Scalar) throws(PatternError) {
        switch next {
        case "[": try add(.character(takeBracketClass()))
        case "\\": try takeEscape()
        case "^": take(flags.isMultiline ? .startOfLine : .startOfText)
        case "$": take(flags.isMultiline ? .endOfLine : .endOfText)
        case ".":
            rest.removeFirst()
            add(.character(flags.dotTakesNewlines ? .any : .anyButNewline))
        default:
            rest.removeFirst()
            add(literal: next)
        }
    }

    private mutating func take(_ assertion: PatternAssertion) {
        rest.removeFirst()
        add(.assertion(assertion))
    }

    mutating func add(literal scalar: Unicode.Scalar) {
        let members = [ScalarClass.Member.range(scalar...scalar)]
        add(.character(ScalarClass(members: members, ignoresCase: flags.ignoresCase)))
    }

    mutating func add(_ node: PatternNode) {
        current.items.append(Item(node: node))
    }
}

// MARK: - Groups

extension PatternParser {
    private mutating func open() throws(PatternError) {
        let outer = flags
        guard rest.dropFirst().first == "?" else {
            rest.removeFirst()
            return push(restoring: outer)
        }
        if try takeGroupName() { return push(restoring: outer) }
        if try takeFlags() { push(restoring: outer) }
    }

    private mutating func push(restoring outer: Flags) {
        levels.append(current)
        current = Level(flags: outer)
    }

    private mutating func close() throws(PatternError) {
        guard let outer = levels.popLast() else { throw .unexpectedParenthesis }
        rest.removeFirst()
        flags = current.flags
        var item = current.ended()
        item.height += 1
        guard item.height <= Self.mostHeight else { throw .tooDeep }
        current = outer
        current.items.append(item)
    }

    /// Takes `(?P<name>` or `(?<name>`, which Go knows since 1.22; false where something else
    /// stands here.
    private mutating func takeGroupName() throws(PatternError) -> Bool {
        let openings = ["(?P<", "(?<"].map { Array($0.unicodeScalars) }
        guard let opening = openings.first(where: { rest.starts(with: $0) }) else { return false }
        let name = rest.dropFirst(opening.count).prefix { $0 != ">" }
        let isLookBehind = opening.count == 3 && (name.first == "=" || name.first == "!")
        if isLookBehind { throw .badGroup("(?<" + Self.text(name.prefix(1))) }
        guard name.endIndex < rest.endIndex, !name.isEmpty,
            name.allSatisfy(ScalarClass.word.contains)
        else { throw .badGroupName }
        rest = rest[(name.endIndex + 1)...]
        return true
    }

    /// Takes `(?flags)` or the beginning of `(?flags:`.
    ///
    /// - Returns: Whether a group begins.
    private mutating func takeFlags() throws(PatternError) -> Bool {
        var new = flags
        var isOn = true
        var sawFlag = false
        var index = rest.startIndex + 2
        while index < rest.endIndex {
            switch rest[index] {
            case "i": new.ignoresCase = isOn
            case "m": new.isMultiline = isOn
            case "s": new.dotTakesNewlines = isOn
            // Which match is longest is no question here: whether there is one is.
            case "U": break
            case "-" where isOn:
                isOn = false
                sawFlag = false
                index += 1
                continue
            case ":" where isOn || sawFlag, ")" where isOn || sawFlag:
                let beginsGroup = rest[index] == ":"
                flags = new
                rest = rest[(index + 1)...]
                return beginsGroup
            default: throw .badGroup(Self.text(rest[...index]))
            }
            sawFlag = true
            index += 1
        }
        throw .missingParenthesis
    }

    static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

// MARK: - Repetitions

extension PatternParser {
    private mutating func take(
        repetition sign: Unicode.Scalar,
        after before: ArraySlice<Unicode.Scalar>?
    ) throws(PatternError) {
        let start = rest
        rest.removeFirst()
        let bounds: (Int, Int?) = sign == "*" ? (0, nil) : sign == "+" ? (1, nil) : (0, 1)
        try applyRepetition(bounds.0, bounds.1, isCounted: false, from: start, after: before)
    }

    /// Takes `{2}`, `{2,}` or `{2,5}`; a brace of another form stands for itself.
    private mutating func takeCount(
        after before: ArraySlice<Unicode.Scalar>?
    ) throws(PatternError) {
        let start = rest
        guard let (least, most, end) = Self.count(in: rest) else {
            rest.removeFirst()
            return add(literal: "{")
        }
        rest = rest[end...]
        guard least <= Self.mostCopies, most ?? least <= Self.mostCopies, least <= most ?? least
        else { throw .badCount(Self.text(start[..<end])) }
        try applyRepetition(least, most, isCounted: true, from: start, after: before)
    }

    private static func count(
        in text: ArraySlice<Unicode.Scalar>
    ) -> (least: Int, most: Int?, end: Int)? {
        var rest = text.dropFirst()
        guard let least = number(from: &rest) else { return nil }
        var most: Int? = least
        if rest.first == "," {
            rest.removeFirst()
            most = nil
            if rest.first != "}" {
                guard let number = number(from: &rest) else { return nil }
                most = number
            }
        }
        guard rest.first == "}" else { return nil }
        return (least, most, rest.startIndex + 1)
    }

    private static func number(from rest: inout ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = rest.prefix(while: ScalarClass.digit.contains)
        guard !digits.isEmpty, digits.count == 1 || digits.first != "0" else { return nil }
        rest = rest[digits.endIndex...]
        // Whatever has more digits is too large anyhow.
        return digits.count > 8 ? .max : Int(text(digits))
    }

    private mutating func applyRepetition(
        _ least: Int,
        _ most: Int?,
        isCounted: Bool,
        from start: ArraySlice<Unicode.Scalar>,
        after before: ArraySlice<Unicode.Scalar>?
    ) throws(PatternError) {
        if rest.first == "?" { rest.removeFirst() }
        if let before {
            throw .stackedRepetition(Self.text(before[..<rest.startIndex]))
        }
        let sign = start[..<rest.startIndex]
        guard let last = current.items.popLast() else { throw .nothingToRepeat(Self.text(sign)) }
        var item = Item(
            node: .repetition(last.node, least: least, most: most),
            height: last.height + 1,
            copies: last.copies
        )
        if isCounted {
            item.copies = most == 0 ? 1 : last.copies * max(1, most ?? least)
            guard item.copies <= Self.mostCopies else { throw .badCount(Self.text(sign)) }
        }
        guard item.height <= Self.mostHeight else { throw .tooDeep }
        current.items.append(item)
        repetitionBefore = start
    }
}
