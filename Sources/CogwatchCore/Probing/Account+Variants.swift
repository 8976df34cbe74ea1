extension Account {
    /// The same account with other keys.
    package func with(keys: [AccountKey]) -> Account {
        Account(
            name: name,
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: customDomain,
            keys: keys,
            operations: operations,
            trial: trial,
            probeInterval: probeInterval,
            choosesInterval: choosesInterval,
            probeTimeout: probeTimeout,
            resourceID: resourceID,
            labels: labels
        )
    }

    /// The same keys in another region, on the hosts that its accounts share.
    package func with(region: String) -> Account {
        variant(kind: kind, cloud: cloud, region: region, operations: operations)
    }

    /// The same keys for another kind of account, asked what is usual for that kind; nothing where
    /// only a host of its own could answer.
    package func with(kind: AzureService) -> Account {
        let isKnown = kind == self.kind
        let usual = kind.offer.needsEndpoint ? [] : kind.offer.defaults
        return variant(
            kind: kind,
            cloud: cloud,
            region: region,
            operations: isKnown ? operations : usual
        )
    }

    /// The same keys in another cloud; choose a region of that cloud, too.
    package func with(cloud: Cloud) -> Account {
        variant(kind: kind, cloud: cloud, region: region, operations: operations)
    }

    /// A custom domain belongs to one resource, so no variant keeps it.
    private func variant(
        kind: AzureService,
        cloud: Cloud,
        region: String,
        operations: [Operation]
    ) -> Account {
        Account(
            name: name,
            kind: kind,
            cloud: cloud,
            region: region,
            keys: keys,
            operations: operations,
            trial: trial,
            probeInterval: probeInterval,
            choosesInterval: choosesInterval,
            probeTimeout: probeTimeout,
            resourceID: resourceID,
            labels: labels
        )
    }
}
