/// Phrases in the order in which they count, looked up in a text all at once.
///
/// An error text is compared with about a hundred phrases, and a service that explains failures
/// reads many texts: one pass over the text (Aho and Corasick, 1975) finds them all.
struct RankedPhrases: Sendable {
    /// For each state and each class of bytes the next state.
    private let next: [UInt16]
    /// For each state the least rank among the phrases that end there.
    private let best: [UInt16]
    /// The class of each byte; 0 for those that occur in no phrase.
    private let classes: [UInt8]
    private let width: Int

    private static let none = UInt16.max

    /// - Parameter phrases: In small letters, the ones that count most first; those of one group
    ///   have one rank, the group's place.
    init(_ phrases: [[String]]) {
        let classes = Self.classes(of: phrases)
        self.classes = classes
        width = Int(classes.max() ?? 0) + 1
        var tree = Tree(width: width)
        for (rank, group) in phrases.enumerated() {
            for phrase in group {
                tree.add(phrase.utf8.map { Int(classes[Int($0)]) }, rank: UInt16(clamping: rank))
            }
        }
        (next, best) = tree.closed()
    }

    /// The place of the group that counts most among those that occur in the text.
    func first(in lowered: [UInt8]) -> Int? {
        var found = Self.none
        var state = 0
        for byte in lowered {
            state = Int(next[state * width + Int(classes[Int(byte)])])
            found = min(found, best[state])
        }
        return found == Self.none ? nil : Int(found)
    }

    private static func classes(of phrases: [[String]]) -> [UInt8] {
        var classes = [UInt8](repeating: 0, count: 256)
        var count: UInt8 = 0
        for byte in Set(phrases.joined().flatMap(\.utf8)) {
            count &+= 1
            classes[Int(byte)] = count
        }
        return classes
    }

    /// The phrases by their common beginnings.
    private struct Tree {
        private let width: Int
        private var next: [UInt16?]
        private var best: [UInt16] = [RankedPhrases.none]

        init(width: Int) {
            self.width = width
            next = Array(repeating: nil, count: width)
        }

        mutating func add(_ phrase: [Int], rank: UInt16) {
            guard !phrase.isEmpty else { return }
            var state = 0
            for step in phrase {
                if let known = next[state * width + step] {
                    state = Int(known)
                } else {
                    let new = best.count
                    next[state * width + step] = UInt16(clamping: new)
                    next += Array(repeating: nil, count: width)
                    best.append(RankedPhrases.none)
                    state = new
                }
            }
            best[state] = min(best[state], rank)
        }

        /// Leads every missing step to where the longest end of what was read goes on.
        func closed() -> (next: [UInt16], best: [UInt16]) {
            var (closed, best) = (next.map { $0 ?? 0 }, best)
            var fallback = [Int](repeating: 0, count: best.count)
            var queue = next[..<width].compactMap(\.self).map(Int.init)
            var head = 0
            while head < queue.count {
                let state = queue[head]
                head += 1
                best[state] = min(best[state], best[fallback[state]])
                for step in 0..<width {
                    let elsewhere = closed[fallback[state] * width + step]
                    if let child = next[state * width + step] {
                        fallback[Int(child)] = Int(elsewhere)
                        queue.append(Int(child))
                    } else {
                        closed[state * width + step] = elsewhere
                    }
                }
            }
            return (closed, best)
        }
    }
}
