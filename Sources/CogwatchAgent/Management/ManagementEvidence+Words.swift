package import CogwatchCore
import Foundation

extension ManagementEvidence {
    /// What came of a question, in a few words for a log or a terminal.
    ///
    /// - Parameters:
    ///   - question: What was asked.
    ///   - keys: The configured keys, to be named.
    /// - Returns: One line without any secret, and without anybody's name.
    package func words(on question: ManagementQuestion, keys: [InvestigatedKey]) -> String {
        switch question {
        case .account:
            Self.words(account) { "of kind \($0.kind) in \($0.region)" }
        case .keys:
            Self.words(self.keys) { comparison in Self.words(comparison, keys) }
        case .subscription: Self.words(subscription) { "\($0.rawValue)" }
        case .deletedAccounts:
            Self.words(deleted) { $0.isEmpty ? "not among the deleted" : "deleted" }
        case .health: Self.words(health) { "\($0.state.rawValue)" }
        case .activity:
            Self.words(activity) { reading in
                reading.regenerations.first
                    .map { "a key was regenerated at \(Timestamp.text($0.at))" }
                    ?? "no key was regenerated"
            }
        }
    }

    /// Whether a question was answered.
    package func isTold(_ question: ManagementQuestion) -> Bool {
        switch question {
        case .account: account.value != nil
        case .keys: keys.value != nil
        case .subscription: subscription.value != nil
        case .deletedAccounts: deleted.value != nil
        case .health: health.value != nil
        case .activity: activity.value != nil
        }
    }

    private static func words<Value>(
        _ found: Found<Value>,
        _ told: (Value) -> String
    ) -> String {
        switch found {
        case .notAsked: "not asked"
        case .told(let value): told(value)
        case .refused(let refusal): "\(refusal.fault)"
        }
    }

    private static func words(_ comparison: KeyComparison, _ keys: [InvestigatedKey]) -> String {
        let named = keys.compactMap { key in
            comparison.match(of: key.fingerprint).map { match in
                match == .neither
                    ? "\(key.name) is no current key" : "\(key.name) is current (\(match.rawValue))"
            }
        }
        return named.isEmpty ? "compared" : named.joined(separator: "; ")
    }
}
