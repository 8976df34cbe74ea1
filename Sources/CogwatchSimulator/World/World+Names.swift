package import CogwatchCore

extension World {
    /// What name servers say of a host, as seen from outside of any private network.
    ///
    /// The aliases follow Microsoft's page on Speech behind private endpoints (2026-03-23); the
    /// addresses are from the range that is kept for documentation (RFC 5737).
    package func nameAnswer(of host: String) -> NameAnswer {
        let name = host.lowercased()
        if ManagementHost(name) != nil, exists(name) {
            return .found(aliases: [], addresses: ["203.0.113.21"])
        }
        guard let family = SimulatedHost(name), exists(name) else { return .notFound }
        return .found(aliases: aliases(of: name, family), addresses: ["203.0.113.20"])
    }

    // A dead host has a name all the same.
    private func exists(_ name: String) -> Bool {
        var whole = self
        whole.faults[name] = nil
        return !whole.isDead(name)
    }

    private func aliases(of name: String, _ family: SimulatedHost) -> [String] {
        switch family {
        case .gateway(let region, _): return Self.balancers(of: region)
        case .textToSpeech, .speechToText, .translator: return []
        case .customDomain(let domain):
            guard let owner = owner(ofDomain: domain) else { return [] }
            return owner.privateEndpoint ? Self.privateLink(of: owner, domain) : Self.open(owner)
        }
    }

    private static func open(_ account: SimulatedAccount) -> [String] {
        ["\(account.region).\(account.cloud.apiSuffix)"] + balancers(of: account.region)
    }

    private static func balancers(of region: String) -> [String] {
        ["cognitive\(region)prod.trafficmanager.net", "cognitive\(region)prod.azure-api.net"]
    }

    private static func privateLink(of account: SimulatedAccount, _ domain: String) -> [String] {
        let label = domain.prefix { $0 != "." }
        let suffix = domain.dropFirst(label.count + 1)
        return [
            "\(label).privatelink.\(suffix)",
            "vnetproxyv1-\(account.region.prefix(2))-prod.\(account.region)."
                + account.cloud.machineSuffix,
        ]
    }
}
