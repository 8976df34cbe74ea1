import CogwatchCore

/// What Resource Manager is asked for.
enum ManagementRoute: Equatable {
    /// An account as its path names it.
    struct Place: Equatable {
        let subscription: String
        let group: String
        let name: String
    }

    case subscriptions
    case subscription(String)
    case accounts(subscription: String, group: String?)
    case account(Place)
    case keys(Place)
    case accountUsages(Place)
    case locationUsages(subscription: String, location: String)
    case deletedAccounts(subscription: String)
    case deletedAccount(Place, location: String)
    case health(Place, isCurrent: Bool)
    case subscriptionHealth(String)
    case activity(subscription: String)

    /// - Parameters:
    ///   - method: As it came.
    ///   - segments: Of the path; all but names are compared without regard to case.
    init?(_ method: String, _ segments: [String]) {
        for pattern in Self.patterns where pattern.method == method {
            guard let found = pattern.match(segments) else { continue }
            self = pattern.make(found)
            return
        }
        return nil
    }

    /// What stands in the places of a pattern.
    struct Found {
        let values: [String: String]

        subscript(name: String) -> String { values[name] ?? "" }

        var place: Place {
            Place(subscription: self["s"], group: self["g"], name: self["n"])
        }
    }

    private struct Pattern: Sendable {
        let method: String
        let words: [Substring]
        let make: @Sendable (Found) -> ManagementRoute

        init(
            _ method: String,
            _ path: String,
            _ make: @escaping @Sendable (Found) -> ManagementRoute
        ) {
            self.method = method
            words = path.split(separator: "/")
            self.make = make
        }

        func match(_ segments: [String]) -> Found? {
            guard segments.count == words.count else { return nil }
            var values: [String: String] = [:]
            for (word, segment) in zip(words, segments) {
                if word.hasPrefix(":") {
                    values[String(word.dropFirst())] = segment
                } else if word != segment.lowercased() {
                    return nil
                }
            }
            return Found(values: values)
        }
    }

    private static let speech = "providers/microsoft.cognitiveservices"
    private static let account = "subscriptions/:s/resourcegroups/:g/\(speech)/accounts/:n"
    private static let statuses = "providers/microsoft.resourcehealth/availabilitystatuses"

    private static let patterns: [Pattern] = [
        Pattern("GET", "subscriptions") { _ in .subscriptions },
        Pattern("GET", "subscriptions/:s") { .subscription($0["s"]) },
        Pattern("GET", "subscriptions/:s/\(speech)/accounts") {
            .accounts(subscription: $0["s"], group: nil)
        },
        Pattern("GET", "subscriptions/:s/resourcegroups/:g/\(speech)/accounts") {
            .accounts(subscription: $0["s"], group: $0["g"])
        },
        Pattern("GET", account) { .account($0.place) },
        Pattern("POST", "\(account)/listkeys") { .keys($0.place) },
        Pattern("GET", "\(account)/usages") { .accountUsages($0.place) },
        Pattern("GET", "subscriptions/:s/\(speech)/locations/:l/usages") {
            .locationUsages(subscription: $0["s"], location: $0["l"])
        },
        Pattern("GET", "subscriptions/:s/\(speech)/deletedaccounts") {
            .deletedAccounts(subscription: $0["s"])
        },
        Pattern(
            "GET",
            "subscriptions/:s/\(speech)/locations/:l/resourcegroups/:g/deletedaccounts/:n"
        ) { .deletedAccount($0.place, location: $0["l"]) },
        Pattern("GET", "\(account)/\(statuses)/current") { .health($0.place, isCurrent: true) },
        Pattern("GET", "\(account)/\(statuses)") { .health($0.place, isCurrent: false) },
        Pattern("GET", "subscriptions/:s/\(statuses)") { .subscriptionHealth($0["s"]) },
        Pattern("GET", "subscriptions/:s/providers/microsoft.insights/eventtypes/management/values")
        { .activity(subscription: $0["s"]) },
    ]

    /// Nil for what is in no subscription.
    var subscription: String? {
        switch self {
        case .subscriptions: nil
        case .subscription(let id), .subscriptionHealth(let id), .accounts(let id, _),
            .locationUsages(let id, _), .deletedAccounts(let id), .activity(let id):
            id
        case .account(let place), .keys(let place), .accountUsages(let place),
            .deletedAccount(let place, _), .health(let place, _):
            place.subscription
        }
    }

    /// The action that roles must allow.
    var action: String {
        switch self {
        case .subscriptions, .subscription: "Microsoft.Resources/subscriptions/read"
        case .accounts, .account: "Microsoft.CognitiveServices/accounts/read"
        case .keys: "Microsoft.CognitiveServices/accounts/listKeys/action"
        case .accountUsages: "Microsoft.CognitiveServices/accounts/usages/read"
        case .locationUsages: "Microsoft.CognitiveServices/locations/usages/read"
        case .deletedAccounts, .deletedAccount: "Microsoft.CognitiveServices/deletedAccounts/read"
        case .health, .subscriptionHealth:
            "Microsoft.ResourceHealth/availabilityStatuses/read"
        case .activity: "Microsoft.Insights/eventtypes/values/read"
        }
    }

    /// The versions of the question that Resource Manager knows.
    ///
    /// Microsoft's reference of all versions of Cognitive Services, and the specifications of the
    /// other providers.
    var versions: [String] {
        switch self {
        case .subscriptions, .subscription:
            ["2016-06-01", "2018-06-01", "2019-06-01", "2020-01-01", "2021-01-01", "2022-12-01"]
        case .accounts, .account, .keys, .accountUsages, .locationUsages, .deletedAccounts,
            .deletedAccount:
            [
                "2017-04-18", "2021-04-30", "2021-10-01", "2022-03-01", "2022-10-01",
                "2022-12-01", "2023-05-01", "2024-10-01", "2025-06-01", "2025-09-01",
                "2025-12-01", "2026-03-01", "2026-05-01",
            ]
        case .health, .subscriptionHealth:
            ["2015-01-01", "2020-05-01", "2022-10-01", "2024-02-01", "2025-05-01", "2026-07-01"]
        case .activity: ["2015-04-01"]
        }
    }

    /// Whether it counts among the writes, as every POST does.
    var isWrite: Bool {
        if case .keys = self { true } else { false }
    }
}
