import CogwatchCore
package import Foundation

/// What Azure is told to say of an account's health.
package struct SimulatedHealth: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case available = "Available"
        case unavailable = "Unavailable"
        case degraded = "Degraded"
        case unknown = "Unknown"
    }

    package let state: State
    /// The state's name where nil.
    package let title: String?
    /// Whether the owner's own doing is the reason.
    package let isByCustomer: Bool
    package let since: Date

    package init(
        _ state: State,
        title: String? = nil,
        isByCustomer: Bool = false,
        since: Date
    ) {
        self.state = state
        self.title = title
        self.isByCustomer = isByCustomer
        self.since = since
    }
}

extension World {
    /// An account's health: as told, or as the faults of its hosts and its quota have it.
    func health(of account: SimulatedAccount, at now: Date) -> SimulatedHealth {
        if let told = account.health { return told }
        let faults = hosts(of: account).compactMap { host in
            self.faults[host].map { ($0, management.faultsSince[host] ?? account.created) }
        }
        let worst = faults.first { $0.0.isOutage } ?? faults.first
        if let (fault, since) = worst {
            return SimulatedHealth(fault.isOutage ? .unavailable : .degraded, since: since)
        }
        // Resource Health checks quota, too: Microsoft's page on its resource types.
        if let end = account.quotaReplenished, end > now {
            return SimulatedHealth(
                .unavailable,
                title: "API call quota reached",
                isByCustomer: true,
                since: now
            )
        }
        return SimulatedHealth(.available, since: account.created)
    }

    private func hosts(of account: SimulatedAccount) -> [String] {
        let (region, cloud) = (account.region, account.cloud)
        return [
            "\(region).\(cloud.apiSuffix)", "\(region).tts.\(cloud.speechSuffix)",
            "\(region).stt.\(cloud.speechSuffix)",
        ] + [account.customDomain].compactMap(\.self)
    }
}

extension HostFault {
    /// Whether nothing is served, in contrast to served badly.
    fileprivate var isOutage: Bool {
        switch self {
        case .serverError, .hang, .dead, .frontDoorPage, .refuseEverybody: true
        case .refuseTokens, .clientError, .throttled, .captivePortal, .bigBody, .invalidUTF8,
            .truncatedBody, .slow:
            false
        }
    }
}
