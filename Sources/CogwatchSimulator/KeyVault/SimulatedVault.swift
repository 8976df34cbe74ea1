package import CogwatchCore
package import Foundation

/// A Key Vault with its secrets.
package struct SimulatedVault: Sendable, Equatable {
    /// How the vault decides who may read, which shows in its refusals.
    package enum Access: String, Sendable, CaseIterable {
        case rbac, policy
    }

    package let name: String
    package let cloud: Cloud
    package let tenant: String
    package var access: Access
    /// Versions of each secret, oldest first.
    package internal(set) var secrets: [String: [SecretVersion]] = [:]
    /// Whether the vault's firewall keeps the asker out.
    package var isClosed = false
    /// Seconds that a throttled caller shall wait; nil where calls pass.
    package var retryAfter: Int?

    package init(
        name: String,
        cloud: Cloud = .public,
        tenant: String = SimulatedSubscription.defaultTenant,
        access: Access = .rbac
    ) {
        self.name = name
        self.cloud = cloud
        self.tenant = tenant
        self.access = access
    }

    /// A secret's versions, whatever the case of its name.
    func versions(of name: String) -> [SecretVersion]? {
        secrets[name.lowercased()]
    }

    mutating func add(_ version: SecretVersion, to name: String) {
        secrets[name.lowercased(), default: []].append(version)
    }
}

/// A version of a secret.
package struct SecretVersion: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case text(Secret)
        /// Whatever this key of the account is at the time.
        case key(KeySlot, account: String)
    }

    /// 32 hexadecimal digits.
    package let id: String
    package var value: Value
    package var attributes: SecretAttributes
    package let created: Date
    package var updated: Date
}

/// What a version of a secret is marked with; Azure heeds the first only.
package struct SecretAttributes: Sendable, Equatable {
    package var isEnabled = true
    package var expires: Date?
    package var notBefore: Date?

    package init(isEnabled: Bool = true, expires: Date? = nil, notBefore: Date? = nil) {
        self.isEnabled = isEnabled
        self.expires = expires
        self.notBefore = notBefore
    }
}
