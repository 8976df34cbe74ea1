package import Foundation

/// An account that was deleted and can be restored for 48 hours.
package struct DeletedAccount: Sendable, Equatable, Codable {
    package let subscription: String
    /// Nil where the entry's id does not say.
    package let group: String?
    package let name: String
    package let region: String?
    package let deleted: Date?
    /// When it is gone for good.
    package let purged: Date?

    package init(
        subscription: String,
        group: String?,
        name: String,
        region: String? = nil,
        deleted: Date? = nil,
        purged: Date? = nil
    ) {
        self.subscription = subscription
        self.group = group
        self.name = name
        self.region = region
        self.deleted = deleted
        self.purged = purged
    }

    // The specification's example has the account's own id; the path of a single one has location and
    // group in it. Both are read.
    init?(_ entry: JSONView) {
        guard let id = entry["id"]?.text else { return nil }
        let parts = id.split(separator: "/").map(String.init)
        func value(after word: String) -> String? {
            parts.firstIndex { $0.lowercased() == word }.flatMap { index in
                parts.dropFirst(index + 1).first
            }
        }
        guard let subscription = value(after: "subscriptions"),
            let name = value(after: "deletedaccounts") ?? value(after: "accounts")
        else { return nil }
        let properties = entry["properties"]
        self.init(
            subscription: subscription,
            group: value(after: "resourcegroups"),
            name: name,
            region: (entry["location"]?.text ?? value(after: "locations")).map(Regions.normalise),
            deleted: properties?["deletionDate"]?.date,
            purged: properties?["scheduledPurgeDate"]?.date
        )
    }

    /// Whether this was the account of an id.
    package func isThat(of id: ResourceID) -> Bool {
        subscription.lowercased() == id.subscription.lowercased()
            && name.lowercased() == id.name.lowercased()
            && (group.map { $0.lowercased() == id.group.lowercased() } ?? true)
    }
}
