/// A regular expression, understood.
indirect enum PatternNode: Sendable {
    case empty
    /// One character of a class.
    case character(ScalarClass)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// So many times; without a most, any number more.
    case repetition(PatternNode, least: Int, most: Int?)
}

/// What must hold between two characters.
enum PatternAssertion: Sendable {
    case startOfText, endOfText, startOfLine, endOfLine, wordBoundary, noWordBoundary

    /// Whether it holds between these two; nil is the end of the value.
    func holds(between previous: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
        switch self {
        case .startOfText: previous == nil
        case .endOfText: next == nil
        case .startOfLine: previous == nil || previous == "\n"
        case .endOfLine: next == nil || next == "\n"
        case .wordBoundary: Self.isInWord(previous) != Self.isInWord(next)
        case .noWordBoundary: Self.isInWord(previous) == Self.isInWord(next)
        }
    }

    private static func isInWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { ScalarClass.word.contains($0) } ?? false
    }
}
