package import Foundation

extension Investigation {
    /// What to ask Resource Manager after a round's conclusion, the best first.
    ///
    /// Ask the first, ``learn(_:at:)`` what came, and ask this again: an answer may make others
    /// pointless. Empty where nothing is to be learned, or where the account has no `resource_id`.
    package func managementCalls() -> [(question: ManagementQuestion, call: ManagementCall)] {
        guard let id = account.resourceID.flatMap({ ResourceID($0) }) else { return [] }
        var seen: Set<ManagementQuestion> = []
        return keys.flatMap { key -> [(ManagementQuestion, ManagementCall)] in
            let file = caseFile(of: key)
            guard key.canBeSent, let diagnosis = Diagnosis.judging(file) else { return [] }
            let first = refusedSince(key)
            let window = LookAgain.window(
                beforeRefusalAt: first,
                lastSuccess: file.lastSuccessAnywhere,
                at: now
            )
            return ManagementInquiry(file: file, diagnosis: diagnosis, firstFailure: first)
                .questions()
                .filter { seen.insert($0).inserted }
                .map { ($0, $0.call(about: id, window: window)) }
        }
    }

    /// What Resource Manager said so far; what is asked next is added to it.
    package var management: ManagementEvidence? { history.management }

    /// Takes in what Resource Manager said, to be concluded from at once and in later rounds.
    package mutating func learn(_ evidence: ManagementEvidence, at time: Date) {
        now = time
        history.learn(evidence)
    }

    /// When the activity log is to be looked at again; nil where it is not.
    ///
    /// Then the account's ``managementCalls()`` of a new round has it.
    package func nextLookAtActivity() -> Date? {
        guard account.resourceID != nil, let key = keys.first, isWorthALook(key),
            let activity = history.management?.activity.value,
            caseFile(of: key).regeneration == nil
        else { return nil }
        return LookAgain.next(afterRefusalAt: refusedSince(key), lookedAt: activity.at)
    }

    private func isWorthALook(_ key: InvestigatedKey) -> Bool {
        guard let diagnosis = diagnosis(of: key), diagnosis.category == .auth else { return false }
        return diagnosis.confidence != .certain || diagnosis.cause == .keyRegenerated
    }

    private func refusedSince(_ key: InvestigatedKey) -> Date {
        let isInUse = key.name == keys.first?.name
        // Of spares nobody keeps when they were refused first.
        return (isInUse ? belief.failingSince ?? firstFailure : history.management?.begun) ?? now
    }
}

extension AccountHistory {
    /// Keeps what Resource Manager said about a failure.
    package mutating func learn(_ evidence: ManagementEvidence) {
        management = evidence
        if let comparison = evidence.keys.value { learn(comparison) }
    }

    /// Keeps which of the configured keys are current.
    ///
    /// What is known already changes nothing, so that nothing is written for it.
    package mutating func learn(_ comparison: KeyComparison) {
        guard listedKeys?.matches != comparison.matches else { return }
        listedKeys = comparison
    }
}
