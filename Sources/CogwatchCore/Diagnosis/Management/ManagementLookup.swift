package import Foundation

/// One question to Resource Manager about a failing account, until it is answered.
///
/// Send ``request(token:)`` and ``take(_:at:)`` its answer until there is none, then ``note(in:)``
/// what came of it.
package struct ManagementLookup: Sendable {
    private enum Part: Sendable {
        case account(Found<DiscoveredAccount>)
        case keys(Found<KeyComparison>)
        case subscription(Found<SubscriptionState>)
        case health(Found<ResourceHealth>)
        case deleted(PagedLookup<DeletedAccount>, ResourceID)
        case activity(PagedLookup<Regeneration>)
    }

    /// What is asked, for ``ManagementPacing``.
    package let call: ManagementCall
    private let question: ManagementQuestion
    private let cloud: Cloud
    private let keys: [InvestigatedKey]
    private let showsCaller: Bool
    private var part: Part
    private var at: Date?

    /// A question that was not put yet.
    ///
    /// - Parameters:
    ///   - question: Of ``Investigation/managementCalls()``, with its call.
    ///   - call: How it is put.
    ///   - id: The account's.
    ///   - cloud: Where.
    ///   - keys: The configured keys, to compare.
    ///   - showsCaller: Whether the name of who regenerated a key may be kept.
    package init(
        _ question: ManagementQuestion,
        _ call: ManagementCall,
        about id: ResourceID,
        in cloud: Cloud,
        keys: [InvestigatedKey],
        showsCaller: Bool
    ) {
        self.question = question
        self.call = call
        self.cloud = cloud
        self.keys = keys
        self.showsCaller = showsCaller
        switch question {
        case .account: part = .account(.notAsked)
        case .keys: part = .keys(.notAsked)
        case .subscription: part = .subscription(.notAsked)
        case .health: part = .health(.notAsked)
        case .deletedAccounts: part = .deleted(PagedLookup(call, in: cloud), id)
        case .activity: part = .activity(PagedLookup(call, in: cloud))
        }
    }

    /// What to send next; nil once the question is answered.
    package func request(token: EntraToken) -> Request? {
        switch part {
        case .deleted(let pages, _): pages.request(token: token)
        case .activity(let pages): pages.request(token: token)
        case .account, .keys, .subscription, .health:
            at == nil ? ResourceManager(in: cloud).request(call, token: token) : nil
        }
    }

    /// Takes in an answer.
    package mutating func take(_ answer: Answer, at now: Date) {
        let (call, cloud, keys, showsCaller) = (call, cloud, keys, showsCaller)
        at = now
        switch part {
        case .account:
            part = .account(
                Found { () throws(ManagementRefusal) in
                    try ManagementReading.account(answer, to: call, in: cloud, at: now)
                }
            )
        case .keys:
            part = .keys(
                Found { () throws(ManagementRefusal) in
                    let listed = try ManagementReading.keys(answer, to: call, at: now)
                    return KeyComparison(listed, with: keys, at: now)
                }
            )
        case .subscription:
            part = .subscription(
                Found { () throws(ManagementRefusal) in
                    try ManagementReading.subscription(answer, to: call, at: now)
                }
            )
        case .health:
            part = .health(
                Found { () throws(ManagementRefusal) in
                    try ManagementReading.health(answer, to: call, at: now)
                }
            )
        case .deleted(var pages, let id):
            pages.take { () throws(ManagementRefusal) in
                try ManagementReading.deletedAccounts(answer, to: call, in: cloud, at: now)
            }
            part = .deleted(pages, id)
        case .activity(var pages):
            pages.take { () throws(ManagementRefusal) in
                try ManagementReading.regenerations(
                    answer,
                    to: call,
                    in: cloud,
                    showsCaller: showsCaller,
                    at: now
                )
            }
            part = .activity(pages)
        }
    }

    /// Adds what came of it to what is known.
    package func note(in evidence: inout ManagementEvidence) {
        guard let at else { return }
        evidence.at = max(evidence.at, at)
        evidence.asked[question] = at
        switch part {
        case .account(let found): evidence.account.renew(found)
        case .keys(let found): evidence.keys.renew(found)
        case .subscription(let found): evidence.subscription.renew(found)
        case .health(let found): evidence.health.renew(found)
        case .deleted(let pages, let id):
            evidence.deleted.renew(
                Found(pages.result) { deleted in deleted.filter { $0.isThat(of: id) } }
            )
        case .activity(let pages):
            evidence.activity.renew(Found(pages.result) { ActivityReading($0, at: at) })
        }
    }
}

extension Found {
    fileprivate init<Item>(
        _ result: Result<[Item], ManagementRefusal>?,
        _ read: ([Item]) -> Value
    ) {
        switch result {
        case .success(let items): self = .told(read(items))
        case .failure(let refusal): self = .refused(refusal)
        case nil: self = .notAsked
        }
    }
}
