import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

/// Asks the simulated Azure as cogwatch does, and reads its answers as cogwatch does.
private struct Client {
    var azure: InProcessAzure
    var now = Sample.now
    let manager = ResourceManager(in: .public)

    static let agent = EntraCredential.clientSecret(
        tenantID: SimulatedSubscription.defaultTenant,
        clientID: "00000000-0000-4000-8000-0000000000c1",
        secret: Secret("simulated-client-secret")
    )
    static let machine = EntraCredential.managedIdentity(
        ManagedIdentity(source: .instanceMetadata)
    )
    static let app = EntraCredential.managedIdentity(
        ManagedIdentity(
            source: .appService(
                endpoint: "http://localhost:42356/msi/token",
                header: Secret("simulated-identity-header")
            )
        )
    )
    static let accounts = ManagementCall.accounts(
        subscription: SimulatedSubscription.defaultID,
        group: nil
    )

    init(after changes: [WorldChange] = []) throws {
        azure = InProcessAzure(world: try Sample.world(after: changes))
    }

    static func id(_ name: String) throws -> ResourceID {
        try #require(
            ResourceID(
                subscription: SimulatedSubscription.defaultID,
                group: SimulatedSubscription.defaultGroup,
                name: name
            )
        )
    }

    mutating func token(
        _ credential: EntraCredential = agent,
        for audience: TokenAudience = .resourceManager
    ) throws -> EntraToken {
        let request = try credential.request(
            for: audience,
            in: .public,
            assertion: Secret("simulated-assertion")
        )
        let answer = azure.answer(request, at: now)
        return try EntraToken.read(answer, for: audience, of: credential, at: now)
    }

    mutating func ask(_ call: ManagementCall) throws -> Answer {
        azure.answer(manager.request(call, token: try token()), at: now)
    }

    /// A list as it is followed page by page.
    mutating func list() throws -> [DiscoveredAccount] {
        var walk = PageWalk<DiscoveredAccount>(of: Self.accounts)
        var answer = try ask(Self.accounts)
        while true {
            let page = try ManagementReading.accounts(
                answer,
                to: Self.accounts,
                in: .public,
                at: now
            )
            guard let next = try walk.take(page) else { return walk.items }
            answer = azure.answer(manager.request(next, token: try token()), at: now)
        }
    }
}

@Suite("What cogwatch reads of the simulated Azure's management")
struct ReadingTests {
    @Test(
        "tokens of every kind of credential",
        arguments: [
            Client.agent, Client.machine, Client.app,
            .workloadIdentity(
                WorkloadIdentity(
                    tenantID: SimulatedSubscription.defaultTenant,
                    clientID: "00000000-0000-4000-8000-0000000000c1",
                    assertionFile: "unused"
                )
            ),
        ]
    )
    func tokens(_ credential: EntraCredential) throws {
        var client = try Client()
        for audience in TokenAudience.allCases {
            let token = try client.token(credential, for: audience)
            #expect(abs(token.expires.timeIntervalSince(client.now) - 3599) < 2)
        }
    }

    @Test(
        "why there is no token",
        arguments: [
            (
                Client.agent,
                [.management(.clientSecret(principal: "agent", nil, expires: .after(.zero)))],
                .secretExpired
            ),
            (
                Client.agent,
                [.management(.clientSecret(principal: "agent", Secret("new"), expires: nil))],
                .wrongSecret
            ),
            (Client.agent, [.management(.removePrincipal("agent"))], .unknownApplication),
            (
                Client.agent, [.management(.block(principal: "agent", blocked: true))],
                .conditionalAccess
            ),
            (Client.machine, [.management(.removePrincipal("machine"))], .noIdentity),
            (Client.machine, [.fault(host: "169.254.169.254", .dead)], .unreachable),
            (Client.machine, [.fault(host: "169.254.169.254", .throttled(1))], .throttled),
            (
                Client.agent, [.fault(host: "login.microsoftonline.com", .serverError(503))],
                .unavailable
            ),
        ] as [(EntraCredential, [WorldChange], EntraRefusal.Kind)]
    )
    func noTokens(
        _ credential: EntraCredential,
        _ changes: [WorldChange],
        _ kind: EntraRefusal.Kind
    ) throws {
        var client = try Client(after: changes)
        let refusal = #expect(throws: EntraRefusal.self) { try client.token(credential) }
        #expect(refusal?.kind == kind)
    }

    @Test("all accounts, however oddly they are spelled and paged", arguments: [false, true])
    func accounts(_ odd: Bool) throws {
        var plan = SettingsPlan()
        (plan.pageSize, plan.emptyPages, plan.oddCasing) = (2, odd, odd)
        var client = try Client(after: [
            .management(.settings(plan)), .management(.tags(account: "speech", ["team": "tts"])),
            .localAuth(account: "old", .disabled), .network(account: "face", rules: true),
        ])
        let found = try client.list()
        #expect(found.map(\.name) == ["domain", "face", "multi", "old", "speech", "translator"])
        let named = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
        #expect(named["speech"]?.region == "japanwest")
        #expect(named["speech"]?.tags == ["team": "tts"])
        #expect(named["speech"]?.service == .speechServices)
        #expect(named["old"]?.localAuthDisabled == true)
        #expect(named["face"]?.publicAccess == .restricted)
        #expect(named["domain"]?.customDomain == Sample.speechDomain)
        #expect(named["speech"]?.created == Sample.now)
        #expect(try named["speech"]?.id == Client.id("speech"))
    }

    @Test("a link to another host, which is not followed")
    func hostile() throws {
        var plan = SettingsPlan()
        plan.nextLinkHost = "management.azure.example"
        var client = try Client(after: [.management(.settings(plan))])
        let refusal = #expect(throws: ManagementRefusal.self) { try client.list() }
        #expect(refusal?.kind == .foreignLink)
    }

    @Test("the keys, the subscription, health and what was deleted")
    func rest() throws {
        var client = try Client(after: [
            .delete(account: "old"), .fault(host: Sample.tokenHost, .serverError(503)),
        ])
        let id = try Client.id("speech")
        let keys = try ManagementReading.keys(
            try client.ask(.keys(id)),
            to: .keys(id),
            at: client.now
        )
        #expect(keys.key1 == client.azure.world.accounts["speech"]?.keys[.key1]?.secret)
        let subscription = ManagementCall.subscription(SimulatedSubscription.defaultID)
        let state = try ManagementReading.subscription(
            try client.ask(subscription),
            to: subscription,
            at: client.now
        )
        #expect(state == .enabled)
        let health = try ManagementReading.health(
            try client.ask(.health(id)),
            to: .health(id),
            at: client.now
        )
        #expect(health.state == .unavailable)
        #expect(health.since == client.now)
        let call = ManagementCall.deletedAccounts(subscription: SimulatedSubscription.defaultID)
        let deleted = try ManagementReading.deletedAccounts(
            try client.ask(call),
            to: call,
            in: .public,
            at: client.now
        )
        let old = try Client.id("old")
        #expect(deleted.items.map { $0.isThat(of: old) } == [true])
        #expect(deleted.items.first?.deleted == client.now)
    }

    @Test("who made which key anew, once it is in the log")
    func regeneration() throws {
        var client = try Client()
        var random = SystemRandomNumberGenerator()
        let change = WorldChange.regenerate(account: "speech", key: .key2, propagation: .zero)
        try client.azure.world.apply(change, at: client.now, using: &random)
        let id = try Client.id("speech")
        func found() throws -> [Regeneration] {
            let call = ManagementCall.activity(
                id,
                from: client.now.addingTimeInterval(-3600),
                to: client.now
            )
            let page = try ManagementReading.regenerations(
                try client.ask(call),
                to: call,
                in: .public,
                showsCaller: true,
                at: client.now
            )
            return Regeneration.distinct(page.items)
        }
        #expect(try found().isEmpty)
        client.now = client.now.addingTimeInterval(181)
        let entries = try found()
        #expect(entries.map(\.key) == [2])
        #expect(entries.first?.caller == "operator@contoso.example")
    }

    @Test(
        "why Resource Manager refuses",
        arguments: [
            (
                [
                    .management(
                        .permission(
                            principal: "agent",
                            action: "Microsoft.CognitiveServices/accounts/listKeys/action",
                            granted: false
                        )
                    )
                ], .notAllowed
            ),
            ([.management(.lock(account: "speech", readOnly: true))], .locked),
            ([.delete(account: "speech")], .noResource),
            ([.fault(host: "management.azure.com", .throttled(17))], .throttled),
            ([.fault(host: "management.azure.com", .serverError(502))], .unavailable),
            ([.fault(host: "management.azure.com", .dead)], .unreachable),
            ([.fault(host: "management.azure.com", .captivePortal)], .unreadable),
            ([.fault(host: "management.azure.com", .slow(.seconds(60)))], .unreachable),
        ] as [([WorldChange], ManagementRefusal.Kind)]
    )
    func refusals(_ changes: [WorldChange], _ kind: ManagementRefusal.Kind) throws {
        var client = try Client(after: changes)
        let id = try Client.id("speech")
        let answer = try client.ask(.keys(id))
        let refusal = #expect(throws: ManagementRefusal.self) {
            try ManagementReading.keys(answer, to: .keys(id), at: client.now)
        }
        #expect(refusal?.kind == kind)
        if kind == .throttled { #expect(refusal?.retryAfterSeconds == 17) }
    }

    @Test(
        "a vault's secret, or why there is none",
        arguments: [
            ([], nil), ([.vaultFirewall(vault: "our-keys", closed: true)], .firewall),
            ([.vaultThrottle(vault: "our-keys", retryAfter: 3)], .throttled),
            ([.dropSecret(vault: "our-keys", name: "speech")], .noSecret),
            ([.permission(principal: "agent", action: "*", granted: false)], .notAllowed),
            (
                [
                    .changeSecret(
                        vault: "our-keys",
                        name: "speech",
                        SecretAttributesPlan(isEnabled: false)
                    )
                ], .disabled
            ),
        ] as [([ManagementChange], VaultRefusal.Kind?)]
    )
    func vault(_ changes: [ManagementChange], _ kind: VaultRefusal.Kind?) throws {
        let made: [ManagementChange] = [
            .addVault(SimulatedVault(name: "our-keys")),
            .putSecret(
                vault: "our-keys",
                SecretPlan(
                    name: "speech",
                    value: .key(.key1, account: "speech"),
                    attributes: SecretAttributesPlan(expires: .after(.seconds(60)))
                )
            ),
        ]
        var client = try Client(after: (made + changes).map(WorldChange.management))
        let vault = try KeyVault("https://our-keys.vault.azure.net", in: .public)
        let token = try client.token(for: .keyVault)
        let request = try #require(vault.request(secret: "speech", token: token))
        let answer = client.azure.answer(request, at: client.now)
        guard let kind else {
            let secret = try vault.secret(in: answer, at: client.now)
            #expect(secret.value == client.azure.world.accounts["speech"]?.keys[.key1]?.secret)
            #expect(secret.attributes.expires == client.now.addingTimeInterval(60))
            #expect(secret.attributes.version?.count == 32)
            let list = try #require(vault.request(versionsOf: "speech", token: token))
            let versions = try vault.versions(
                in: client.azure.answer(list, at: client.now),
                at: client.now
            )
            #expect(versions.items.count == 1)
            return
        }
        let refusal = #expect(throws: VaultRefusal.self) {
            try vault.secret(in: answer, at: client.now)
        }
        #expect(refusal?.kind == kind)
    }
}
