import Foundation

/// Rules about the key itself: its shape, its age, whether it ever worked here.
enum CredentialRules {
    /// What the key's text alone tells, whatever the answer.
    static let offline: [Rule] = [switchedOff, missingKey, notAKey, damagedKey]

    /// What this key did before.
    static let history: [Rule] = [justAppeared, regenerated]

    /// What is left when nothing else speaks.
    static let leftovers: [Rule] = [stillSpreading, replacedByAStranger, invalid]

    private static let switchedOff: Rule = { file in
        guard file.key.isSwitchedOff else { return nil }
        return Hypothesis(
            .localAuthDisabled,
            .certain,
            [
                "Azure Resource Manager says that keys are switched off for the resource "
                    + "(disableLocalAuth), and lists none; nothing was sent"
            ],
            steps: [
                "Where this is meant to stay, leave the resource out by the `filter` of its "
                    + "azure_sd_configs entry."
            ]
        )
    }

    private static let missingKey: Rule = { file in
        guard file.key.anatomy?.shape == .empty, !file.key.isSwitchedOff else { return nil }
        let origin = file.key.origin.map { " (\($0))" } ?? ""
        return Hypothesis(
            .missingKey,
            .certain,
            [file.key.problem ?? "\(file.key.name)\(origin) is empty; nothing was sent"]
        )
    }

    private static let notAKey: Rule = { file in
        guard let anatomy = file.key.anatomy, anatomy.cannotBeAKey, anatomy.shape != .empty else {
            return nil
        }
        return Hypothesis(.keyMalformed, .certain, explanations(anatomy))
    }

    // Damage that a person may have sent as it is: Azure refuses it, and the copy is the first
    // thing to mend.
    private static let damagedKey: Rule = { file in
        guard let anatomy = file.key.anatomy, !anatomy.problems.isEmpty else { return nil }
        guard file.key.canBeSent else {
            return Hypothesis(.keyMalformed, .certain, explanations(anatomy))
        }
        guard file.isPlainRefusal || file.failures.contains(where: { $0.status == 400 }) else {
            return nil
        }
        return Hypothesis(.keyMalformed, .likely, explanations(anatomy))
    }

    private static func explanations(_ anatomy: KeyAnatomy) -> [String] {
        guard !anatomy.problems.isEmpty else {
            return ["the key has the shape \(anatomy.shape.rawValue), which no Azure AI key has"]
        }
        return anatomy.problems.map(\.explanation)
    }

    // A key may be new to us only: one that was issued months ago is known everywhere by now.
    private static let justAppeared: Rule = { file in
        guard let seen = file.keyFirstSeen, file.isKeyNew, file.isPlainRefusal else { return nil }
        let age = file.now.timeIntervalSince(seen)
        // A key that came with a change of the stanza is new, and not only new to us.
        let isFreshlyMade = seen > file.history?.firstSeen ?? seen
        if file.isMixed || file.isAcceptedElsewhere
            || (isFreshlyMade && file.lastSuccessHere != nil)
        {
            return Hypothesis(
                .propagationDelay,
                .likely,
                ["\(file.key.name) is new, and accepted and refused by turns"]
            )
        }
        guard file.lastSuccessAnywhere == nil, !wasIssuedLongAgo(file.key.anatomy, at: file.now)
        else { return nil }
        let text =
            "\(file.key.name) was first seen \(Narration.age(age)) ago and has not worked yet"
        // A change of key and region at once: either may be the mistake.
        let alone = PairingRules.fieldsChanged(in: file, since: seen).isEmpty
        return Hypothesis(.propagationDelay, alone ? .likely : .possible, [text])
    }

    private static func wasIssuedLongAgo(_ anatomy: KeyAnatomy?, at now: Date) -> Bool {
        guard let issued = anatomy?.issued else { return false }
        // The month's first day is known, not the day: a key of this month or the last may be new.
        return now.timeIntervalSince(issued.firstInstant) > 62 * 86_400
    }

    private static let regenerated: Rule = { file in
        // A key that was made anew is refused for everything.
        guard file.isPlainRefusal, !file.isAcceptedElsewhere, !file.isMixed,
            let worked = file.lastSuccessHere
        else { return nil }
        let moved = PairingRules.fieldsChanged(in: file, since: worked)
        guard moved.isEmpty else { return nil }
        let text =
            "\(file.key.name) worked on this host until \(Timestamp.text(worked)), "
            + "nothing in its configuration changed since"
        // Regenerating makes one key anew. When all fall at once, something happened to the account.
        let fellTogether = file.siblings.contains { $0.isAccepted == false && $0.workedBefore }
        // Nor does a trial's key need regenerating to stop.
        let isOver = file.setting.trialEnd.map { $0 <= file.now } ?? false
        let isShared = fellTogether || isOver || file.neighbours.refuseAll
        return Hypothesis(.keyRegenerated, isShared ? .possible : .likely, [text])
    }

    // Microsoft speaks of minutes up to hours until a change is known to every gateway.
    private static let stillSpreading: Rule = { file in
        guard file.isPlainRefusal, file.isMixed, !file.isKeyNew else { return nil }
        return Hypothesis(.propagationDelay, .possible)
    }

    private static let replacedByAStranger: Rule = { file in
        guard file.isPlainRefusal, file.lastSuccessAnywhere == nil else { return nil }
        guard let change = file.history?.changes[.key] else { return nil }
        return Hypothesis(
            .invalidKey,
            .possible,
            [
                "the key in the configuration was changed at \(Timestamp.text(change.at)), "
                    + "and the new one has never worked here"
            ]
        )
    }

    private static let invalid: Rule = { file in
        guard file.isPlainRefusal else { return nil }
        let here = file.lastSuccessHere == nil && file.history != nil
        return Hypothesis(
            .invalidKey,
            .possible,
            here ? ["\(file.key.name) never worked here"] : []
        )
    }
}

extension Narration {
    /// A length of time as a person says it: `40 seconds`, `3 minutes`, `5 hours`.
    static func age(_ seconds: Double) -> String {
        // A clock that was set back makes ages negative; nobody needs to read that.
        let seconds = min(max(0, seconds), 1e9)
        return switch seconds {
        case ..<120: "\(Int(seconds)) seconds"
        case ..<7200: "\(Int(seconds / 60)) minutes"
        case ..<172_800: "\(Int(seconds / 3600)) hours"
        default: "\(Int(seconds / 86_400)) days"
        }
    }
}
