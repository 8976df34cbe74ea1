/// A region of a cloud: what an outage of Azure mostly strikes as a whole.
package struct Place: Sendable, Hashable {
    package let cloud: Cloud
    package let region: String

    package init(cloud: Cloud, region: String) {
        self.cloud = cloud
        self.region = region
    }
}

extension Account {
    package var place: Place { Place(cloud: cloud, region: region) }
}

/// What an incident is about that is not about one account.
///
/// The ledger keeps incidents by account; these stand there under names that no account can have.
package enum FleetSubject: Sendable, Hashable {
    case region(Place)
    /// The agent, and its way to everything.
    case agent

    package var name: String {
        switch self {
        case .region(let place): "region/\(place.cloud.rawValue)/\(place.region)"
        case .agent: "agent/connectivity"
        }
    }
}

extension FleetSubject {
    /// Every name under which the ledger may hold incidents of a fleet.
    package static func names(watching accounts: [Account]) -> Set<String> {
        Set(accounts.map(\.name))
            .union(Set(accounts.map(\.place)).map { FleetSubject.region($0).name })
            .union([FleetSubject.agent.name])
    }
}

extension Incident {
    /// Whether it is about an account, which has a page.
    package var isOfAccount: Bool { !account.contains("/") }
}
