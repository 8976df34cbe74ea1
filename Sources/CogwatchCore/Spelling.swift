/// Did-you-mean: which known word a person probably meant.
package enum Spelling {
    /// Longer words are no slips of the finger, and comparing them costs more than it tells.
    private static let longestWord = 64

    /// The word that is nearest to what was written, if one is near enough.
    ///
    /// Case does not count, nor does `-` against `_`. Of equally near words the first wins.
    ///
    /// - Parameters:
    ///   - word: What was written.
    ///   - candidates: What could have been meant, in order of preference.
    /// - Returns: Nil where nothing is near.
    package static func closest(to word: String, among candidates: some Sequence<String>) -> String?
    {
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            guard let distance = slips(between: word, and: candidate) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// How many slips lead from one word to the other; nil where they are too many to be slips.
    static func slips(between word: String, and candidate: String) -> Int? {
        let written = folded(word)
        let meant = folded(candidate)
        let longest = max(written.count, meant.count)
        guard longest <= longestWord else { return nil }
        let allowed = min(3, longest / 3)
        guard abs(written.count - meant.count) <= allowed else { return nil }
        let distance = distance(written, meant)
        return distance <= allowed ? distance : nil
    }

    private static func folded(_ word: String) -> [Character] {
        word.prefix(longestWord + 1).lowercased().map { $0 == "-" ? "_" : $0 }
    }

    /// Letters added, left out, replaced or swapped with their neighbour (Damerau-Levenshtein in
    /// its form for optimal alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let cost = left[row] == right[column] ? 0 : 1
                var least = min(
                    previous[column + 1] + 1,
                    current[column] + 1,
                    previous[column] + cost
                )
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    least = min(least, beforePrevious[column - 1] + 1)
                }
                current.append(least)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
