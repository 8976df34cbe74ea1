extension PatternParser {
    /// Takes `[…]`.
    mutating func takeBracketClass() throws(PatternError) -> ScalarClass {
        rest.removeFirst()
        var result = ScalarClass(members: [])
        if rest.first == "^" {
            rest.removeFirst()
            result.isNegated = true
        }
        var isFirst = true
        while isFirst || rest.first != "]" {
            guard !rest.isEmpty else { throw .missingBracket }
            // A bracket that closes nothing yet stands for itself.
            isFirst = false
            result.members.append(try takeMember())
        }
        rest.removeFirst()
        return result
    }

    private mutating func takeMember() throws(PatternError) -> ScalarClass.Member {
        if let named = try takeNamedClass() { return .nested(named) }
        if let escaped = try takeEscapedClass() { return .nested(escaped) }
        let start = rest
        let first = try takeClassCharacter()
        var last = first
        if rest.first == "-", let after = rest.dropFirst().first, after != "]" {
            rest.removeFirst()
            last = try takeClassCharacter()
        }
        guard first <= last else { throw .badRange(Self.text(start[..<rest.startIndex])) }
        return .nested(
            ScalarClass(members: [.range(first...last)], ignoresCase: flags.ignoresCase)
        )
    }

    private mutating func takeClassCharacter() throws(PatternError) -> Unicode.Scalar {
        guard let next = rest.first else { throw .missingBracket }
        guard next != "\\" else { return try takeEscapedCharacter() }
        rest.removeFirst()
        return next
    }

    /// Takes `[:name:]` or `[:^name:]`.
    private mutating func takeNamedClass() throws(PatternError) -> ScalarClass? {
        guard rest.starts(with: ["[", ":"]) else { return nil }
        let inner = rest.dropFirst(2)
        guard
            let colon = inner.indices.first(where: { inner[$0...].starts(with: [":", "]"]) })
        else { return nil }
        let text = Self.text(rest[..<(colon + 2)])
        let isNegated = inner.first == "^"
        let name = Self.text(inner[..<colon].dropFirst(isNegated ? 1 : 0))
        guard let set = ScalarClass.posix(name) else { throw .badClass(text) }
        rest = rest[(colon + 2)...]
        return variant(of: set, isNegated: isNegated)
    }

    /// Takes `\d` and its like, or `\p{…}`.
    mutating func takeEscapedClass() throws(PatternError) -> ScalarClass? {
        guard rest.first == "\\", let letter = rest.dropFirst().first else { return nil }
        if letter == "p" || letter == "P" { return try takeCategory(isNegated: letter == "P") }
        guard let set = ScalarClass.escaped(letter) else { return nil }
        rest = rest.dropFirst(2)
        return variant(of: ScalarClass(members: set.members), isNegated: set.isNegated)
    }

    private mutating func takeCategory(isNegated: Bool) throws(PatternError) -> ScalarClass {
        let (name, end) = try categoryName()
        let isInverted = name.hasPrefix("^")
        let plain = isInverted ? String(name.dropFirst()) : name
        let written = Self.text(rest[..<end])
        guard let set = ScalarClass.category(plain) else {
            let isScript = plain.count > 2 && plain.first?.isUppercase == true
            throw isScript ? .script(written) : .badClass(written)
        }
        rest = rest[end...]
        return variant(of: set, isNegated: isNegated != isInverted)
    }

    private func categoryName() throws(PatternError) -> (name: String, end: Int) {
        let inner = rest.dropFirst(2)
        guard let first = inner.first else { throw .badClass(Self.text(rest)) }
        guard first == "{" else { return (Self.text([first]), inner.startIndex + 1) }
        guard let close = inner.firstIndex(of: "}") else { throw .badClass(Self.text(rest)) }
        return (Self.text(inner[(inner.startIndex + 1)..<close]), close + 1)
    }

    /// The class in the case that the flags ask for.
    private func variant(of set: ScalarClass, isNegated: Bool) -> ScalarClass {
        guard !set.members.isEmpty else {
            return ScalarClass(members: [], isNegated: set.isNegated != isNegated)
        }
        return ScalarClass(
            members: set.members,
            isNegated: isNegated,
            ignoresCase: flags.ignoresCase
        )
    }
}
