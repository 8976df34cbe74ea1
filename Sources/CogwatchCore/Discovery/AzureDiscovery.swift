/// One entry of `azure_sd_configs`: where accounts are looked for, and how those found are watched.
package struct AzureDiscovery: Sendable, Equatable {
    package var cloud: Cloud
    /// Who asks; the fault where this machine has not what the entry wants.
    package var credential: Result<EntraCredential, Fault>
    package var subscription: String
    /// Nil for the whole subscription.
    package var group: String?
    package var refreshInterval: Duration
    package var filter: DiscoveryFilter
    /// What the accounts are watched with.
    package var defaults: Catalogue.Defaults
    /// Whether Azure is asked for the keys.
    package var listsKeys: Bool
    /// Keys from sources of the operator's own, by the account's name in small letters.
    package var keys: [String: [AccountKey]]

    package init(
        cloud: Cloud = .public,
        credential: Result<EntraCredential, Fault>,
        subscription: String,
        group: String? = nil,
        refreshInterval: Duration = .seconds(300),
        filter: DiscoveryFilter = DiscoveryFilter(),
        defaults: Catalogue.Defaults = Catalogue.Defaults(),
        listsKeys: Bool = true,
        keys: [String: [AccountKey]] = [:]
    ) {
        self.cloud = cloud
        self.credential = credential
        self.subscription = subscription
        self.group = group
        self.refreshInterval = refreshInterval
        self.filter = filter
        self.defaults = defaults
        self.listsKeys = listsKeys
        self.keys = Dictionary(keys.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: +)
    }

    /// What metrics, messages and the ledger call it: `azure:SUBSCRIPTION[/GROUP]`.
    ///
    /// In small letters, as Azure tells neither apart by case.
    package var source: String {
        "azure:" + [subscription, group].compactMap { $0?.lowercased() }.joined(separator: "/")
    }

    /// The keys that the operator gives an account.
    ///
    /// - Parameters:
    ///   - entry: The account.
    ///   - isNamed: Whether any account of the source is watched under a name; Azure's own name of an
    ///     account does for it where no other account is watched under it.
    /// - Returns: Nil where the operator gives none.
    package func keys(
        for entry: Catalogue.Entry,
        unless isNamed: (String) -> Bool
    ) -> [AccountKey]? {
        if let own = keys[entry.name.lowercased()] { return own }
        return isNamed(entry.account.name) ? nil : keys[entry.account.name.lowercased()]
    }
}
