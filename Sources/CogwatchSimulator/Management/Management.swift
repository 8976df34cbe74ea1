package import CogwatchCore
import Foundation

/// What is known of the simulated Azure beside accounts and hosts: who may ask what, vaults, and
/// what was done.
package struct Management: Sendable, Equatable {
    package var settings = ManagementSettings()
    /// By name.
    package internal(set) var principals: [String: SimulatedPrincipal]
    /// By name.
    package internal(set) var vaults: [String: SimulatedVault] = [:]
    /// What was done, oldest first.
    package internal(set) var log: [ActivityEvent] = []
    /// Those that were given, by id in small letters; see ``World/subscription(_:)``.
    var subscriptions: [String: SimulatedSubscription] = [:]
    var buckets: [BucketKey: TokenBucket] = [:]
    /// Since when hosts have their faults.
    var faultsSince: [String: Date] = [:]
    var events = 0
    /// The last change of each account that the log tells of, by the account's id.
    private(set) var lastWrites: [String: ActivityEvent] = [:]

    /// The most entries of the activity log that are kept.
    static let logMemory = 20_000

    init() {
        principals = Dictionary(
            uniqueKeysWithValues: SimulatedPrincipal.defaults.map { ($0.name, $0) }
        )
    }

    func principal(ofObject id: String) -> SimulatedPrincipal? {
        principals.values.first { $0.objectID.lowercased() == id.lowercased() }
    }

    /// Whether somebody or something lives in a tenant.
    func hasTenant(_ id: String) -> Bool {
        let wanted = id.lowercased()
        return wanted == SimulatedSubscription.defaultTenant
            || principals.values.contains { $0.tenant.lowercased() == wanted }
            || vaults.values.contains { $0.tenant.lowercased() == wanted }
            || subscriptions.values.contains { $0.tenant.lowercased() == wanted }
    }

    /// Forgets all that was done.
    mutating func forgetLog() {
        log = []
        lastWrites = [:]
    }

    /// Writes down that something was done.
    mutating func note(_ deed: ActivityEvent.Deed, at now: Date) {
        events &+= 1
        let event = ActivityEvent(deed: deed, at: now, number: events)
        log.append(event)
        if deed.operation == .write { lastWrites[deed.resourceID] = event }
        // Cut in bulk: to shift all entries for each new one would be slow.
        if log.count >= 2 * Self.logMemory { log.removeFirst(log.count - Self.logMemory) }
    }
}

/// How Azure's management behaves.
package struct ManagementSettings: Sendable, Equatable {
    /// Entries in a page of a list; a vault's versions too.
    package var pageSize = 100
    /// Whether an empty page, which has a next link, stands before every other one.
    package var emptyPages = false
    /// Whether ids and locations are spelled as no documentation spells them.
    package var oddCasing = false
    /// Where next links lead in place of the host that was asked; nil for where they should.
    package var nextLinkHost: String?
    /// How long what was done stays out of the activity log.
    ///
    /// Three to twenty minutes in Azure (Microsoft's page on the activity log, 2025-07-17).
    package var logDelay = Duration.seconds(180)
    /// Who gives the commands of the control API, in the activity log's words.
    package var caller = "operator@contoso.example"
    /// Whether the log tells which key was made anew; Microsoft does not promise it.
    package var logNamesKey = true
    /// How long tokens last.
    package var tokenLifetime = Duration.seconds(3599)
    /// What App Service's endpoint wants in `X-IDENTITY-HEADER`.
    package var identityHeader = Secret("simulated-identity-header")
    // Azure's own since 2024: Microsoft's page on request limits.
    package var reads = BucketSize(burst: 250, perSecond: 25)
    package var writes = BucketSize(burst: 200, perSecond: 10)

    package init() {}
}

/// A paying subscription.
package struct SimulatedSubscription: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case enabled = "Enabled"
        case warned = "Warned"
        case pastDue = "PastDue"
        case disabled = "Disabled"
        case deleted = "Deleted"
    }

    /// Where accounts are that name no other.
    package static let defaultID = "00000000-0000-4000-8000-000000000001"
    /// Where subscriptions, principals and vaults are that name no other.
    package static let defaultTenant = "00000000-0000-4000-8000-00000000000a"
    /// The resource group of accounts that name no other.
    package static let defaultGroup = "cogwatch"

    package let id: String
    package var name: String
    package var tenant: String
    /// Nil to be Enabled, or Disabled where the `subscription` of an account in it is.
    package var state: State?

    package init(
        id: String,
        name: String = "Simulated",
        tenant: String = defaultTenant,
        state: State? = nil
    ) {
        self.id = id
        self.name = name
        self.tenant = tenant
        self.state = state
    }
}
