extension InhibitRule {
    /// What an alert of the whole fleet explains is not told besides it.
    ///
    /// A refusal that is more than possible is the account's own, outage or not.
    package static let ofFleet: [InhibitRule] = [
        InhibitRule(.regionOutage, inhibits: .endpointUnreachable, in: place),
        InhibitRule(.regionOutage, inhibits: .unexpectedAnswer, in: place),
        InhibitRule(.regionOutage, inhibits: .authFailing, at: .possible, in: place),
        InhibitRule(.noConnectivity, inhibits: .endpointUnreachable),
        InhibitRule(.noConnectivity, inhibits: .regionOutage),
    ]

    private static let place = ["azure_cloud", "azure_region"]

    private init(
        _ source: AlertName,
        inhibits target: AlertName,
        at confidence: Confidence? = nil,
        in equal: [String] = []
    ) {
        self.init(
            sourceMatchers: [Matcher("alertname", equals: source.rawValue)],
            targetMatchers: [Matcher("alertname", equals: target.rawValue)]
                + (confidence.map { [Matcher("confidence", equals: $0.rawValue)] } ?? []),
            equal: equal
        )
    }
}
