import CogwatchCore

/// An account that was found, as `--output json` shows it.
struct SurveyedAccount: Encodable, Sendable {
    /// Whether the keys that are configured are the account's own.
    enum Comparison: String, Encodable, Sendable {
        case matches, differs, unknown
    }

    struct Key: Encodable, Sendable {
        let name: String
        let fingerprint: String?
    }

    private enum CodingKeys: String, CodingKey {
        case name, kind, sku, keys, stanza, configured, tags, watchable
        case resourceID = "resource_id"
        case azureCloud = "azure_cloud"
        case azureRegion = "azure_region"
        case endpoint
        case keysProblem = "keys_problem"
        case reason
    }

    let name: String
    let resourceID: String
    let kind: String
    let azureCloud: String
    let azureRegion: String
    let sku: String?
    let endpoint: String?
    let tags: [String: String]
    let keys: [Key]
    /// Why there are no keys.
    let keysProblem: String?
    /// The configuration's stanza for it.
    let stanza: String?
    /// Nil where nothing is configured for it.
    let configured: Comparison?
    /// Whether cogwatch can watch it.
    let watchable: Bool
    /// Why not.
    let reason: String?

    init(
        _ entry: Catalogue.Entry,
        keys answer: Result<ListedKeys, DiscoveryRefusal>?,
        configured: (stanza: String?, keys: [AccountKey])?,
        hindrance: String?,
        installation: Secret
    ) {
        let account = entry.account
        name = entry.name
        resourceID =
            "/subscriptions/\(account.id.subscription)/resourceGroups/\(account.id.group)"
            + "/providers/Microsoft.CognitiveServices/accounts/\(account.id.name)"
        kind = account.kind
        azureCloud = account.cloud.rawValue
        azureRegion = account.region
        sku = account.sku
        endpoint = account.customDomain.map { "https://\($0)" }
        tags = account.tags
        let listed = try? answer?.get()
        keys = (listed?.accountKeys ?? []).map {
            Key(
                name: $0.name,
                fingerprint: KeyFingerprint.fingerprint(of: $0.secret, under: installation)
            )
        }
        keysProblem = Self.problem(answer, account)
        stanza = configured?.stanza
        self.configured = configured.map { Self.compare($0.keys, with: listed) }
        watchable = hindrance == nil
        reason = hindrance
    }

    private static func problem(
        _ answer: Result<ListedKeys, DiscoveryRefusal>?,
        _ account: DiscoveredAccount
    ) -> String? {
        if case .failure(let refusal) = answer { return refusal.fault.why }
        return account.localAuthDisabled ? "keys are switched off (disableLocalAuth)" : nil
    }

    private static func compare(_ keys: [AccountKey], with listed: ListedKeys?) -> Comparison {
        let known = keys.filter { !$0.secret.isEmpty }
        guard let listed, !known.isEmpty else { return .unknown }
        let isOwn = known.allSatisfy { $0.secret == listed.key1 || $0.secret == listed.key2 }
        return isOwn ? .matches : .differs
    }
}
