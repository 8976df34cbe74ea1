package import Foundation

/// An Azure AI account to watch, as configured.
///
/// An object that never changes: ten thousand of them are held by the settings, the memory and the
/// numbers at once, and a reload that leaves an account as it was is seen at a glance.
package final class Account: Sendable {
    /// Unique; `[a-zA-Z0-9._-]{1,63}`.
    package let name: String
    package let kind: AzureService
    package let cloud: Cloud
    /// The region's id, such as `japanwest`; `global` for accounts that have none.
    package let region: String
    /// The host of the account's custom domain; nil where the region's shared hosts are used.
    package let customDomain: String?
    /// In the order of the file.
    ///
    /// The first is the key in use, the others are spares.
    package let keys: [AccountKey]
    package let operations: [Operation]
    package let trial: Trial?
    package let probeInterval: Duration
    /// Whether the operator wrote the interval; nobody's choice gives way to a free account's quota.
    package let choosesInterval: Bool
    package let probeTimeout: Duration
    package let resourceID: String?
    /// The operator's own labels.
    package let labels: [String: String]

    package init(
        name: String,
        kind: AzureService = .speechServices,
        cloud: Cloud = .public,
        region: String,
        customDomain: String? = nil,
        keys: [AccountKey],
        operations: [Operation]? = nil,
        trial: Trial? = nil,
        probeInterval: Duration = .seconds(60),
        choosesInterval: Bool = true,
        probeTimeout: Duration = .seconds(10),
        resourceID: String? = nil,
        labels: [String: String] = [:]
    ) {
        self.name = name
        self.kind = kind
        self.cloud = cloud
        self.region = region
        self.customDomain = customDomain
        self.keys = keys
        self.operations = operations ?? kind.offer.defaults
        self.trial = trial
        self.probeInterval = probeInterval
        self.choosesInterval = choosesInterval
        self.probeTimeout = probeTimeout
        self.resourceID = resourceID
        self.labels = labels
    }
}

extension Account: Equatable {
    package static func == (left: Account, right: Account) -> Bool {
        left === right
            || left.name == right.name && left.kind == right.kind && left.cloud == right.cloud
                && left.region == right.region && left.customDomain == right.customDomain
                && left.keys == right.keys && left.operations == right.operations
                && left.trial == right.trial && left.probeInterval == right.probeInterval
                && left.choosesInterval == right.choosesInterval
                && left.probeTimeout == right.probeTimeout
                && left.resourceID == right.resourceID && left.labels == right.labels
    }
}

/// One of an account's keys: an object as the account is.
package final class AccountKey: Sendable {
    /// `key1`, `key2`, or what the operator calls it.
    package let name: String
    /// Where it came from, for messages: `file "/run/secrets/tts"`, `variable TTS_KEY`.
    package let origin: String
    package let secret: Secret
    /// Why there is no key, where its source could not be read; the secret is empty then.
    package let problem: String?
    /// The vault that it is read from while the agent runs; the secret is empty before.
    package let vault: VaultSource?
    /// When the vault's secret expires, where it is marked with that.
    package let expires: Date?
    /// Whether Azure says that keys are switched off for the account: this stands for those that it
    /// had, and the secret is empty.
    package let isSwitchedOff: Bool

    package init(
        name: String,
        origin: String,
        secret: Secret,
        problem: String? = nil,
        vault: VaultSource? = nil,
        expires: Date? = nil,
        isSwitchedOff: Bool = false
    ) {
        self.name = name
        self.origin = origin
        self.secret = secret
        self.problem = problem
        self.vault = vault
        self.expires = expires
        self.isSwitchedOff = isSwitchedOff
    }
}

extension AccountKey: Equatable {
    package static func == (left: AccountKey, right: AccountKey) -> Bool {
        left === right
            || left.name == right.name && left.origin == right.origin
                && left.secret == right.secret && left.problem == right.problem
                && left.vault == right.vault && left.expires == right.expires
                && left.isSwitchedOff == right.isSwitchedOff
    }
}

/// A trial and its end.
package struct Trial: Sendable, Equatable {
    package let expires: Date

    package init(expires: Date) {
        self.expires = expires
    }

    /// The days until the end, fractional, negative afterwards.
    package func daysRemaining(at now: Date) -> Double {
        expires.timeIntervalSince(now) / 86_400
    }
}
