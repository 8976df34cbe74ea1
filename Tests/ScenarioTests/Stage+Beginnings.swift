import CogwatchCore
import CogwatchSimulator
import Foundation

extension Stage {
    /// A name that no other account has.
    func domain(of name: String, kind: AzureService? = nil, in cloud: Cloud? = nil) -> String {
        let cloud = cloud ?? circumstances.cloud
        guard (kind ?? circumstances.kind) == .openAI else {
            return "\(name)-resource.\(cloud.customDomainSuffix)"
        }
        return "\(name)-resource.openai.azure.\(cloud == .usgov ? "us" : "com")"
    }

    /// Makes an account in the simulated Azure, many months old.
    mutating func create(
        _ name: String,
        kind: AzureService? = nil,
        cloud: Cloud? = nil,
        region: String? = nil,
        shape: KeyShape? = nil,
        hasDomain: Bool = false,
        created: Date? = nil
    ) {
        let cloud = cloud ?? circumstances.cloud
        change(
            .create(
                AccountPlan(
                    name: name,
                    kind: kind ?? circumstances.kind,
                    cloud: cloud,
                    region: region ?? circumstances.region,
                    customDomain: hasDomain ? domain(of: name, kind: kind, in: cloud) : nil,
                    keyShape: shape ?? circumstances.shape,
                    created: created ?? now.addingTimeInterval(-300 * 86_400)
                )
            )
        )
    }

    /// The stanza that fits an account in the simulated Azure.
    func stanza(of name: String = Stage.main) -> Account {
        let made = azure.world.accounts[name]
        let isMain = name == Self.main
        let slots: [KeySlot] = isMain && circumstances.hasSpare ? [.key1, .key2] : [.key1]
        return Account(
            name: name,
            kind: made?.kind ?? .speechServices,
            cloud: made?.cloud ?? .public,
            region: made?.region ?? "",
            customDomain: isMain && circumstances.usesDomain ? made?.customDomain : nil,
            keys: slots.map { Self.entry($0.rawValue, key($0, of: name)) },
            operations: isMain && circumstances.triesBearer && made?.kind.servesSpeech == true
                ? [.token, .voices, .bearer] : nil
        )
    }

    static func entry(_ name: String, _ secret: Secret) -> AccountKey {
        AccountKey(name: name, origin: "file \"/run/secrets/\(name)\"", secret: secret)
    }

    /// Makes the other accounts, which all are well, and configures them.
    mutating func peopleTheWorld() {
        for index in 0..<circumstances.neighbours {
            create("near\(index)", kind: .speechServices)
            configure(stanza(of: "near\(index)"))
        }
        let regions = Regions.regions(in: circumstances.cloud).filter(\.offersSpeech).map(\.id)
            .filter { $0 != circumstances.region && $0 != circumstances.otherRegion }
        for (index, region) in regions.shuffled(using: &dice).prefix(circumstances.elsewhere)
            .enumerated()
        {
            create("far\(index)", kind: .speechServices, region: region)
            configure(stanza(of: "far\(index)"))
        }
    }

    /// The account exists, is configured as it should be, and has worked for a while.
    mutating func beginWell() {
        peopleTheWorld()
        create(Self.main, hasDomain: circumstances.usesDomain)
        configure(stanza())
        settle()
    }

    /// Lets healthy time pass.
    mutating func settle() {
        minutes(1)
        pass(circumstances.watched)
        minutes(2)
    }

    /// Configures an account that will not work, and lets it be long past being new.
    mutating func beginBadly(_ account: Account) {
        configure(account)
        minutes(1)
        pass(.seconds(1800))
        endBadly()
    }

    /// Lets the account fail for a few minutes, perhaps over a restart.
    mutating func endBadly(minutes count: Int = 4) {
        minutes(count - 2)
        if circumstances.restarts { restart() }
        minutes(2)
    }

    /// Whether anybody may find out that one name does not exist while others do.
    var mayCompareNames: Bool {
        circumstances.mayExperiment || circumstances.neighbours + circumstances.elsewhere > 0
    }

    /// The shared hosts of the story's region and all custom domains there.
    var hostsOfRegion: [String] {
        let (region, cloud) = (circumstances.region, circumstances.cloud)
        return ["\(region).\(cloud.apiSuffix)", "\(region).tts.\(cloud.speechSuffix)"]
            + azure.world.accounts.values.filter { $0.region == region }
            .compactMap(\.customDomain)
    }

    /// The hosts that the main account's probes go to.
    var ownHosts: [String] {
        Set(account.operations.compactMap { account.host(for: $0) }).sorted()
    }

    /// Where voices are listed.
    var voicesHost: String { account.host(for: .voices) ?? "" }

    /// A key that looks right and opens nothing.
    mutating func strangeKey(
        _ kind: AzureService? = nil,
        issuedIn month: IssueMonth? = IssueMonth(year: 2026, month: 3)
    ) -> Secret {
        guard circumstances.shape == .annotated, let month else {
            return Secret(
                (0..<32).map { _ in String(Int.random(in: 0..<16, using: &dice), radix: 16) }
                    .joined()
            )
        }
        return AnnotatedKey.mint(kind ?? circumstances.kind, issued: month, using: &dice)
            ?? Secret("")
    }
}

extension Account {
    /// The same account with other words in its stanza.
    func changed(
        keys: [AccountKey]? = nil,
        cloud: Cloud? = nil,
        region: String? = nil,
        customDomain: String?? = .none,
        operations: [CogwatchCore.Operation]? = nil,
        trial: Trial? = nil
    ) -> Account {
        Account(
            name: name,
            kind: kind,
            cloud: cloud ?? self.cloud,
            region: region ?? self.region,
            customDomain: customDomain ?? self.customDomain,
            keys: keys ?? self.keys,
            operations: operations ?? self.operations,
            trial: trial ?? self.trial,
            probeInterval: probeInterval,
            probeTimeout: probeTimeout,
            resourceID: resourceID,
            labels: labels
        )
    }

    /// The same account with another first key.
    func changed(first secret: Secret) -> Account {
        changed(keys: [Stage.entry("key1", secret)] + keys.dropFirst())
    }
}
