package import CogwatchCore
package import Foundation

/// One of the two keys that every account has.
package enum KeySlot: String, Sendable, CaseIterable {
    case key1, key2
}

/// A key of a simulated account.
package struct SimulatedKey: Sendable, Equatable {
    package let secret: Secret
    package var issued: Date
    /// From when on every front end knows it.
    ///
    /// Microsoft's support asks for up to 10 minutes.
    package var knownEverywhere: Date

    package init(secret: Secret, issued: Date, knownEverywhere: Date) {
        self.secret = secret
        self.issued = issued
        self.knownEverywhere = knownEverywhere
    }

    /// Whether the front end that serves the account's n-th request knows the key already.
    ///
    /// Three front ends take turns: one learns a new key at once, one halfway, one at the end. So
    /// answers are mixed while a key spreads, and the same in every run.
    func isKnown(at now: Date, request number: Int) -> Bool {
        let spreading = knownEverywhere.timeIntervalSince(issued)
        guard spreading > 0 else { return true }
        let share = Double(number % 3) / 2
        return now >= issued.addingTimeInterval(spreading * share)
    }
}

/// An Azure AI account in the simulated Azure.
package struct SimulatedAccount: Sendable, Equatable {
    /// What keys alone may do.
    package enum KeyAccess: String, Sendable, CaseIterable {
        case enabled
        /// Refused with 403 `AuthenticationTypeDisabled`, as reported from the field.
        case disabled
        /// Refused with the very 401 of a wrong key, as Microsoft's page on disabling local
        /// authentication has it (2026-05-31).
        case disabledSilently = "disabled_silently"
    }

    package let name: String
    package let kind: AzureService
    package let cloud: Cloud
    /// The region's id; `global` for services without one.
    package var region: String
    /// The host of the custom domain; nil where there is none.
    package let customDomain: String?
    package let sku: String
    package let created: Date
    /// The id of the subscription that pays.
    package let subscription: String
    package let resourceGroup: String
    package var tags: [String: String]
    package var keys: [KeySlot: SimulatedKey]
    package var trialExpires: Date?
    package var keyAccess: KeyAccess
    /// Whether firewall rules keep the asker out.
    package var networkRules: Bool
    package var publicAccess: Bool
    /// Whether the custom domain's name leads into a private network.
    package var privateEndpoint: Bool
    /// Whether a gated feature may be used.
    package var isApproved: Bool
    /// Whether the Azure subscription that pays is in order; keys are refused otherwise.
    ///
    /// No page tells the refusal's text; the plain one is the least that can be assumed.
    package var subscriptionEnabled: Bool
    /// Seconds that a throttled caller shall wait; nil where calls pass.
    package var retryAfter: Int?
    /// When the used-up quota is filled again; nil where there is some left.
    package var quotaReplenished: Date?
    package var deleted: Bool
    /// Nil where it is not.
    package var deletedAt: Date?
    /// Whether a lock in Azure forbids all writes, to which listing the keys belongs.
    package var readOnlyLock: Bool
    /// As Resource Manager spells it, such as `Succeeded` or `Moving`.
    package var provisioningState: String
    /// What Azure says of the account's health; nil to follow the faults of its hosts.
    package var health: SimulatedHealth?
    /// How many requests came with one of the account's keys.
    package var requests: Int

    package init(
        name: String,
        kind: AzureService = .speechServices,
        cloud: Cloud = .public,
        region: String,
        customDomain: String? = nil,
        sku: String = "S0",
        created: Date,
        keys: [KeySlot: SimulatedKey],
        trialExpires: Date? = nil,
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
        self.created = created
        self.keys = keys
        self.trialExpires = trialExpires
        self.keyAccess = .enabled
        self.networkRules = false
        self.publicAccess = true
        self.privateEndpoint = false
        self.isApproved = true
        self.subscriptionEnabled = true
        self.retryAfter = nil
        self.quotaReplenished = nil
        self.deleted = false
        self.deletedAt = nil
        self.subscription = subscription
        self.resourceGroup = resourceGroup
        self.tags = tags
        self.readOnlyLock = false
        self.provisioningState = "Succeeded"
        self.health = nil
        self.requests = 0
    }

    /// The account's path in Resource Manager.
    package var resourceID: String {
        "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)/providers/"
            + "Microsoft.CognitiveServices/accounts/\(name)"
    }

    /// Which of its keys this is.
    func slot(of key: Secret) -> KeySlot? {
        KeySlot.allCases.first { keys[$0]?.secret == key }
    }

    func isAlive(at now: Date) -> Bool {
        !deleted && subscriptionEnabled && !(trialExpires.map { $0 <= now } ?? false)
    }

    /// Whether keys of this account open another service's endpoint.
    ///
    /// Multi-service keys do: Resource Manager lists the regional Speech hosts among an AIServices
    /// account's endpoints.
    func serves(_ services: [AzureService]) -> Bool {
        services.contains(kind) || kind == .aiServices || kind == .cognitiveServices
    }
}
