package import Foundation

/// The accounts of a subscription or group, asked for page by page.
///
/// Send ``request(token:)`` and ``take(_:at:)`` its answer until there is none; ``result`` then is
/// what ``Catalogue/take(_:deleted:taken:at:grace:)`` wants.
package struct AccountListing: Sendable {
    private var lookup: PagedLookup<DiscoveredAccount>

    /// A listing from the start.
    ///
    /// - Parameters:
    ///   - subscription: Its id.
    ///   - group: Nil for the whole subscription.
    ///   - cloud: Where.
    package init(subscription: String, group: String? = nil, in cloud: Cloud) {
        lookup = PagedLookup(.accounts(subscription: subscription, group: group), in: cloud)
    }

    /// What is asked, for ``ManagementPacing``.
    package var call: ManagementCall { lookup.call }

    /// The request for the first or the next page; nil at the end.
    package func request(token: EntraToken) -> Request? { lookup.request(token: token) }

    /// Takes in a page.
    package mutating func take(_ answer: Answer, at now: Date) {
        let (call, cloud) = (lookup.call, lookup.cloud)
        lookup.take { () throws(ManagementRefusal) in
            try ManagementReading.accounts(answer, to: call, in: cloud, at: now)
        }
    }

    /// All of them, or why not; nil before the end.
    package var result: Result<[DiscoveredAccount], ManagementRefusal>? { lookup.result }

}

/// The deleted accounts of a subscription, asked for in the same way.
package struct DeletedAccountListing: Sendable {
    private var lookup: PagedLookup<DeletedAccount>

    package init(subscription: String, in cloud: Cloud) {
        lookup = PagedLookup(.deletedAccounts(subscription: subscription), in: cloud)
    }

    /// What is asked, for ``ManagementPacing``.
    package var call: ManagementCall { lookup.call }

    /// The request for the first or the next page; nil at the end.
    package func request(token: EntraToken) -> Request? { lookup.request(token: token) }

    /// Takes in a page.
    package mutating func take(_ answer: Answer, at now: Date) {
        let (call, cloud) = (lookup.call, lookup.cloud)
        lookup.take { () throws(ManagementRefusal) in
            try ManagementReading.deletedAccounts(answer, to: call, in: cloud, at: now)
        }
    }

    /// All of them, or why not; nil before the end.
    package var result: Result<[DeletedAccount], ManagementRefusal>? { lookup.result }
}
