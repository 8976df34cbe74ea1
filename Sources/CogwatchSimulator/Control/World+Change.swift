import CogwatchCore
package import Foundation

extension World {
    /// Makes a change.
    ///
    /// - Throws: Why it cannot be made; the world is as before then.
    package mutating func apply(
        _ change: WorldChange,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) {
        let deed = deed(of: change)
        try make(change, at: now, using: &random)
        // An account that is new is there only now.
        if let deed = deed ?? self.deed(of: change) { management.note(deed, at: now) }
    }

    private mutating func make(
        _ change: WorldChange,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) {
        switch change {
        case .create(let plan): try create(plan, at: now, using: &random)
        case .regenerate(let name, let slot, let propagation):
            try regenerate(slot, of: name, over: propagation, at: now, using: &random)
        case .move(let name, let region):
            try requireRegion(region, in: living(name).cloud)
            try alter(name) { $0.region = region }
        case .propagation(let name, let wait):
            try alter(name) { $0.spreadKeys(from: now, over: wait) }
        case .trial(let name, let end): try alter(name) { $0.trialExpires = end?.date(from: now) }
        case .throttle(let name, let seconds): try alter(name) { $0.retryAfter = seconds }
        case .quota(let name, let wait):
            try alter(name) {
                $0.quotaReplenished = wait.map { now.addingTimeInterval($0.seconds) }
            }
        case .network(let name, let rules): try alter(name) { $0.networkRules = rules }
        case .publicAccess(let name, let enabled): try alter(name) { $0.publicAccess = enabled }
        case .localAuth(let name, let access): try alter(name) { $0.keyAccess = access }
        case .privateEndpoint(let name, let present):
            try alter(name) { $0.privateEndpoint = present }
        case .approval(let name, let granted): try alter(name) { $0.isApproved = granted }
        case .subscription(let name, let enabled):
            try alter(name) { $0.subscriptionEnabled = enabled }
        case .delete(let name):
            try alter(name) {
                $0.deleted = true
                $0.deletedAt = now
            }
        case .fault(let host, let fault):
            try requireHost(host)
            faults[host] = fault
            management.faultsSince[host] = now
        case .mend(let host):
            guard faults.removeValue(forKey: host) != nil else {
                let known = faults.keys.sorted().joined(separator: ", ")
                throw ControlProblem(
                    .notFound,
                    "host \(host) has no fault; with a fault: \(known.isEmpty ? "none" : known)"
                )
            }
            management.faultsSince[host] = nil
        case .management(let change): try apply(change, at: now, using: &random)
        }
    }

    /// What the activity log tells of a change; nil for nothing.
    private func deed(of change: WorldChange) -> ActivityEvent.Deed? {
        let (operation, name): (ActivityEvent.Operation, String)
        var keyName: String?
        switch change {
        case .create(let plan): (operation, name) = (.write, plan.name)
        case .regenerate(let account, let slot, _):
            (operation, name) = (.regenerateKey, account)
            keyName = management.settings.logNamesKey ? slot.rawValue.capitalized : nil
        case .delete(let account): (operation, name) = (.delete, account)
        case .network(let account, _), .publicAccess(let account, _), .localAuth(let account, _),
            .privateEndpoint(let account, _), .management(.tags(let account, _)):
            (operation, name) = (.write, account)
        case .move, .propagation, .trial, .throttle, .quota, .approval, .subscription, .fault,
            .mend, .management:
            return nil
        }
        guard let account = accounts[name], !account.deleted else { return nil }
        let caller = ActivityEvent.Caller.person(management.settings.caller)
        return ActivityEvent.Deed(operation, on: account, by: caller, keyName: keyName)
    }

    private mutating func create(
        _ plan: AccountPlan,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) {
        try requireName(plan.name)
        if let old = accounts[plan.name], !old.deleted {
            throw ControlProblem(
                .conflict,
                "account \(plan.name) exists; delete it first, or choose another name"
            )
        }
        try requireRegion(plan.region, in: plan.cloud)
        guard UUID(uuidString: plan.subscription) != nil else {
            throw .malformed("subscription \"\(plan.subscription)\": write a GUID")
        }
        try requireName(plan.resourceGroup)
        if let domain = plan.customDomain { try requireFreeDomain(domain, in: plan.cloud) }
        for key in plan.keys.values where owner(of: key) != nil {
            throw ControlProblem(.conflict, "a key of account \(plan.name) belongs to another one")
        }
        put(plan.account(at: now, using: &random))
    }

    private mutating func regenerate(
        _ slot: KeySlot,
        of name: String,
        over propagation: Duration,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) {
        var account = try living(name)
        let isHex = account.keys[slot]?.secret.reveal { $0.count == 32 } ?? false
        let secret = KeyMint.key(
            for: account.kind,
            shape: isHex ? .hex32 : .annotated,
            at: now,
            using: &random
        )
        account.keys[slot] = SimulatedKey(
            secret: secret,
            issued: now,
            knownEverywhere: now.addingTimeInterval(propagation.seconds)
        )
        put(account)
    }

    mutating func alter(
        _ name: String,
        _ change: (inout SimulatedAccount) -> Void
    ) throws(ControlProblem) {
        var account = try living(name)
        change(&account)
        put(account)
    }

    /// An account that was not deleted.
    ///
    /// - Throws: A problem that names the accounts there are.
    package func living(_ name: String) throws(ControlProblem) -> SimulatedAccount {
        guard let account = accounts[name], !account.deleted else {
            let names = accounts.values.filter { !$0.deleted }.map(\.name).sorted()
            let known = names.isEmpty ? "none" : names.prefix(20).joined(separator: ", ")
            throw ControlProblem(.notFound, "no account \"\(name)\"; there are: \(known)")
        }
        return account
    }

    func requireName(_ name: String) throws(ControlProblem) {
        let isAllowed = name.utf8.allSatisfy { byte in
            byte < 0x80
                && (Character(Unicode.Scalar(byte)).isLetter
                    || Character(Unicode.Scalar(byte)).isNumber || "._-".utf8.contains(byte))
        }
        guard isAllowed, (1...63).contains(name.utf8.count) else {
            throw .malformed(
                "name \"\(name)\": write 1 to 63 letters, digits, dots, underscores or dashes"
            )
        }
    }

    private func requireRegion(_ region: String, in cloud: Cloud) throws(ControlProblem) {
        let known = Regions.regions(in: cloud).map(\.id) + [SimulatedHost.noRegion]
        guard known.contains(region) else {
            throw .malformed(
                "region \"\(region)\" is not one of cloud \(cloud.rawValue); there are: "
                    + known.joined(separator: ", ")
            )
        }
    }

    private func requireFreeDomain(_ host: String, in cloud: Cloud) throws(ControlProblem) {
        guard SimulatedHost.isCustomDomain(host, in: cloud) else {
            throw .malformed(
                "custom_domain \"\(host)\": write a host such as "
                    + "my-speech.\(cloud.customDomainSuffix)"
            )
        }
        if let owner = owner(ofDomain: host) {
            throw ControlProblem(.conflict, "custom_domain \(host) belongs to \(owner.name)")
        }
    }

    private func requireHost(_ host: String) throws(ControlProblem) {
        guard SimulatedHost(host) != nil || ManagementHost(host) != nil else {
            throw .malformed(
                "host \"\(host)\" is none of Azure's; write one of: "
                    + SimulatedHost.certificateNames.joined(separator: ", ")
            )
        }
    }
}

extension SimulatedAccount {
    fileprivate mutating func spreadKeys(from now: Date, over wait: Duration) {
        for slot in KeySlot.allCases {
            keys[slot]?.issued = now
            keys[slot]?.knownEverywhere = now.addingTimeInterval(wait.seconds)
        }
    }
}
