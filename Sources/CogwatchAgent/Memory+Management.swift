import CogwatchCore
import Foundation
import Synchronization

extension Memory {
    /// Whether a key of an account fails, and the account is configured as it was.
    func isFailing(_ account: Account) -> Bool {
        self[account.name].map { $0.account == account && $0.isFailing } ?? false
    }

    /// Keeps what Resource Manager said, if the failure that it is about still lasts.
    func keep(_ evidence: ManagementEvidence, of account: Account) -> Bool {
        entries.withLock { entries in
            entries.change(account.name) { entry in
                guard entry.account == account, entry.isFailing else { return false }
                entry.history.learn(evidence)
                entry.savedAt = nil
                return true
            } ?? false
        }
    }

    /// Keeps which keys Resource Manager lists.
    ///
    /// - Returns: Whether another key than before is no current one.
    func keep(_ comparison: KeyComparison, of account: Account) -> Bool {
        entries.withLock { entries in
            entries.change(account.name) { entry in
                guard entry.account == account else { return false }
                let before = entry.history.listedKeys
                entry.history.learn(comparison)
                guard entry.history.listedKeys != before else { return false }
                entry.savedAt = nil
                return before?.drifted ?? [] != comparison.drifted
            } ?? false
        }
    }
}

extension Memory.Entry {
    fileprivate var isFailing: Bool {
        belief.failingSince != nil || !belief.deadSpares.isEmpty
    }
}

extension KeyComparison {
    fileprivate var drifted: Set<String> { Set(matches.filter { $0.value == .neither }.keys) }
}

extension Verdict {
    /// Whether any key of the account fails.
    var isOfFailure: Bool { diagnosis != nil || !refusedSpares.isEmpty }
}
