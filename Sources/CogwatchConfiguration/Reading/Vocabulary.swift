/// The keys that one kind of mapping may have.
struct Vocabulary {
    /// What the mapping is, for messages: `an account`.
    let name: String
    /// Keys whose value is a text, a number or a list of them, and may be shown.
    var texts: [String] = []
    /// Keys whose value is a mapping or a list of mappings, with a vocabulary of its own.
    var sections: [String] = []
    /// Keys whose value is a mapping with names of the operator's own.
    var labels: [String] = []
    /// Keys whose value is never shown.
    var secrets: [String] = []
    /// Keys that the dialect has and this version does not act on, with what to do instead.
    var notYet: [String: String] = [:]
    /// Keys that the dialect has and that mean nothing here, with the reason, fit to follow
    /// "because".
    var leftOut: [String: String] = [:]

    var all: [String] { texts + sections + labels + secrets }
}

extension Vocabulary {
    /// Every mapping that a configuration file may hold.
    static let everyone: [Vocabulary] = [
        .root, .global, .fileDiscovery, .azureDiscovery, .discoveryFilter, .discoveredKey, .privacy,
        .httpClient, .tlsConfig, .diagnosis, .account, .key, .keyVault, .trial,
        .alerting,
        .timeInterval, .timeWindow, .timeRange,
        .route, .inhibitRule, .receiver, .webhook, .pagerDuty, .slack, .teams, .opsgenie,
        .responder, .discord, .receiverClient, .receiverTLS, .authorization, .basicAuth,
        .alertmanager, .alertmanagerTLS, .staticTargets, .heartbeat,
    ]

    /// What follows from a key for the showing of its value.
    static let exposures: [String: Exposure] = {
        var exposures: [String: Exposure] = [:]
        let all = everyone + ofWeb
        for vocabulary in all {
            for key in vocabulary.texts + vocabulary.labels { exposures[key] = .shown }
            for key in vocabulary.sections { exposures[key] = .keys }
        }
        // Last, so that a key that is a secret anywhere is one everywhere.
        for key in all.flatMap(\.secrets) { exposures[key] = .hidden }
        return exposures
    }()
}
