package import Foundation

/// What Resource Manager said about a failing account; each part may be missing.
///
/// Holds no key, and nobody's name unless that is allowed (`privacy.show_caller`).
package struct ManagementEvidence: Sendable, Equatable, Codable {
    package var account: Found<DiscoveredAccount> = .notAsked
    package var keys: Found<KeyComparison> = .notAsked
    package var subscription: Found<SubscriptionState> = .notAsked
    /// The deleted accounts that were this one; empty where it is not among them.
    package var deleted: Found<[DeletedAccount]> = .notAsked
    package var health: Found<ResourceHealth> = .notAsked
    package var activity: Found<ActivityReading> = .notAsked
    /// When the newest part was asked for.
    package var at: Date
    /// When each part was asked for.
    package var asked: [ManagementQuestion: Date] = [:]
    /// When the first part was asked for.
    package let begun: Date

    package init(at now: Date) {
        at = now
        begun = now
    }

    /// What was answered to a question: nil, or why it was not.
    func refusal(of question: ManagementQuestion) -> ManagementRefusal? {
        switch question {
        case .account: account.refusal
        case .keys: keys.refusal
        case .subscription: subscription.refusal
        case .deletedAccounts: deleted.refusal
        case .health: health.refusal
        case .activity: activity.refusal
        }
    }

    func isAsked(_ question: ManagementQuestion) -> Bool {
        switch question {
        case .account: account != .notAsked
        case .keys: keys != .notAsked
        case .subscription: subscription != .notAsked
        case .deletedAccounts: deleted != .notAsked
        case .health: health != .notAsked
        case .activity: activity != .notAsked
        }
    }

    /// Whether Resource Manager knows the group, or the subscription, and not the account.
    var isAccountGone: Bool {
        account.refusal.map { [.noResource, .noGroup].contains($0.kind) } ?? false
    }
}

/// One thing that Resource Manager can be asked about a failing account.
package enum ManagementQuestion: String, Sendable, CaseIterable, Codable,
    CodingKeyRepresentable
{
    case account, keys, subscription
    case deletedAccounts = "deleted_accounts"
    case health, activity
}
