package import Foundation

/// What Azure itself says of a resource's health.
package struct ResourceHealth: Sendable, Equatable, Codable {
    package enum State: String, Sendable, CaseIterable, Codable {
        case available, unavailable, degraded
        /// Common for resources that are hardly used: says nothing.
        case unknown
    }

    package let state: State
    /// Azure's headline, such as `Unavailable`, or `API call quota reached`.
    package let title: String?
    /// Since when it is so.
    package let since: Date?
    /// When Azure last looked.
    package let reported: Date?
    /// Whether the owner's own doing is the reason.
    package let isByCustomer: Bool

    package init(
        _ state: State,
        title: String? = nil,
        since: Date? = nil,
        reported: Date? = nil,
        isByCustomer: Bool = false
    ) {
        self.state = state
        self.title = title
        self.since = since
        self.reported = reported
        self.isByCustomer = isByCustomer
    }

    // Fields: the specification's example of 2025-05-01; `occuredTime` is spelled so.
    init?(_ body: JSONView) {
        guard let properties = body["properties"],
            let state = properties["availabilityState"]?.text
        else { return nil }
        let context = (properties["context"]?.text ?? properties["reasonType"]?.text ?? "")
        self.init(
            State(rawValue: state.lowercased()) ?? .unknown,
            title: properties["title"]?.text.map(Redaction.presentable),
            since: (properties["occuredTime"] ?? properties["occurredTime"])?.date,
            reported: properties["reportedTime"]?.date,
            isByCustomer: context.lowercased().hasPrefix("customer")
        )
    }

    /// Whether it speaks of a used-up quota, which is no outage.
    var isOfQuota: Bool {
        title.map { $0.lowercased().contains("quota") || $0.lowercased().contains("limit") }
            ?? false
    }
}
