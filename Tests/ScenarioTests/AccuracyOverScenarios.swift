import CogwatchCore
import Foundation
import TestSupport
import Testing

/// `COGWATCH_SEED` repeats a printed run; `COGWATCH_STORY=name` or `name#number`
/// shows stories whole.
@Suite("Accuracy over simulated scenarios")
struct AccuracyOverScenarios {
    private static let seed = Seed.fromEnvironment(usual: 2026)
    /// A third of the stories tells whether something broke; `make accuracy` plays them all.
    private static let step =
        ProcessInfo.processInfo.environment["COGWATCH_ALL_STORIES"] == nil ? 3 : 1
    private static let stories = Played.all(of: Family.all, seed: seed, step: step)
    private static let table = AccuracyTable(stories: stories)

    @Test("plays hundreds of stories, and tells what came of them")
    func tells() {
        print("simulated scenarios, seed \(Self.seed): \(Self.stories.count) stories\n")
        print(Self.table.text)
        let wrong = Self.stories.filter { !$0.isRight || !$0.falseCertainties.isEmpty }
        print("\n\(wrong.count) stories were told wrong")
        for story in wrong { print(story.report) }
        let wanted = ProcessInfo.processInfo.environment["COGWATCH_STORY"]
        for story in Self.stories
        where wanted == story.family || wanted == "\(story.family)#\(story.number)" {
            print(story.fullReport)
        }
        #expect(Self.stories.count >= 300)
        #expect(Set(Self.stories.map(\.circumstances.cloud)) == Set(Cloud.allCases))
    }

    @Test("finds the cause first in 99 of 100 stories in which it shows")
    func finds() {
        #expect(Self.table.shareOfFirsts >= 0.99)
    }

    @Test("is never certain of a cause that it is not")
    func certain() {
        let wrong = Self.stories.filter { !$0.falseCertainties.isEmpty }
        let count = wrong.count
        #expect(count == 0, "\(wrong.map(\.report).joined(separator: "\n"))")
    }

    @Test("raises no false alarm")
    func peace() {
        let wrong = Self.stories.filter { $0.truth.cause == nil && $0.verdict != nil }
        let count = wrong.count
        #expect(count == 0, "\(wrong.map(\.report).joined(separator: "\n"))")
    }

    @Test("plays the same story again from the same seed")
    func repeats() throws {
        let family = try #require(
            Family.all.first { $0.name == "an old key is of another service" }
        )
        let first = Played(family, number: 3, seed: 7)
        let second = Played(family, number: 3, seed: 7)
        #expect(first.fullReport == second.fullReport)
        #expect(first.requests == second.requests)
    }
}
