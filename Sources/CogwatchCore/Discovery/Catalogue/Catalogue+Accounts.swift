extension Catalogue {
    /// What becomes of one account that was found.
    package enum Watching: Sendable {
        case watched(Account)
        /// Not watched, and why.
        case left(String, reason: String)
    }

    /// What discovered accounts are watched with, beside what Azure says of them.
    package struct Defaults: Sendable, Equatable {
        package var probeInterval: Duration
        package var choosesInterval: Bool
        package var probeTimeout: Duration
        /// Given to every account of the source; a tag of the same name goes before.
        package var labels: [String: String]

        package init(
            probeInterval: Duration = .seconds(60),
            choosesInterval: Bool = false,
            probeTimeout: Duration = .seconds(10),
            labels: [String: String] = [:]
        ) {
            self.probeInterval = probeInterval
            self.choosesInterval = choosesInterval
            self.probeTimeout = probeTimeout
            self.labels = labels
        }
    }

    /// The accounts to watch, by name, and what keeps the others from being watched.
    ///
    /// - Parameters:
    ///   - claimed: Ids that the configuration's own stanzas name: those go before.
    ///   - defaults: What Azure does not say.
    ///   - keys: The keys of an account by its id, from listKeys or from sources that were
    ///     configured by name; empty where there are none.
    /// - Returns: One entry for each account, in the order of their names.
    package func accounts(
        claimed: Set<ResourceID> = [],
        defaults: Defaults = Defaults(),
        keys: (Entry) -> [AccountKey]
    ) -> [Watching] {
        entries.values.sorted { $0.name < $1.name }.map { entry in
            if claimed.contains(entry.account.id) {
                return .left(entry.name, reason: "a stanza of the configuration watches it")
            }
            return entry.watching(with: keys(entry), defaults)
        }
    }
}

extension Catalogue.Entry {
    fileprivate func watching(
        with keys: [AccountKey],
        _ defaults: Catalogue.Defaults
    ) -> Catalogue.Watching {
        guard let kind = account.service else {
            return .left(name, reason: "cogwatch does not know the kind \(account.kind)")
        }
        guard kind.canBeWatched else {
            return .left(name, reason: "no free call of \(kind.rawValue) is known to probe")
        }
        guard !account.region.isEmpty else {
            return .left(name, reason: "Azure does not say in which region it is")
        }
        if kind.offer.needsEndpoint, account.customDomain == nil {
            return .left(name, reason: "it has no host of its own, and \(kind.rawValue) needs one")
        }
        guard !keys.isEmpty else {
            return .left(
                name,
                reason: account.localAuthDisabled
                    ? "keys are switched off for it (disableLocalAuth)"
                    : "it has no keys: grant \(ManagementCall.keys(account.id).permission), or "
                        + "configure them by name"
            )
        }
        return .watched(
            Account(
                name: name,
                kind: kind,
                cloud: account.cloud,
                region: account.region,
                customDomain: account.customDomain,
                keys: keys,
                probeInterval: defaults.probeInterval,
                choosesInterval: defaults.choosesInterval,
                probeTimeout: defaults.probeTimeout,
                resourceID: account.id.plain,
                labels: defaults.labels.merging(DiscoveredName.labels(from: account.tags)) { $1 }
            )
        )
    }
}
