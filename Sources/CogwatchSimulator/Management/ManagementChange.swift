package import CogwatchCore
import Foundation

/// Something that is done to Azure's management, by the control API, a timeline, or a test.
package enum ManagementChange: Sendable, Equatable {
    // An account, seen from Resource Manager.
    case lock(account: String, readOnly: Bool)
    case tags(account: String, [String: String])
    case provisioning(account: String, state: String)
    /// Nil lets health follow the faults of the account's hosts.
    case health(account: String, HealthPlan?)

    // Who may ask.
    case addPrincipal(SimulatedPrincipal)
    case removePrincipal(String)
    /// An action, with `*` where it is for many.
    case permission(principal: String, action: String, granted: Bool)
    case clientSecret(principal: String, Secret?, expires: WorldChange.Moment?)
    case assertion(principal: String, Secret)
    case block(principal: String, blocked: Bool)

    // Subscriptions and how everything behaves.
    case addSubscription(SimulatedSubscription)
    /// Nil lets it follow its accounts.
    case subscriptionState(subscription: String, SimulatedSubscription.State?)
    case settings(SettingsPlan)

    // Vaults.
    case addVault(SimulatedVault)
    case removeVault(String)
    case putSecret(vault: String, SecretPlan)
    /// Makes the account's key anew and a version of it, the old version keeping the old key.
    case rotateSecret(vault: String, name: String, propagation: Duration)
    case changeSecret(vault: String, name: String, SecretAttributesPlan)
    case dropSecret(vault: String, name: String)
    case vaultFirewall(vault: String, closed: Bool)
    /// Nil lets calls pass again.
    case vaultThrottle(vault: String, retryAfter: Int?)
}

/// What Azure shall say of an account's health.
package struct HealthPlan: Sendable, Equatable {
    package var state: SimulatedHealth.State
    package var title: String?
    package var isByCustomer: Bool

    package init(_ state: SimulatedHealth.State, title: String? = nil, isByCustomer: Bool = false) {
        self.state = state
        self.title = title
        self.isByCustomer = isByCustomer
    }
}

/// A version of a secret to be made.
package struct SecretPlan: Sendable, Equatable {
    package var name: String
    package var value: SecretVersion.Value
    package var attributes: SecretAttributesPlan

    package init(
        name: String,
        value: SecretVersion.Value,
        attributes: SecretAttributesPlan = SecretAttributesPlan()
    ) {
        self.name = name
        self.value = value
        self.attributes = attributes
    }
}

/// Attributes of a secret to be set; nil leaves one as it is.
package struct SecretAttributesPlan: Sendable, Equatable {
    package var isEnabled: Bool?
    package var expires: WorldChange.Moment?
    package var notBefore: WorldChange.Moment?

    package init(
        isEnabled: Bool? = nil,
        expires: WorldChange.Moment? = nil,
        notBefore: WorldChange.Moment? = nil
    ) {
        self.isEnabled = isEnabled
        self.expires = expires
        self.notBefore = notBefore
    }

    func applied(to old: SecretAttributes, at now: Date) -> SecretAttributes {
        SecretAttributes(
            isEnabled: isEnabled ?? old.isEnabled,
            expires: expires.map { $0.date(from: now) } ?? old.expires,
            notBefore: notBefore.map { $0.date(from: now) } ?? old.notBefore
        )
    }
}

/// Settings to be changed; nil leaves one as it is.
package struct SettingsPlan: Sendable, Equatable {
    package var pageSize: Int?
    package var emptyPages: Bool?
    package var oddCasing: Bool?
    /// Empty for the host that was asked.
    package var nextLinkHost: String?
    package var logDelay: Duration?
    package var caller: String?
    package var logNamesKey: Bool?
    package var tokenLifetime: Duration?
    package var identityHeader: Secret?
    package var readsBurst: Int?
    package var readsPerSecond: Double?
    package var writesBurst: Int?
    package var writesPerSecond: Double?

    package init() {}

    func applied(to old: ManagementSettings) -> ManagementSettings {
        var new = old
        if let pageSize { new.pageSize = pageSize }
        if let emptyPages { new.emptyPages = emptyPages }
        if let oddCasing { new.oddCasing = oddCasing }
        if let nextLinkHost { new.nextLinkHost = nextLinkHost.isEmpty ? nil : nextLinkHost }
        if let logDelay { new.logDelay = logDelay }
        if let caller { new.caller = caller }
        if let logNamesKey { new.logNamesKey = logNamesKey }
        if let tokenLifetime { new.tokenLifetime = tokenLifetime }
        if let identityHeader { new.identityHeader = identityHeader }
        if let readsBurst { new.reads.burst = Double(readsBurst) }
        if let readsPerSecond { new.reads.perSecond = readsPerSecond }
        if let writesBurst { new.writes.burst = Double(writesBurst) }
        if let writesPerSecond { new.writes.perSecond = writesPerSecond }
        return new
    }
}
