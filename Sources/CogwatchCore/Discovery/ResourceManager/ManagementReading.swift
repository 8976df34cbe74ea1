package import Foundation

/// Reads what Resource Manager answers.
package enum ManagementReading {
    /// How much more may be asked; nil without an answer.
    package static func allowance(in answer: Answer, at now: Date) -> ManagementAllowance? {
        guard case .response(let response) = answer.outcome else { return nil }
        return ManagementAllowance(response.headers, at: now)
    }

    /// A page of accounts.
    ///
    /// - Throws: Why there is none, as all of these.
    package static func accounts(
        _ answer: Answer,
        to call: ManagementCall,
        in cloud: Cloud,
        at now: Date
    ) throws(ManagementRefusal) -> ManagementPage<DiscoveredAccount> {
        try page(answer, to: call, in: cloud, at: now) { DiscoveredAccount($0, in: cloud) }
    }

    /// One account.
    package static func account(
        _ answer: Answer,
        to call: ManagementCall,
        in cloud: Cloud,
        at now: Date
    ) throws(ManagementRefusal) -> DiscoveredAccount {
        try value(answer, to: call, at: now) { DiscoveredAccount($0, in: cloud) }
    }

    /// An account's keys.
    package static func keys(
        _ answer: Answer,
        to call: ManagementCall,
        at now: Date
    ) throws(ManagementRefusal) -> ListedKeys {
        try value(answer, to: call, at: now, ListedKeys.init)
    }

    /// A page of the accounts that were deleted and can be restored.
    package static func deletedAccounts(
        _ answer: Answer,
        to call: ManagementCall,
        in cloud: Cloud,
        at now: Date
    ) throws(ManagementRefusal) -> ManagementPage<DeletedAccount> {
        try page(answer, to: call, in: cloud, at: now, DeletedAccount.init)
    }

    /// Whether the subscription is enabled.
    package static func subscription(
        _ answer: Answer,
        to call: ManagementCall,
        at now: Date
    ) throws(ManagementRefusal) -> SubscriptionState {
        try value(answer, to: call, at: now) { body in
            body["state"]?.text.map { SubscriptionState(named: $0) }
        }
    }

    /// The resource's health.
    package static func health(
        _ answer: Answer,
        to call: ManagementCall,
        at now: Date
    ) throws(ManagementRefusal) -> ResourceHealth {
        try value(answer, to: call, at: now, ResourceHealth.init)
    }

    /// A page of the activity log, of which only what made a key anew is kept.
    ///
    /// - Parameters:
    ///   - answer: What came back.
    ///   - call: What was asked.
    ///   - cloud: Where.
    ///   - showsCaller: Whether the person's name may be kept (`privacy.show_caller`).
    ///   - now: When.
    /// - Returns: One entry for each log entry that tells of it, to be put together by
    ///   ``Regeneration/distinct(_:)``.
    /// - Throws: Why there is none.
    package static func regenerations(
        _ answer: Answer,
        to call: ManagementCall,
        in cloud: Cloud,
        showsCaller: Bool,
        at now: Date
    ) throws(ManagementRefusal) -> ManagementPage<Regeneration> {
        guard case .activity(let id, _, _) = call else {
            throw ManagementRefusal(.unreadable, of: call)
        }
        return try page(answer, to: call, in: cloud, at: now) {
            Regeneration($0, of: id, showsCaller: showsCaller)
        }
    }

    private static func body(
        of answer: Answer,
        to call: ManagementCall,
        at now: Date
    ) throws(ManagementRefusal) -> JSONView {
        switch answer.outcome {
        case .noResponse(let noResponse): throw ManagementRefusal(noResponse, of: call)
        case .response(let response):
            guard response.status == 200, let body = JSONView(response.body), body.isObject else {
                throw ManagementRefusal(response, of: call, at: now)
            }
            return body
        }
    }

    private static func value<Value>(
        _ answer: Answer,
        to call: ManagementCall,
        at now: Date,
        _ read: (JSONView) -> Value?
    ) throws(ManagementRefusal) -> Value {
        let body = try body(of: answer, to: call, at: now)
        guard let value = read(body) else {
            throw ManagementRefusal(.unreadable, of: call, status: 200)
        }
        return value
    }

    private static func page<Item: Sendable>(
        _ answer: Answer,
        to call: ManagementCall,
        in cloud: Cloud,
        at now: Date,
        _ read: (JSONView) -> Item?
    ) throws(ManagementRefusal) -> ManagementPage<Item> {
        let body = try body(of: answer, to: call, at: now)
        guard let entries = body["value"]?.items else {
            throw ManagementRefusal(.unreadable, of: call, status: 200)
        }
        // One entry that cannot be read does not hide the others.
        let items = entries.compactMap(read)
        guard let link = body["nextLink"]?.text else {
            return ManagementPage(items: items, next: nil)
        }
        guard let next = NextPage(link, on: cloud.resourceManagerHost) else {
            throw ManagementRefusal(.foreignLink, of: call, status: 200)
        }
        return ManagementPage(items: items, next: next)
    }
}
