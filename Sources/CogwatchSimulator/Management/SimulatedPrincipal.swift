package import CogwatchCore
package import Foundation

/// An application or managed identity that can get tokens.
package struct SimulatedPrincipal: Sendable, Equatable {
    /// How a machine's or app's identity came to it.
    package enum Managed: String, Sendable, CaseIterable {
        /// It is used where a request names none.
        case system
        case user
    }

    package let name: String
    package let tenant: String
    package let clientID: String
    package let objectID: String
    package let managed: Managed?
    /// Nil where it has none.
    package var secret: Secret?
    package var secretExpires: Date?
    /// What its workload identity file must hold; nil where it has no such identity.
    package var assertion: Secret?
    /// Actions such as `Microsoft.CognitiveServices/*/read`, in any case.
    package var permissions: [String]
    /// Actions that it lost, whatever its permissions say.
    package var lost: Set<String> = []
    /// Whether a conditional access policy keeps it out.
    package var isBlocked = false

    package init(
        name: String,
        tenant: String = SimulatedSubscription.defaultTenant,
        clientID: String,
        objectID: String,
        managed: Managed? = nil,
        secret: Secret? = nil,
        secretExpires: Date? = nil,
        assertion: Secret? = nil,
        permissions: [String] = ["*"]
    ) {
        self.name = name
        self.tenant = tenant
        self.clientID = clientID
        self.objectID = objectID
        self.managed = managed
        self.secret = secret
        self.secretExpires = secretExpires
        self.assertion = assertion
        self.permissions = permissions
    }

    /// Those who are there where nothing else is said: an application and a machine, who may all.
    static let defaults = [
        SimulatedPrincipal(
            name: "agent",
            clientID: "00000000-0000-4000-8000-0000000000c1",
            objectID: "00000000-0000-4000-8000-0000000000b1",
            secret: Secret("simulated-client-secret"),
            assertion: Secret("simulated-assertion")
        ),
        SimulatedPrincipal(
            name: "machine",
            clientID: "00000000-0000-4000-8000-0000000000c2",
            objectID: "00000000-0000-4000-8000-0000000000b2",
            managed: .system
        ),
    ]

    /// Whether it may do something; casing says nothing in Azure's roles.
    func may(_ action: String) -> Bool {
        let wanted = action.lowercased()
        return !lost.contains { ActionPattern.matches($0, wanted) }
            && permissions.contains { ActionPattern.matches($0, wanted) }
    }
}

/// The `*` of Azure's role definitions.
enum ActionPattern {
    static func matches(_ pattern: String, _ action: String) -> Bool {
        let parts = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return pattern.lowercased() == action
        }
        guard action.hasPrefix(first) else { return false }
        var rest = action.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
