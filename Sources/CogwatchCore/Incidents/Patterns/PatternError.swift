/// Why a text is no regular expression of RE2's, in words that follow a colon.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension PatternError {
    static let missingParenthesis = PatternError("a \")\" is missing")
    static let unexpectedParenthesis = PatternError("a \")\" closes nothing")
    static let missingBracket = PatternError("a \"]\" is missing")
    static let trailingBackslash = PatternError("a backslash stands at the end")
    static let tooDeep = PatternError("it nests deeper than 1000 levels")
    static let tooLarge = PatternError("with its repetitions it grows beyond 20,000 steps")
    static let badGroupName = PatternError(
        "a group's name is one word of letters, digits and \"_\""
    )

    static func nothingToRepeat(_ sign: String) -> PatternError {
        PatternError("\(Labels.quoted(sign)) has nothing before it to repeat")
    }

    static func stackedRepetition(_ signs: String) -> PatternError {
        PatternError("\(Labels.quoted(signs)) repeats a repetition; RE2 has no possessive ones")
    }

    static func badCount(_ count: String) -> PatternError {
        PatternError("\(Labels.quoted(count)) must count to 1000 at most, all levels multiplied")
    }

    static func badEscape(_ escape: String) -> PatternError {
        let isReference = escape.dropFirst().allSatisfy { ("1"..."9").contains($0) }
        let reason = isReference ? "refers back, which RE2 cannot" : "is no escape that RE2 has"
        return PatternError("\(Labels.quoted(escape)) \(reason)")
    }

    static func badRange(_ range: String) -> PatternError {
        PatternError(
            "\(Labels.quoted(range)) is no range of characters: its end is before its start"
        )
    }

    static func badClass(_ name: String) -> PatternError {
        PatternError("\(Labels.quoted(name)) is no class of characters")
    }

    static func script(_ name: String) -> PatternError {
        PatternError(
            "\(Labels.quoted(name)) is no category; scripts are not known here, use a range"
        )
    }

    static func badGroup(_ opening: String) -> PatternError {
        let isLookAround = ["(?=", "(?!", "(?<"].contains { opening.hasPrefix($0) }
        let reason = isLookAround ? "looks around, which RE2 cannot" : "is no group that RE2 has"
        return PatternError("\(Labels.quoted(opening)) \(reason)")
    }
}
