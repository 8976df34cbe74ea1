package import CogwatchCore

/// The changes of ``WorldChange`` by name, for tests and the demo.
extension SimulatedAzure {
    /// Creates an account and returns it with its keys.
    @discardableResult
    package func create(_ plan: AccountPlan) throws(ControlProblem) -> SimulatedAccount {
        try apply(.create(plan))
        return try account(plan.name)
    }

    /// A living account.
    package func account(_ name: String) throws(ControlProblem) -> SimulatedAccount {
        try world.living(name)
    }

    /// One of a living account's keys.
    package func key(_ slot: KeySlot, of name: String) throws(ControlProblem) -> Secret {
        guard let key = try account(name).keys[slot] else {
            throw ControlProblem(.notFound, "account \(name) has no \(slot.rawValue)")
        }
        return key.secret
    }

    /// Makes a new key and returns it; the old one stops at once.
    ///
    /// While `propagation` lasts, the new one gets mixed answers.
    @discardableResult
    package func regenerate(
        _ slot: KeySlot,
        of account: String,
        propagation: Duration = .zero
    ) throws(ControlProblem) -> Secret {
        try apply(.regenerate(account: account, key: slot, propagation: propagation))
        return try key(slot, of: account)
    }

    /// Makes the account's keys open another region's hosts only.
    package func move(_ account: String, to region: String) throws(ControlProblem) {
        try apply(.move(account: account, region: region))
    }

    /// Lets both keys count as new: mixed answers for this long.
    package func propagate(_ account: String, over wait: Duration) throws(ControlProblem) {
        try apply(.propagation(account: account, wait))
    }

    /// Sets the trial's end, now where nothing else is said; nil lifts it.
    package func setTrial(
        _ account: String,
        expires: WorldChange.Moment? = .after(.zero)
    ) throws(ControlProblem) {
        try apply(.trial(account: account, expires: expires))
    }

    /// Answers 429 with this `Retry-After`; nil stops that.
    package func throttle(_ account: String, retryAfter: Int?) throws(ControlProblem) {
        try apply(.throttle(account: account, retryAfter: retryAfter))
    }

    /// Uses up the quota for this long; nil fills it.
    package func exhaustQuota(
        _ account: String,
        replenishedIn wait: Duration?
    ) throws(ControlProblem) {
        try apply(.quota(account: account, replenishedIn: wait))
    }

    /// Switches the account's firewall on or off.
    package func setNetworkRules(_ rules: Bool, of account: String) throws(ControlProblem) {
        try apply(.network(account: account, rules: rules))
    }

    /// Switches the account's public network access on or off.
    package func setPublicAccess(_ enabled: Bool, of account: String) throws(ControlProblem) {
        try apply(.publicAccess(account: account, enabled: enabled))
    }

    /// Says what keys may do.
    package func setKeyAccess(
        _ access: SimulatedAccount.KeyAccess,
        of account: String
    ) throws(ControlProblem) {
        try apply(.localAuth(account: account, access))
    }

    /// Deletes an account; its keys are refused and its custom domain is dead.
    package func delete(_ account: String) throws(ControlProblem) {
        try apply(.delete(account: account))
    }

    /// Breaks a host.
    package func setFault(_ fault: HostFault, on host: String) throws(ControlProblem) {
        try apply(.fault(host: host.lowercased(), fault))
    }

    /// Mends a host.
    package func mend(_ host: String) throws(ControlProblem) {
        try apply(.mend(host: host.lowercased()))
    }
}
