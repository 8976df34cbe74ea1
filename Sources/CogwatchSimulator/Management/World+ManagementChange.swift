import CogwatchCore
import Foundation

extension World {
    /// Makes a change to Azure's management.
    ///
    /// - Throws: Why it cannot be made; the world is as before then.
    mutating func apply(
        _ change: ManagementChange,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) {
        switch change {
        case .lock(let name, let isReadOnly): try alter(name) { $0.readOnlyLock = isReadOnly }
        case .tags(let name, let tags): try alter(name) { $0.tags = tags }
        case .provisioning(let name, let state): try alter(name) { $0.provisioningState = state }
        case .health(let name, let plan):
            try alter(name) { $0.health = plan?.health(since: now) }
        case .addPrincipal(let principal): try add(principal)
        case .removePrincipal(let name): try removePrincipal(name)
        case .permission(let name, let action, let isGranted):
            try alterPrincipal(name) { $0.set(action, granted: isGranted) }
        case .clientSecret(let name, let secret, let end):
            try alterPrincipal(name) { $0.renew(secret, until: end?.date(from: now)) }
        case .assertion(let name, let content):
            try alterPrincipal(name) { $0.assertion = content }
        case .block(let name, let isBlocked):
            try alterPrincipal(name) { $0.isBlocked = isBlocked }
        case .addSubscription(let subscription): try add(subscription)
        case .subscriptionState(let id, let state): try set(state, of: id)
        case .settings(let plan): follow(plan)
        case .addVault(let vault): try add(vault)
        case .removeVault(let name): try removeVault(name)
        case .putSecret(let name, let plan): try put(plan, in: name, at: now)
        case .rotateSecret(let name, let secret, let propagation):
            try rotate(secret, in: name, over: propagation, at: now, using: &random)
        case .changeSecret(let name, let secret, let plan):
            try mark(secret, in: name, as: plan, at: now)
        case .dropSecret(let name, let secret): try alterSecret(secret, in: name) { $0 = [] }
        case .vaultFirewall(let name, let isClosed):
            try alterVault(name) { $0.isClosed = isClosed }
        case .vaultThrottle(let name, let seconds): try alterVault(name) { $0.retryAfter = seconds }
        }
    }

    private mutating func follow(_ plan: SettingsPlan) {
        management.settings = plan.applied(to: management.settings)
        // Full buckets of the new size: what was used before says nothing of them.
        management.buckets = [:]
    }

    // MARK: Principals and subscriptions

    private mutating func add(_ principal: SimulatedPrincipal) throws(ControlProblem) {
        try requireName(principal.name)
        // The default ones may be replaced, so that a scenario can say who "agent" is.
        let isDefault = SimulatedPrincipal.defaults.contains {
            management.principals[principal.name] == $0
        }
        if management.principals[principal.name] != nil, !isDefault {
            throw ControlProblem(.conflict, "principal \(principal.name) exists")
        }
        let others = management.principals.values.filter { $0.name != principal.name }
        if let other = others.first(where: {
            $0.clientID.lowercased() == principal.clientID.lowercased()
                || $0.objectID.lowercased() == principal.objectID.lowercased()
        }) {
            throw ControlProblem(
                .conflict,
                "an id of principal \(principal.name) belongs to \(other.name)"
            )
        }
        management.principals[principal.name] = principal
    }

    private mutating func removePrincipal(_ name: String) throws(ControlProblem) {
        _ = try principal(name)
        management.principals[name] = nil
    }

    private func principal(_ name: String) throws(ControlProblem) -> SimulatedPrincipal {
        guard let principal = management.principals[name] else {
            throw Self.unknown("principal", name, management.principals.keys.sorted())
        }
        return principal
    }

    private mutating func alterPrincipal(
        _ name: String,
        _ change: (inout SimulatedPrincipal) -> Void
    ) throws(ControlProblem) {
        var principal = try principal(name)
        change(&principal)
        management.principals[name] = principal
    }

    private mutating func add(_ subscription: SimulatedSubscription) throws(ControlProblem) {
        guard UUID(uuidString: subscription.id) != nil else {
            throw .malformed("subscription \"\(subscription.id)\": write a GUID")
        }
        management.subscriptions[subscription.id.lowercased()] = subscription
    }

    private mutating func set(
        _ state: SimulatedSubscription.State?,
        of id: String
    ) throws(ControlProblem) {
        guard var known = subscription(id) else {
            throw Self.unknown("subscription", id, subscriptions.map(\.id))
        }
        known.state = state
        management.subscriptions[id.lowercased()] = known
    }

    private static func unknown(_ noun: String, _ name: String, _ names: [String]) -> ControlProblem
    {
        let known = names.isEmpty ? "none" : names.prefix(20).joined(separator: ", ")
        return ControlProblem(.notFound, "no \(noun) \"\(name)\"; there are: \(known)")
    }

    // MARK: Vaults

    private mutating func add(_ vault: SimulatedVault) throws(ControlProblem) {
        let isName = vault.name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isName, (3...24).contains(vault.name.utf8.count) else {
            throw .malformed(
                "vault \"\(vault.name)\": write 3 to 24 small letters, digits or dashes"
            )
        }
        if management.vaults[vault.name] != nil {
            throw ControlProblem(.conflict, "vault \(vault.name) exists")
        }
        management.vaults[vault.name] = vault
    }

    private mutating func removeVault(_ name: String) throws(ControlProblem) {
        _ = try vault(name)
        management.vaults[name] = nil
    }

    private func vault(_ name: String) throws(ControlProblem) -> SimulatedVault {
        guard let vault = management.vaults[name] else {
            throw Self.unknown("vault", name, management.vaults.keys.sorted())
        }
        return vault
    }

    private mutating func alterVault(
        _ name: String,
        _ change: (inout SimulatedVault) -> Void
    ) throws(ControlProblem) {
        var vault = try vault(name)
        change(&vault)
        management.vaults[name] = vault
    }

    private func versions(
        of secret: String,
        in name: String
    ) throws(ControlProblem) -> [SecretVersion] {
        let vault = try vault(name)
        guard let versions = vault.versions(of: secret) else {
            throw Self.unknown("secret", secret, vault.secrets.keys.sorted())
        }
        return versions
    }

    private mutating func alterSecret(
        _ secret: String,
        in name: String,
        _ change: (inout [SecretVersion]) -> Void
    ) throws(ControlProblem) {
        var versions = try versions(of: secret, in: name)
        change(&versions)
        try alterVault(name) {
            $0.secrets[secret.lowercased()] = versions.isEmpty ? nil : versions
        }
    }

    private mutating func mark(
        _ secret: String,
        in name: String,
        as plan: SecretAttributesPlan,
        at now: Date
    ) throws(ControlProblem) {
        try alterSecret(secret, in: name) { versions in
            guard var last = versions.popLast() else { return }
            last.attributes = plan.applied(to: last.attributes, at: now)
            last.updated = now
            versions.append(last)
        }
    }

    private mutating func put(
        _ plan: SecretPlan,
        in name: String,
        at now: Date
    ) throws(ControlProblem) {
        let isName = plan.name.utf8.allSatisfy { byte in
            let character = Character(Unicode.Scalar(byte))
            return byte < 0x80 && (character.isLetter || character.isNumber || character == "-")
        }
        guard isName, (1...127).contains(plan.name.utf8.count) else {
            throw .malformed("secret \"\(plan.name)\": write 1 to 127 letters, digits or dashes")
        }
        if case .key(_, let account) = plan.value { _ = try living(account) }
        let version = newVersion(
            plan.value,
            plan.attributes.applied(to: SecretAttributes(), at: now),
            at: now
        )
        try alterVault(name) { $0.add(version, to: plan.name) }
    }

    private mutating func newVersion(
        _ value: SecretVersion.Value,
        _ attributes: SecretAttributes,
        at now: Date
    ) -> SecretVersion {
        management.events &+= 1
        return SecretVersion(
            // Far from the numbers of requests and of the log.
            id: RequestStamp.text((1 << 41) &+ management.events).filter { $0 != "-" },
            value: value,
            attributes: attributes,
            created: now,
            updated: now
        )
    }

    private mutating func rotate(
        _ secret: String,
        in name: String,
        over propagation: Duration,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) {
        let versions = try versions(of: secret, in: name)
        guard let last = versions.last, case .key(let slot, let account) = last.value else {
            throw .malformed(
                "secret \"\(secret)\" is no account's key; write it with put-secret"
            )
        }
        let old = text(of: last)
        let change = WorldChange.regenerate(account: account, key: slot, propagation: propagation)
        try apply(change, at: now, using: &random)
        let new = newVersion(last.value, SecretAttributes(), at: now)
        try alterSecret(secret, in: name) { versions in
            versions = versions.map { version in
                guard version.value == last.value, let old else { return version }
                var kept = version
                kept.value = .text(old)
                return kept
            }
            versions.append(new)
        }
    }
}

extension SimulatedPrincipal {
    fileprivate mutating func set(_ action: String, granted: Bool) {
        lost = lost.filter { $0.lowercased() != action.lowercased() }
        guard granted else {
            lost.insert(action)
            return
        }
        if !may(action) { permissions.append(action) }
    }

    /// Takes a new secret, or a new end of the old one.
    fileprivate mutating func renew(_ new: Secret?, until end: Date?) {
        if let new { secret = new }
        // A new secret without an end has none.
        secretExpires = end
    }
}

extension HealthPlan {
    fileprivate func health(since now: Date) -> SimulatedHealth {
        SimulatedHealth(state, title: title, isByCustomer: isByCustomer, since: now)
    }
}
