import CogwatchCore

extension Vocabulary {
    private static let ofHTTPClient =
        "leave it out; Azure's management is reached as accounts are, by http_client"
    private static let ofLogin = "leave it out; authentication_method says who asks"

    static let azureDiscovery = Vocabulary(
        name: "an entry of azure_sd_configs",
        texts: [
            "environment", "authentication_method", "subscription_id", "tenant_id", "client_id",
            "client_secret_file", "resource_group", "refresh_interval", "probe_interval",
            "probe_timeout", "list_keys",
        ],
        sections: ["filter", "keys"],
        labels: ["labels"],
        secrets: ["client_secret"],
        notYet: [
            "proxy_url": ofHTTPClient, "no_proxy": ofHTTPClient,
            "proxy_from_environment": ofHTTPClient, "proxy_connect_header": ofHTTPClient,
            "tls_config": ofHTTPClient, "enable_http2": ofHTTPClient,
            "follow_redirects": "leave it out; no redirect is followed with a token",
            "authorization": ofLogin, "basic_auth": ofLogin, "oauth2": ofLogin,
            "http_headers": ofLogin, "bearer_token": ofLogin, "bearer_token_file": ofLogin,
        ],
        leftOut: ["port": "an account is a service and no machine"]
    )

    static let discoveryFilter = Vocabulary(
        name: "filter",
        texts: ["kinds", "regions"],
        labels: ["tags"]
    )

    /// A key as accounts have it, and whose it is.
    static let discoveredKey = Vocabulary(
        name: "a key of azure_sd_configs",
        texts: ["account"] + key.texts,
        sections: key.sections,
        labels: key.labels,
        secrets: key.secrets,
        notYet: key.notYet,
        leftOut: key.leftOut
    )
}

/// Reads one entry of `azure_sd_configs`, in Prometheus's dialect with words of cogwatch's own.
struct AzureDiscoveryReading {
    private static let intervals: ClosedRange<Duration> = .seconds(30) ... .seconds(86_400)

    let section: Section
    let timing: ProbeTiming
    private var reading: Reading { section.reading }

    init(_ section: Section, timing: ProbeTiming) {
        self.section = section
        self.timing = timing
    }

    /// Every entry, each source once.
    static func all(in root: Section, timing: ProbeTiming) -> [AzureDiscovery] {
        var places: [String: Place] = [:]
        return root.sections("azure_sd_configs", .azureDiscovery).map { section in
            let discovery = Self(section, timing: timing).discovery()
            if let first = places[discovery.source], !discovery.subscription.isEmpty {
                section.reading.error(
                    "azure_sd_configs asks twice for \(Redaction.quoted(discovery.source))",
                    at: section.place(of: "subscription_id"),
                    remedy: "keep the entry in line \(first.line), with a wider filter"
                )
            } else {
                places[discovery.source] = section.place
            }
            return discovery
        }
    }

    private func discovery() -> AzureDiscovery {
        let timing = ProbeTiming(section, otherwise: timing)
        let credential = CredentialReading(section).credential()
        return AzureDiscovery(
            cloud: cloud(),
            credential: credential,
            subscription: segment("subscription_id", section.required("subscription_id")) ?? "",
            group: segment("resource_group", section.text("resource_group")),
            refreshInterval: section.duration("refresh_interval", in: Self.intervals)
                ?? .seconds(300),
            filter: filter(),
            defaults: Catalogue.Defaults(
                probeInterval: timing.interval,
                choosesInterval: timing.isChosen,
                probeTimeout: timing.timeout,
                labels: LabelReading(section, key: "labels").labels()
            ),
            listsKeys: section.flag("list_keys") ?? true,
            keys: keys(vaultReader: credential)
        )
    }

    private func cloud() -> Cloud {
        guard let name = section.text("environment") else { return .public }
        if let cloud = Cloud(named: name) { return cloud }
        let names = ["AzurePublicCloud", "AzureChinaCloud", "AzureUSGovernment"]
        reading.error(
            "\"environment\" in \(section.vocabulary.name) cannot be "
                + section.shown(name, "environment"),
            at: section.place(of: "environment"),
            remedy: Suggestion.remedyOrList(for: name, among: names)
        )
        return .public
    }

    /// A part of a path, and so no text that could lead elsewhere.
    private func segment(_ key: String, _ text: String?) -> String? {
        guard let text else { return nil }
        guard ResourceID(subscription: text, group: text, name: text) == nil else { return text }
        reading.error(
            "\"\(key)\" in \(section.vocabulary.name) is \(section.shown(text, key))",
            at: section.place(of: key),
            remedy: "copy it from the portal, without slashes"
        )
        return nil
    }

    private func filter() -> DiscoveryFilter {
        guard let filter = section.section("filter", .discoveryFilter) else {
            return DiscoveryFilter()
        }
        let kinds = filter.texts("kinds")
        for (kind, place) in kinds where AzureService.named(kind) == nil {
            let known = AzureService.allCases.map(\.rawValue)
            reading.warning(
                "\"kinds\" in filter lists \(filter.shown(kind, "kinds")), a kind that cogwatch "
                    + "does not know",
                at: place,
                remedy: Suggestion.remedy(for: kind, among: known)
                    ?? "write it as Azure spells it, as in SpeechServices"
            )
        }
        let tags = filter.texts(inMapping: "tags").map { ($0.name, Optional($0.value)) }
        return DiscoveryFilter(
            kinds: kinds.map(\.text),
            regions: filter.texts("regions").map(\.text),
            // As in the portal: a tag without a value asks for its name alone.
            tags: Dictionary(tags.map { ($0.0, $0.1 == "" ? nil : $0.1) }) { first, _ in first }
        )
    }

    private func keys(
        vaultReader: Result<EntraCredential, Fault>
    ) -> [String: [AccountKey]] {
        var keys: [String: [AccountKey]] = [:]
        for section in section.sections("keys", .discoveredKey) {
            guard let account = section.required("account"),
                let key = KeyReading(
                    section,
                    kind: kind(of: section),
                    vaultReader: vaultReader
                ).key()
            else { continue }
            let known = keys[account.lowercased()] ?? []
            if known.contains(where: { $0.name == key.name }) {
                reading.error(
                    "account \(Redaction.quoted(account)) has two keys named "
                        + Redaction.quoted(key.name),
                    at: section.place(of: "name")
                )
            }
            keys[account.lowercased()] = known + [key]
        }
        return keys
    }

    /// The kind that a key was made for: that of its account is known to Azure alone.
    private func kind(of section: Section) -> AzureService {
        let text: String? =
            if section.has("file"), let path = section.text("file"),
                case .success(let bytes) = reading.contents(of: path)
            {
                String(decoding: bytes, as: UTF8.self).withoutFinalLineBreak
            } else if section.has("env"), let variable = section.text("env") {
                reading.environment[variable]
            } else {
                section.has("value") ? section.text("value") : nil
            }
        return text.flatMap { KeyAnatomy(of: Secret($0)).service } ?? .speechServices
    }
}

extension AzureService {
    fileprivate static func named(_ text: String) -> AzureService? {
        allCases.first { $0.rawValue.lowercased() == text.lowercased() }
    }
}
