import CogwatchCore
import Foundation
import Testing
import TestSupport

/// Two keys, and what is known of them before key1 is regenerated.
struct RotationStory: CustomTestStringConvertible, Sendable {
    let name: String
    /// In the order of the stanza: the name, and the number of the key.
    var keys: [(name: String, number: Int)] = [("key2", 2), ("key1", 1)]
    /// What a key is answered where it is not accepted: by `key operation`.
    var outcomes: [String: ProbeOutcome] = [:]
    /// The keys that Resource Manager lists; nil where it may not be asked.
    var listed: (Int, Int)?
    var regeneratedBefore: Duration?
    var sharedWith: [String: [String]] = [:]
    let answer: RotationAdvice.Answer
    let reason: String

    var testDescription: String { name }
}

@Suite("Whether key1 may be regenerated")
struct RotationAdviceTests {
    static let stories = [
        RotationStory(
            name: "the spare is good everywhere and in use",
            listed: (1, 2),
            answer: .yes,
            reason: "key2 is good everywhere the account is used: token, voices"
        ),
        RotationStory(
            name: "without Resource Manager names tell which is which",
            answer: .yes,
            reason: "grant Microsoft.CognitiveServices/accounts/listKeys/action to prove it"
        ),
        RotationStory(
            name: "key1 is in use",
            keys: [("key1", 1), ("key2", 2)],
            answer: .no,
            reason: "key1 is the key in use: it is the first in the stanza"
        ),
        RotationStory(
            name: "the names are the wrong way round",
            listed: (2, 1),
            answer: .no,
            reason: "key2 is the key in use"
        ),
        RotationStory(
            name: "the spare is refused for voices",
            outcomes: ["key2 voices": .authFailure],
            answer: .no,
            reason: "key2 is refused for voices at japanwest.tts.speech.microsoft.com"
        ),
        RotationStory(
            name: "the spare could not be asked",
            outcomes: ["key2 token": .networkError],
            answer: .unknown,
            reason: "whether key2 is good for token"
        ),
        RotationStory(
            name: "a refusal outweighs a doubt",
            outcomes: ["key2 token": .networkError, "key2 voices": .authFailure],
            answer: .no,
            reason: "key2 is refused for voices"
        ),
        RotationStory(
            name: "there is no spare",
            keys: [("key1", 1)],
            answer: .no,
            reason: "no spare key is configured"
        ),
        RotationStory(
            name: "the spare is no current key",
            listed: (1, 9),
            answer: .no,
            reason: "no configured key is the resource's current key2"
        ),
        RotationStory(
            name: "one key twice",
            keys: [("key2", 1), ("key1", 1)],
            answer: .no,
            reason: "key1 and key2 are the same key"
        ),
        RotationStory(
            name: "keys of other names",
            keys: [("blue", 2), ("green", 1)],
            answer: .unknown,
            reason: "is the resource's key1 is not known"
        ),
        RotationStory(
            name: "keys of other names that Resource Manager lists",
            keys: [("blue", 2), ("green", 1)],
            listed: (1, 2),
            answer: .yes,
            reason: "blue is good everywhere"
        ),
        RotationStory(
            name: "a key was regenerated just now",
            regeneratedBefore: .seconds(300),
            answer: .no,
            reason: "a key was changed 5 minutes ago"
        ),
        RotationStory(
            name: "a key was regenerated an hour ago",
            regeneratedBefore: .seconds(3600),
            answer: .yes,
            reason: "key2 is good everywhere"
        ),
        RotationStory(
            name: "another account uses key1",
            sharedWith: ["key1": ["batch"]],
            answer: .no,
            reason: "also in use by batch"
        ),
    ]

    @Test("is told with its reason", arguments: stories)
    func story(_ story: RotationStory) {
        let advice = RotationAdvice(regenerating: .key1, with: Self.facts(story))
        #expect(advice.answer == story.answer, "\(advice.reasons)")
        #expect(
            advice.reasons.contains { $0.contains(story.reason) },
            "\(advice.reasons)"
        )
        #expect(!advice.nextSteps.isEmpty)
    }

    private static func facts(_ story: RotationStory) -> RotationFacts {
        let account = Account(
            name: "tts",
            region: "japanwest",
            keys: story.keys.map {
                AccountKey(name: $0.name, origin: "test", secret: TestKeys.hex($0.number))
            }
        )
        let stage = Stage(account)
        var history = stage.history
        if let ago = story.regeneratedBefore {
            var evidence = ManagementEvidence(at: Stage.now)
            let event = Regeneration(
                at: Stage.now.addingTimeInterval(-ago.seconds),
                correlationID: "x"
            )
            evidence.activity = .told(ActivityReading([event], at: Stage.now))
            history.learn(evidence)
        }
        return RotationFacts(
            account: account,
            keys: stage.keys,
            results: results(story, account),
            comparison: story.listed.map { listed in
                KeyDriftTests.comparison(stage, TestKeys.hex(listed.0), TestKeys.hex(listed.1))
            },
            history: history,
            sharedWith: story.sharedWith,
            now: Stage.now
        )
    }

    private static func results(_ story: RotationStory, _ account: Account) -> [ProbeResult] {
        account.keys.flatMap { key in
            account.operations.map { operation in
                ProbeResult(
                    account: account.name,
                    operation: operation,
                    key: key.name,
                    host: account.host(for: operation) ?? "",
                    at: Stage.now,
                    outcome: story.outcomes["\(key.name) \(operation.rawValue)"] ?? .success,
                    status: 200,
                    summary: "seen"
                )
            }
        }
    }
}
