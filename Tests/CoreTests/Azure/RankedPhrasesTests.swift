@testable import CogwatchCore
import TestSupport
import Testing

@Suite("Ranked phrases")
struct RankedPhrasesTests {
    @Test(
        "are found wherever they stand, the one that counts most first",
        arguments: [
            ("", nil), ("she", 1), ("ushers", 0), ("his", 2), ("hi", nil), ("shis", 2),
            ("she and his", 1), ("herself", 0),
        ] as [(String, Int?)]
    )
    func found(text: String, place: Int?) {
        let phrases = RankedPhrases([["hers", "herself"], ["she", "he is"], ["his"]])
        #expect(phrases.first(in: Array(text.utf8)) == place)
    }

    @Test("agree with a search for one after the other", arguments: 0..<200 as Range<UInt64>)
    func agreement(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func word(_ lengths: ClosedRange<Int>) -> String {
            let length = Int.random(in: lengths, using: &generator)
            return String((0..<length).map { _ in "ab ".randomElement(using: &generator) ?? "a" })
        }
        let groups = (0..<5).map { _ in [word(1...4), word(1...4)] }
        let text = word(0...12)
        let expected = groups.firstIndex { $0.contains { text.contains($0) } }
        let found = RankedPhrases(groups).first(in: Array(text.utf8))
        #expect(found == expected, "seed \(seed): \(groups) in \(text)")
    }
}
