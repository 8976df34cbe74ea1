extension Account {
    package func with(region: String) -> Account {
        variant(kind: kind, cloud: cloud, region: region)
    }
    package func with(kind: AzureService) -> Account {
        variant(kind: kind, cloud: cloud, region: region)
    }
    package func with(cloud: Cloud) -> Account { variant(kind: kind, cloud: cloud, region: region) }

    private func variant(kind: AzureService, cloud: Cloud, region: String) -> Account {
        Account(
            name: name,
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: nil,
            keys: keys,
            operations: kind.servesSpeech ? operations : [],
            trial: trial,
            probeInterval: probeInterval,
            probeTimeout: probeTimeout,
            resourceID: resourceID,
            labels: labels
        )
    }
}
