package import Foundation

/// Whether one of an account's keys may be regenerated in Azure now.
///
/// cogwatch never does it; a person does.
package struct RotationAdvice: Sendable, Equatable {
    /// The raw values are what scripts read.
    package enum Answer: String, Sendable, CaseIterable, Codable {
        case yes, no, unknown
    }

    /// One of the two keys that every resource has.
    package enum Target: String, Sendable, CaseIterable, Codable {
        case key1, key2

        fileprivate var match: KeyComparison.Match { self == .key1 ? .key1 : .key2 }
        fileprivate var other: Target { self == .key1 ? .key2 : .key1 }
    }

    package let target: Target
    package let answer: Answer
    /// Why, the gravest first.
    package let reasons: [String]
    /// What to do now, in order.
    package let nextSteps: [String]
}

/// What is known of an account's keys before one of them is regenerated.
package struct RotationFacts: Sendable {
    package let account: Account
    /// In the order of the file: the first is in use.
    package let keys: [InvestigatedKey]
    /// Of a round in which every key was tried for everything that the account is used for.
    package let results: [ProbeResult]
    /// Nil where Resource Manager may not be asked for keys.
    package let comparison: KeyComparison?
    package let history: AccountHistory?
    /// Other accounts that use the key in question.
    package let sharedWith: [String: [String]]
    package let now: Date

    /// Puts the facts together.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - keys: Its keys, in the order of the file.
    ///   - results: Of every key.
    ///   - comparison: By Resource Manager.
    ///   - history: For changes of late.
    ///   - sharedWith: The other accounts whose key in use is this one, by key name.
    ///   - now: When.
    package init(
        account: Account,
        keys: [InvestigatedKey],
        results: [ProbeResult],
        comparison: KeyComparison? = nil,
        history: AccountHistory? = nil,
        sharedWith: [String: [String]] = [:],
        now: Date
    ) {
        self.account = account
        self.keys = keys
        self.results = results
        self.comparison = comparison
        self.history = history
        self.sharedWith = sharedWith
        self.now = now
    }
}

extension RotationAdvice {
    /// Judges whether a key may be regenerated.
    ///
    /// The right order is: the applications move to the spare, then the key that nobody uses any more
    /// is regenerated, then its new text goes where the old one was.
    ///
    /// - Parameters:
    ///   - target: The key that the portal's button would make anew.
    ///   - facts: What is known.
    ///   - grace: How long a change may need to be known everywhere.
    package init(
        regenerating target: Target,
        with facts: RotationFacts,
        grace: Duration = .seconds(600)
    ) {
        self.target = target
        let found = Assessment(target: target, facts: facts, grace: grace)
        if !found.objections.isEmpty {
            answer = .no
            reasons = found.objections + found.doubts
            nextSteps = found.steps
        } else if !found.doubts.isEmpty {
            answer = .unknown
            reasons = found.doubts
            nextSteps = found.steps
        } else {
            answer = .yes
            reasons = found.assurances
            nextSteps = [
                "Take \(target.rawValue) out of the stanza and reload, so that nobody is told of its "
                    + "end.",
                "In the portal, on \"Keys and Endpoint\", regenerate \(target.rawValue).",
                "Wait ten minutes, until its new text is known everywhere.",
                "Put the new text into the stanza as the spare, and reload.",
            ]
        }
    }
}

/// What speaks against a regeneration.
private struct Assessment {
    var objections: [String] = []
    var doubts: [String] = []
    var assurances: [String] = []
    var steps: [String] = []

    private let target: RotationAdvice.Target
    private let facts: RotationFacts

    init(target: RotationAdvice.Target, facts: RotationFacts, grace: Duration) {
        self.target = target
        self.facts = facts
        guard let spare = spare() else { return }
        judge(spare)
        judgeUse(spare)
        judgeChanges(grace)
        if !objections.isEmpty || !doubts.isEmpty {
            steps.append("Then run `cogwatch rotate-check \(facts.account.name)` again.")
        }
    }

    /// The configured key that must carry on; nil, with an objection, where there is none.
    private mutating func spare() -> InvestigatedKey? {
        let other = target.other
        if let comparison = facts.comparison {
            let match = other == .key1 ? KeyComparison.Match.key1 : .key2
            if let key = facts.keys.first(where: { comparison.match(of: $0.fingerprint) == match })
            {
                return key
            }
            objections.append("no configured key is the resource's current \(other.rawValue)")
        } else if let key = facts.keys.first(where: { $0.name == other.rawValue }) {
            return key
        } else if facts.keys.count < 2 {
            objections.append("no spare key is configured")
        } else {
            doubts.append(
                "which of the configured keys is the resource's \(target.rawValue) is not known"
            )
            steps.append(
                "Grant \(Self.listKeys) to cogwatch's identity, or name them key1 and key2."
            )
            return nil
        }
        steps.append("Configure the resource's current \(other.rawValue) as well, and reload.")
        return nil
    }

    private static let listKeys = "Microsoft.CognitiveServices/accounts/listKeys/action"

    /// Whether the spare is good for everything that the account is used for.
    private mutating func judge(_ spare: InvestigatedKey) {
        let places = facts.account.operations.filter { facts.account.endpoint(for: $0) != nil }
        for operation in places {
            let host = facts.account.host(for: operation) ?? ""
            let result = facts.results.last { $0.key == spare.name && $0.operation == operation }
            switch result?.outcome {
            case .success: continue
            case .authFailure, .clientError:
                objections.append(
                    "\(spare.name) is refused for \(operation.rawValue) at \(host): "
                        + (result?.summary ?? "")
                )
            case .throttled, .serverError, .networkError, .invalidResponse, nil:
                doubts.append(
                    "whether \(spare.name) is good for \(operation.rawValue) at \(host) is not "
                        + "known: \(result?.summary ?? "not asked")"
                )
            }
        }
        if places.isEmpty { doubts.append("this kind of account cannot be probed") }
        if !objections.isEmpty { steps.append("Mend \(spare.name) first: it must carry on alone.") }
        guard objections.isEmpty, doubts.isEmpty else { return }
        let list = places.map(\.rawValue).joined(separator: ", ")
        assurances.append("\(spare.name) is good everywhere the account is used: \(list)")
        if facts.comparison != nil {
            assurances.append(
                "Azure Resource Manager says that \(spare.name) is the resource's "
                    + target.other.rawValue
            )
        } else {
            assurances.append(
                "which key is which goes by their names; grant \(Self.listKeys) to prove it"
            )
        }
    }

    /// Whether somebody still uses the key that would end.
    private mutating func judgeUse(_ spare: InvestigatedKey) {
        let ending = facts.keys.filter { key in
            if let match = facts.comparison?.match(of: key.fingerprint) {
                return match == target.match
            }
            return key.name == target.rawValue
        }
        for key in ending where key.fingerprint == spare.fingerprint {
            objections.append("\(key.name) and \(spare.name) are the same key")
            steps.append("Copy the resource's \(target.other.rawValue) into \(spare.name).")
        }
        if let inUse = facts.keys.first, ending.contains(where: { $0.name == inUse.name }) {
            objections.append("\(inUse.name) is the key in use: it is the first in the stanza")
            steps.append(
                "Move the applications to \(spare.name), put it first in the stanza, and reload."
            )
        }
        let others = ending.flatMap { facts.sharedWith[$0.name] ?? [] }.sorted()
        if !others.isEmpty {
            objections.append("also in use by \(others.joined(separator: ", "))")
            steps.append("Move those accounts to \(spare.name), too.")
        }
    }

    private mutating func judgeChanges(_ grace: Duration) {
        let changes = [
            facts.history?.changes[.key]?.at,
            facts.history?.management?.activity.value?.regenerations.first?.at,
        ].compactMap(\.self)
        guard let last = changes.max() else { return }
        let age = facts.now.timeIntervalSince(last)
        guard age >= 0, age < grace.seconds else { return }
        objections.append(
            "a key was changed \(Narration.age(age)) ago, and may not be known everywhere"
        )
        steps.append("Wait until \(Timestamp.text(last.addingTimeInterval(grace.seconds))).")
    }
}
