import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories about the key itself.
    static let credentials: [Family] = [
        Family("no key from the start") { stage in
            stage.peopleTheWorld()
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            let right = stage.stanza()
            stage.beginBadly(right.changed(keys: [noKey] + right.keys.dropFirst()))
            return .plain(.missingKey)
        },
        Family("the key's file is emptied") { stage in
            stage.beginWell()
            let account = stage.account
            stage.configure(account.changed(keys: [noKey] + account.keys.dropFirst()))
            stage.endBadly()
            return .plain(.missingKey)
        },
        Family("something else than a key", count: Pasted.allCases.count * 2) { stage in
            let pasted = Pasted.allCases.randomElement(using: &stage.dice) ?? .guid
            stage.peopleTheWorld()
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            let right = stage.stanza()
            stage.beginBadly(right.changed(first: pasted.text(of: stage.key(), on: &stage)))
            return .plain(.keyMalformed)
        },
        Family("a good key, damaged on the way", count: Damage.allCases.count * 2) { stage in
            let damage = Damage.allCases.randomElement(using: &stage.dice) ?? .quoted
            stage.beginWell()
            let damaged = damage.text(of: stage.key())
            stage.configure(stage.account.changed(first: damaged))
            stage.pass(.seconds(1800))
            stage.endBadly()
            return .plain(.keyMalformed)
        },
        Family(
            "a character of an annotated key was changed",
            arrange: { $0.shape = .annotated }
        ) { stage in
            stage.beginWell()
            stage.configure(stage.account.changed(first: typo(in: stage.key())))
            stage.pass(.seconds(1800))
            stage.endBadly()
            return .plain(.keyMalformed)
        },
        Family("a digit of an old key was changed", arrange: { $0.shape = .hex32 }) { stage in
            stage.beginWell()
            stage.configure(stage.account.changed(first: typo(in: stage.key())))
            stage.pass(.seconds(1800))
            stage.endBadly()
            return .hidden(
                .keyMalformed,
                among: [.invalidKey],
                because: "32 hexadecimal digits carry no checksum"
            )
        },
        Family("a key of nobody, from the start", count: 24) { stage in
            stage.peopleTheWorld()
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            stage.circumstances.hasSpare = false
            stage.beginBadly(stage.stanza().changed(first: stage.strangeKey()))
            return .plain(.invalidKey)
        },
        Family("a key of nobody takes a good one's place") { stage in
            stage.beginWell()
            stage.configure(stage.account.changed(first: stage.strangeKey()))
            stage.minutes(1)
            stage.pass(.seconds(1800))
            stage.endBadly()
            return .plain(.invalidKey)
        },
        Family("an old key of the account beside a good one", arrange: { $0.hasSpare = true }) {
            stage in
            stage.peopleTheWorld()
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            let old = stage.key()
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.pass(.seconds(86_400))
            stage.beginBadly(stage.stanza().changed(first: old))
            return .hidden(
                .keyRegenerated,
                among: [.invalidKey],
                because: "it never worked while anybody watched"
            )
        },
        Family("the key is regenerated", count: 24, arrange: { $0.hasSpare = true }) { stage in
            stage.beginWell()
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.endBadly()
            return .plain(.keyRegenerated)
        },
        Family("the only key is regenerated", count: 18, arrange: { $0.hasSpare = false }) {
            stage in
            stage.beginWell()
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.endBadly()
            return .hidden(
                .keyRegenerated,
                among: Truth.endsOfAccounts.union(
                    stage.circumstances.neighbours == 0 ? [.serviceOutage] : []
                ),
                because: "a deleted or disabled account refuses its only key in the same words"
            )
        },
        Family("both keys are regenerated", arrange: { $0.hasSpare = true }) { stage in
            stage.beginWell()
            for slot in KeySlot.allCases {
                stage.change(.regenerate(account: Stage.main, key: slot, propagation: .zero))
            }
            stage.endBadly()
            return .hidden(
                .keyRegenerated,
                among: Truth.endsOfAccounts.union(
                    stage.circumstances.neighbours == 0 ? [.serviceOutage] : []
                ),
                because: "a deleted or disabled account refuses both keys in the same words"
            )
        },
        Family("a new account spreads", count: 18) { stage in
            stage.peopleTheWorld()
            stage.create(
                Stage.main,
                hasDomain: stage.circumstances.usesDomain,
                created: stage.now
            )
            stage.change(.propagation(account: Stage.main, .seconds(540)))
            stage.pass(.seconds(20))
            stage.configure(stage.stanza())
            return spread(on: &stage)
        },
        Family("a regenerated key spreads, and the file has it already", count: 18) { stage in
            stage.beginWell()
            stage.change(
                .regenerate(account: Stage.main, key: .key1, propagation: .seconds(540))
            )
            stage.pass(.seconds(20))
            stage.configure(stage.stanza())
            return spread(on: &stage)
        },
    ]

    /// Watches a key that some front ends know and others do not.
    private static func spread(on stage: inout Stage) -> Truth {
        let before = stage.diagnoses.count
        stage.endBadly(minutes: 6)
        let isFailing = stage.diagnoses.dropFirst(before).contains { $0 != nil }
        // Where each refusal was followed by an acceptance within the same round, nothing failed.
        return .plain(isFailing ? .propagationDelay : nil)
    }

    private static let noKey = AccountKey(
        name: "key1",
        origin: "file \"/run/secrets/key1\"",
        secret: Secret(""),
        problem: "file \"/run/secrets/key1\" is empty"
    )

    /// A key with its second character changed.
    private static func typo(in key: Secret) -> Secret {
        key.reveal { text in
            var letters = Array(text)
            letters[1] = letters[1] == "7" ? "8" : "7"
            return Secret(String(letters))
        }
    }
}
