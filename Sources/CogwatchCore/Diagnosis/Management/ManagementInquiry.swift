package import Foundation

/// Which questions to Resource Manager would tell more about a failure, the best first.
struct ManagementInquiry {
    /// How old an answer may be while the failure lasts.
    private static let freshness = 1800.0
    /// When to ask again what was throttled or did not answer.
    private static let patience = 120.0

    let file: CaseFile
    let diagnosis: Diagnosis
    let firstFailure: Date

    func questions() -> [ManagementQuestion] {
        wanted().filter(isOpen)
    }

    private func wanted() -> [ManagementQuestion] {
        // What was seen counts, not what it was taken for: a refusal may be an outage.
        switch file.category ?? diagnosis.category {
        case .auth: ofRefusal()
        case .unreachable: isUnresolved ? ofMissingName() : [.health]
        // The answer itself says which limit it is.
        case .limit, .unexpected: []
        }
    }

    private func ofRefusal() -> [ManagementQuestion] {
        guard diagnosis.confidence != .certain else { return worthKnowing + proofs }
        guard
            file.refusesWithoutReason
                || file.failures.contains(where: { [404, 409].contains($0.status) })
        else { return [] }
        if file.management?.isAccountGone == true { return [.account, .deletedAccounts] }
        return [.account, .keys, .subscription, .activity, .health]
    }

    private func ofMissingName() -> [ManagementQuestion] {
        guard diagnosis.confidence != .certain else { return worthKnowing }
        return file.management?.isAccountGone == true
            ? [.account, .deletedAccounts] : [.account]
    }

    /// What helps with a cause that is proven: who did it and when, and until when it can be undone.
    private var worthKnowing: [ManagementQuestion] {
        if diagnosis.cause == .keyRegenerated { return [.activity] }
        let isGone = diagnosis.cause == .resourceDeleted && file.management?.isAccountGone == true
        return isGone ? [.deletedAccounts] : []
    }

    /// What proves may be what was true once: it is asked for again when it is old.
    private var proofs: [ManagementQuestion] {
        [.account, .keys, .subscription].filter { file.management?.isAsked($0) ?? false }
    }

    private var isUnresolved: Bool {
        file.failures.contains {
            if case .noResponse(.nameNotResolved) = $0.observation { true } else { false }
        }
    }

    private func isOpen(_ question: ManagementQuestion) -> Bool {
        guard let evidence = file.management, evidence.isAsked(question) else { return true }
        let age = file.now.timeIntervalSince(evidence.asked[question] ?? evidence.at)
        if let refusal = evidence.refusal(of: question) {
            return age >= (refusal.isPassing ? Self.patience : Self.freshness)
        }
        guard question == .activity, let reading = evidence.activity.value else {
            return age >= Self.freshness
        }
        // What the log told stays told.
        guard file.regeneration == nil,
            let next = LookAgain.next(afterRefusalAt: firstFailure, lookedAt: reading.at)
        else { return false }
        return next <= file.now
    }
}

extension ManagementQuestion {
    /// How it is put.
    ///
    /// - Parameters:
    ///   - id: The account's.
    ///   - window: Of the activity log, see ``LookAgain/window(beforeRefusalAt:lastSuccess:at:)``.
    /// - Returns: The call that puts it.
    package func call(about id: ResourceID, window: (from: Date, to: Date)) -> ManagementCall {
        switch self {
        case .account: .account(id)
        case .keys: .keys(id)
        case .subscription: .subscription(id.subscription)
        case .deletedAccounts: .deletedAccounts(subscription: id.subscription)
        case .health: .health(id)
        case .activity: .activity(id, from: window.from, to: window.to)
        }
    }
}
