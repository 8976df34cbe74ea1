import CogwatchCore
import Foundation
import Testing

@Suite("Accuracy over observed failures")
struct ObservedFailureAccuracy {
    @Test(
        "collected from reports: the cause is among the first three, and certainty is never wrong"
    )
    func collected() throws {
        let root = (0..<3).reduce(URL(filePath: #filePath)) { path, _ in
            path.deletingLastPathComponent()
        }
        let file = root.appending(path: "../shared/facts/failure-cases.jsonl")
        guard let failures = KnownFailure.all(in: file) else {
            return print("SKIPPED: the collected failures are not here (../shared/facts)")
        }
        try #require(failures.count > 100)
        let card = Scorecard("Failures collected from reports", failures)
        print(card)
        let wellProven = card.score(ofTier: "A")
        #expect(wellProven.amongThree * 10 >= wellProven.count * 9)
        Self.expectHonesty(of: card)
    }

    /// Written by us from what Azure documents, before any rule was tuned to the collection.
    @Test("in words of our own: the same holds for what no rule was made for")
    func paraphrased() throws {
        let file = try #require(
            Bundle.module.url(forResource: "Fixtures/paraphrased", withExtension: "jsonl")
        )
        let failures = try #require(KnownFailure.all(in: file))
        try #require(failures.count > 60)
        let card = Scorecard("Failures in words of our own", failures)
        print(card)
        #expect(card.all.amongThree * 10 >= card.all.count * 9)
        Self.expectHonesty(of: card)
    }

    private static func expectHonesty(of card: Scorecard) {
        let (certain, likely) = (card.said(.certain), card.said(.likely))
        #expect(certain.first == certain.count, "what is certain is never wrong")
        #expect(likely.first * 10 >= likely.count * 8, "what is likely is right four times of five")
    }
}
