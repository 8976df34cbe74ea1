package import CogwatchCore
package import Foundation

/// Something that is done to the simulated Azure, by the control API, a timeline, or a test.
package enum WorldChange: Sendable, Equatable {
    case create(AccountPlan)
    /// The old key stops at once; the new one may need a while to be known everywhere.
    case regenerate(account: String, key: KeySlot, propagation: Duration)
    /// The account's keys open another region's hosts from now on, and no longer the old ones.
    case move(account: String, region: String)
    /// Both keys count as new: answers are mixed until the time is over.
    case propagation(account: String, Duration)
    /// Nil ends the trial's limit.
    case trial(account: String, expires: Moment?)
    /// Nil lets calls pass again.
    case throttle(account: String, retryAfter: Int?)
    /// How long the quota stays used up; nil fills it.
    case quota(account: String, replenishedIn: Duration?)
    case network(account: String, rules: Bool)
    case publicAccess(account: String, enabled: Bool)
    case localAuth(account: String, SimulatedAccount.KeyAccess)
    case privateEndpoint(account: String, present: Bool)
    case approval(account: String, granted: Bool)
    case subscription(account: String, enabled: Bool)
    case delete(account: String)
    case fault(host: String, HostFault)
    case mend(host: String)
    /// What is done to Azure's management.
    case management(ManagementChange)

    /// A point in time, fixed or counted from when the change is made.
    package enum Moment: Sendable, Equatable {
        case at(Date)
        case after(Duration)

        func date(from now: Date) -> Date {
            switch self {
            case .at(let date): date
            case .after(let wait): now.addingTimeInterval(wait.seconds)
            }
        }
    }
}

/// An account to be created.
package struct AccountPlan: Sendable, Equatable {
    package var name: String
    package var kind: AzureService
    package var cloud: Cloud
    package var region: String
    package var customDomain: String?
    package var sku: String
    /// How keys look that are not given.
    package var keyShape: KeyShape
    /// Keys to use; the others are made.
    package var keys: [KeySlot: Secret]
    /// Now, where nil.
    ///
    /// Annotated keys carry its month.
    package var created: Date?
    package var trialExpires: WorldChange.Moment?
    /// The id of the subscription that pays.
    package var subscription: String
    package var resourceGroup: String
    package var tags: [String: String]

    package init(
        name: String,
        kind: AzureService = .speechServices,
        cloud: Cloud = .public,
        region: String,
        customDomain: String? = nil,
        sku: String = "S0",
        keyShape: KeyShape = .annotated,
        keys: [KeySlot: Secret] = [:],
        created: Date? = nil,
        trialExpires: WorldChange.Moment? = nil,
        subscription: String = SimulatedSubscription.defaultID,
        resourceGroup: String = SimulatedSubscription.defaultGroup,
        tags: [String: String] = [:]
    ) {
        self.name = name
        self.kind = kind
        self.cloud = cloud
        self.region = region
        self.customDomain = customDomain
        self.sku = sku
        self.keyShape = keyShape
        self.keys = keys
        self.created = created
        self.trialExpires = trialExpires
        self.subscription = subscription
        self.resourceGroup = resourceGroup
        self.tags = tags
    }

    func account(
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) -> SimulatedAccount {
        let born = created ?? now
        var made: [KeySlot: SimulatedKey] = [:]
        for slot in KeySlot.allCases {
            let secret =
                keys[slot] ?? KeyMint.key(for: kind, shape: keyShape, at: born, using: &random)
            made[slot] = SimulatedKey(secret: secret, issued: born, knownEverywhere: born)
        }
        return SimulatedAccount(
            name: name,
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: customDomain,
            sku: sku,
            created: born,
            keys: made,
            trialExpires: trialExpires?.date(from: now),
            subscription: subscription,
            resourceGroup: resourceGroup,
            tags: tags
        )
    }
}
