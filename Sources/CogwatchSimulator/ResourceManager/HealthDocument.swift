import CogwatchCore
import Foundation

/// An account's health as Microsoft.ResourceHealth tells it.
///
/// Fields: the specification's example of 2025-05-01; `occuredTime` is spelled so.
struct HealthDocument {
    private let account: SimulatedAccount
    private let health: SimulatedHealth
    private let casing: Casing
    private let now: Date

    init(_ account: SimulatedAccount, _ health: SimulatedHealth, _ casing: Casing, at now: Date) {
        self.account = account
        self.health = health
        self.casing = casing
        self.now = now
    }

    /// What is so now.
    var current: JSONValue { entry("current", properties) }

    /// What is so now, and what was before.
    var history: [JSONValue] {
        guard health.state != .available else { return [current] }
        let before: [String: JSONValue] = [
            "availabilityState": "Available",
            "title": "Available",
            "summary": .text(Self.summary(.available)),
            "reasonChronicity": "Persistent",
            "detailedStatus": .text(Self.summary(.available)),
            "occuredTime": .text(Self.time(account.created)),
        ]
        return [current, entry(Self.name(account.created), before)]
    }

    private func entry(_ name: String, _ properties: [String: JSONValue]) -> JSONValue {
        let provider = "providers/Microsoft.ResourceHealth/availabilityStatuses"
        return [
            "id": .text("\(casing.id(of: account))/\(provider)/\(name)"),
            "name": .text(name),
            "type": "Microsoft.ResourceHealth/AvailabilityStatuses",
            "location": .text(casing.location(account.region)),
            "properties": .object(properties),
        ]
    }

    private var properties: [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "availabilityState": .text(health.state.rawValue),
            "title": .text(health.title ?? health.state.rawValue),
            "summary": .text(Self.summary(health.state)),
            "reasonChronicity": "Persistent",
            "detailedStatus": .text(Self.summary(health.state)),
            "occuredTime": .text(Self.time(health.since)),
            "reportedTime": .text(ManagementTime.text(now)),
        ]
        guard health.state == .unavailable || health.state == .degraded else { return fields }
        fields["reasonType"] = health.isByCustomer ? "Customer Initiated" : "Unplanned"
        fields["context"] = health.isByCustomer ? "Customer Initiated" : "Platform Initiated"
        fields["category"] = health.isByCustomer ? "Not Applicable" : "Unplanned"
        if !health.isByCustomer { fields["serviceImpactingEvents"] = .list([incident]) }
        return fields
    }

    private var incident: JSONValue {
        let region = Regions.region(account.region)?.name ?? account.region
        return [
            "eventStartTime": .text(ManagementTime.text(health.since)),
            "eventStatusLastModifiedTime": .text(ManagementTime.text(now)),
            "correlationId": .text(RequestStamp.text(Int(health.since.timeIntervalSince1970))),
            "status": ["value": "Active"],
            "incidentProperties": [
                "title": .text("Azure AI services - \(region)"),
                "service": "Azure AI services",
                "region": .text(region),
                "incidentType": "Outage",
            ],
        ]
    }

    private static func summary(_ state: SimulatedHealth.State) -> String {
        switch state {
        case .available: "No platform problem is known that affects this account."
        case .unavailable: "The account cannot be used; its hosts do not serve requests."
        case .degraded: "The account's hosts serve requests worse than they should."
        case .unknown: "Nothing was heard of this account for some minutes."
        }
    }

    private static func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle())
    }

    // A time as a name, encoded as Azure has it.
    private static func name(_ date: Date) -> String {
        time(date).replacing("T", with: "+").replacing(":", with: "%3a")
    }
}

extension HealthDocument {
    init(of account: SimulatedAccount, in world: World, _ casing: Casing, at now: Date) {
        self.init(account, world.health(of: account, at: now), casing, at: now)
    }
}
