import CogwatchCore

extension Vocabulary {
    static let account = Vocabulary(
        name: "an account",
        texts: [
            "name", "kind", "cloud", "region", "endpoint", "operations", "probe_interval",
            "probe_timeout", "resource_id",
        ],
        sections: ["keys", "trial"],
        labels: ["labels"]
    )
}

/// Reads one entry of `accounts`.
struct AccountReading {
    let section: Section
    let timing: ProbeTiming
    private var reading: Reading { section.reading }

    init(_ section: Section, timing: ProbeTiming) {
        self.section = section
        self.timing = timing
    }

    /// The account; parts that are wrong are noted and read as if they were empty.
    func account() -> Account {
        let timing = ProbeTiming(section, otherwise: timing)
        let cloud = cloud()
        let kind = KindReading(section).kind()
        let region = section.required("region").flatMap { text in
            RegionReading(text, at: section.place(of: "region"), in: cloud, of: kind, reading)
                .region()
        }
        return Account(
            name: name(),
            kind: kind,
            cloud: cloud,
            region: region ?? "",
            customDomain: customDomain(of: kind, cloud: cloud, region: region),
            keys: keys(kind: kind),
            operations: OperationReading(section, kind: kind).operations(),
            trial: section.section("trial", .trial).flatMap { TrialReading($0).trial() },
            probeInterval: timing.interval,
            choosesInterval: timing.isChosen,
            probeTimeout: timing.timeout,
            resourceID: resourceID(),
            labels: LabelReading(section, key: "labels").labels()
        )
    }

    private func name() -> String {
        guard let name = section.required("name") else { return "" }
        section.checkIdentifier(name, "name")
        return name
    }

    private func cloud() -> Cloud {
        guard let name = section.text("cloud") else { return .public }
        if let cloud = Cloud(named: name) { return cloud }
        let names = Cloud.allCases.map(\.rawValue)
        let aliases = ["AzurePublicCloud", "AzureCloud", "AzureChinaCloud", "AzureUSGovernment"]
        reading.error(
            "\"cloud\" in an account cannot be \(section.shown(name, "cloud"))",
            at: section.place(of: "cloud"),
            remedy: Suggestion.remedy(for: name, among: names + aliases)
                ?? "write \(Suggestion.oneOf(names))"
        )
        return .public
    }

    private func customDomain(of kind: AzureService, cloud: Cloud, region: String?) -> String? {
        guard let endpoint = section.text("endpoint") else {
            if kind.offer.needsEndpoint && !section.has("endpoint") {
                reading.error(
                    "an account of kind \(kind.rawValue) has no \"endpoint\", and no other host "
                        + "answers its keys",
                    at: section.place,
                    remedy: "copy it from \"Keys and Endpoint\" in the portal"
                )
            }
            return nil
        }
        return EndpointReading(
            endpoint,
            at: section.place(of: "endpoint"),
            of: kind,
            cloud: cloud,
            region: region,
            reading
        )
        .domain()
    }

    private func keys(kind: AzureService) -> [AccountKey] {
        let sections = section.sections("keys", .key)
        if section.items("keys").isEmpty && !section.isMisshapenList("keys") {
            reading.error(
                "an account has no \"keys\"",
                at: section.place(ofKey: "keys"),
                remedy: "write keys: [{name: key1, file: PATH}]"
            )
        }
        var names: Set<String> = []
        var vaults: [VaultSource.Place: String] = [:]
        return sections.compactMap { section in
            guard let key = KeyReading(section, kind: kind).key() else { return nil }
            if let place = key.vault?.place {
                noteTwin(of: key, in: vaults[place], at: section.place(of: "key_vault"))
                vaults[place] = vaults[place] ?? key.name
            }
            if !names.insert(key.name).inserted {
                let what = "the account has two keys named \(Redaction.quoted(key.name))"
                reading.error(what, at: section.place(of: "name"))
            }
            return key
        }
    }

    private func noteTwin(of key: AccountKey, in other: String?, at place: Place) {
        guard let other else { return }
        reading.warning(
            "key \(Redaction.quoted(key.name)) is the same secret as key "
                + "\(Redaction.quoted(other)), so it is no spare",
            at: place,
            remedy: "name the secret with the other key of the resource"
        )
    }

    private func resourceID() -> String? {
        guard let id = section.text("resource_id") else { return nil }
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        let shape = [
            "", "subscriptions", nil, "resourcegroups", nil, "providers",
            "microsoft.cognitiveservices", "accounts", nil,
        ]
        let fits =
            parts.count == shape.count
            && zip(parts, shape).allSatisfy { part, word in
                word.map { part.lowercased() == $0 } ?? !part.isEmpty
            }
        if !fits {
            reading.error(
                "\"resource_id\" in an account is \(section.shown(id, "resource_id")), which is "
                    + "no account's id",
                at: section.place(of: "resource_id"),
                remedy: "copy it from \"Properties\" in the portal: /subscriptions/…/resourceGroups"
                    + "/…/providers/Microsoft.CognitiveServices/accounts/…"
            )
        }
        return id
    }
}

extension Section {
    /// Notes a name that is no name: they stand in URLs and labels.
    func checkIdentifier(_ text: String, _ key: String) {
        let isKnown = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard !isKnown || text.utf8.count > 63 else { return }
        reading.error(
            "\"\(key)\" in \(vocabulary.name) is \(shown(text, key))",
            at: place(of: key),
            remedy: "use letters, digits, \".\", \"_\" and \"-\", at most 63"
        )
    }
}
