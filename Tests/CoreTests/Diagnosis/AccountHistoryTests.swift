import CogwatchCore
import Foundation
import Testing

@Suite("What is remembered of an account's keys")
struct AccountHistoryTests {
    /// A key, and where it works.
    typealias Successes = [(key: String, operation: CogwatchCore.Operation, host: String)]

    @Test(
        "knows whether each key has worked at the same places, at whatever times",
        arguments: [
            ([], [], true),
            ([("a", .token, "here")], [("a", .token, "here")], true),
            ([("a", .token, "here")], [], false),
            ([], [("a", .token, "here")], false),
            ([("a", .token, "here")], [("a", .voices, "here")], false),
            ([("a", .token, "here")], [("a", .token, "there")], false),
            ([("a", .token, "here")], [("b", .token, "here")], false),
            ([("a", .token, "here")], [("a", .token, "here"), ("a", .voices, "here")], false),
            ([("a", .token, "here")], [("a", .token, "here"), ("b", .token, "here")], false),
            (
                [("a", .token, "here"), ("b", .token, "here")],
                [("b", .token, "here"), ("a", .token, "here")], true
            ),
        ] as [(Successes, Successes, Bool)]
    )
    func places(first: Successes, second: Successes, areSame: Bool) {
        let (early, late) = (Self.history(of: first, at: 0), Self.history(of: second, at: 60))
        #expect(early.hasSamePlaces(as: late) == areSame)
    }

    @Test("forgets keys that were exchanged, the longest unused first")
    func exchanged() {
        var history = Self.history(of: [("a", .token, "here")], at: 0)
        for (turn, keys) in ["b", "c", "d", "e", "f", "g", "a"].enumerated() {
            let now = Date(timeIntervalSince1970: Double(turn) * 60)
            var stanza = history.stanza
            stanza.keys = [keys, "always"]
            let isOther = history.observe(stanza, at: now)
            #expect(isOther)
            // The first of them is used for longer than others that came later.
            history.succeeded(fingerprint: "b", operation: .token, host: "old", at: now)
        }
        #expect(Set(history.keys.keys) == ["a", "always", "b", "e", "f", "g"])
        #expect(history.lastSuccess(fingerprint: "a") == nil)
    }

    private static func history(of successes: Successes, at seconds: Double) -> AccountHistory {
        let account = Account(name: "tts", region: "westeurope", keys: [])
        var history = AccountHistory(
            account: "tts",
            firstSeen: Date(timeIntervalSince1970: 0),
            stanza: AccountHistory.Stanza(of: account, keys: [])
        )
        for (key, operation, host) in successes {
            history.succeeded(
                fingerprint: key,
                operation: operation,
                host: host,
                at: Date(timeIntervalSince1970: seconds)
            )
        }
        return history
    }
}
