package import Foundation

/// All that cogwatch ever asks of Resource Manager.
///
/// Each of them reads; nothing is ever changed, and no key is ever made anew.
package enum ManagementCall: Sendable, Hashable {
    /// The accounts of a subscription, or of one of its groups.
    case accounts(subscription: String, group: String?)
    case account(ResourceID)
    /// An account's two keys: a POST that counts as a write.
    case keys(ResourceID)
    /// What was deleted in the last 48 hours and can be restored.
    case deletedAccounts(subscription: String)
    case subscription(String)
    /// What Azure itself says of the resource's health.
    case health(ResourceID)
    /// What was done to an account, between two times.
    case activity(ResourceID, from: Date, to: Date)
}

extension ManagementCall {
    /// The permission without which it is refused.
    package var permission: String {
        switch self {
        case .accounts, .account: "Microsoft.CognitiveServices/accounts/read"
        case .keys: "Microsoft.CognitiveServices/accounts/listKeys/action"
        case .deletedAccounts: "Microsoft.CognitiveServices/deletedAccounts/read"
        case .subscription: "Microsoft.Resources/subscriptions/read"
        case .health: "Microsoft.ResourceHealth/availabilityStatuses/read"
        case .activity: "Microsoft.Insights/eventtypes/values/read"
        }
    }

    /// What is asked for, in messages.
    package var noun: String {
        switch self {
        case .accounts: "list of accounts"
        case .account: "account"
        case .keys: "keys of the account"
        case .deletedAccounts: "list of deleted accounts"
        case .subscription: "state of the subscription"
        case .health: "resource health"
        case .activity: "activity log"
        }
    }

    /// The subscription in whose limits it counts.
    package var subscription: String {
        switch self {
        case .accounts(let subscription, _), .deletedAccounts(let subscription),
            .subscription(let subscription):
            subscription
        case .account(let id), .keys(let id), .health(let id), .activity(let id, _, _):
            id.subscription
        }
    }

    /// Whether it counts as a write (azure-rest-api-specs issue 6363).
    package var isWrite: Bool {
        switch self {
        case .keys: true
        case .accounts, .account, .deletedAccounts, .subscription, .health, .activity: false
        }
    }

    /// Whether the answer is a list in pages.
    package var isPaged: Bool {
        switch self {
        case .accounts, .deletedAccounts, .activity: true
        case .account, .keys, .subscription, .health: false
        }
    }

    /// The path below the host.
    ///
    /// Versions are pinned: 2023-05-01 of the accounts is in every cloud.
    var path: String {
        let provider = "/providers/Microsoft.CognitiveServices"
        return switch self {
        case .accounts(let subscription, nil):
            "/subscriptions/\(FormText.encoded(subscription))\(provider)/accounts"
                + Self.accountsVersion
        case .accounts(let subscription, let group?):
            "/subscriptions/\(FormText.encoded(subscription))/resourceGroups/"
                + "\(FormText.encoded(group))\(provider)/accounts" + Self.accountsVersion
        case .account(let id): id.path + Self.accountsVersion
        case .keys(let id): "\(id.path)/listKeys" + Self.accountsVersion
        case .deletedAccounts(let subscription):
            "/subscriptions/\(FormText.encoded(subscription))\(provider)/deletedAccounts"
                + Self.accountsVersion
        case .subscription(let subscription):
            "/subscriptions/\(FormText.encoded(subscription))?api-version=2022-12-01"
        case .health(let id):
            "\(id.path)/providers/Microsoft.ResourceHealth/availabilityStatuses/current"
                + "?api-version=2025-05-01"
        case .activity(let id, let from, let to):
            "/subscriptions/\(FormText.encoded(id.subscription))/providers/Microsoft.Insights"
                + "/eventtypes/management/values?api-version=2015-04-01&"
                + FormText.fields([("$filter", Self.filter(id, from, to))])
        }
    }

    private static let accountsVersion = "?api-version=2023-05-01"

    // Only a time range with one more condition is allowed (specification of activityLogs_API).
    private static func filter(_ id: ResourceID, _ from: Date, _ to: Date) -> String {
        "eventTimestamp ge '\(Timestamp.text(from))' and eventTimestamp le '\(Timestamp.text(to))'"
            + " and resourceUri eq '\(id.plain)'"
    }
}
