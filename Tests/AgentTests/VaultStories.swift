import CogwatchAgent
import CogwatchCore
import CogwatchSimulator
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Keys in a Key Vault", .serialized)
struct VaultStories {
    @Test("are read once for all accounts, and a rotated one is in use at once, with no alert")
    func rotation() async throws {
        let stage = try VaultStage(accounts: ["one", "two"])
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            #expect(stage.asked("/secrets/tts-key1") == 1)
            // One token for everything that one identity reads.
            #expect(stage.asked("login.microsoftonline.com") == 1)
            try stage.rotate(.key1)
            try await stage.rest(for: .seconds(900))
            #expect(stage.rig.told.isEmpty)
            #expect(try await agent.incidents(IncidentQuery(limit: 9)).isEmpty)
            #expect(stage.rig.state(of: "one", in: agent) == .ok)
            #expect(stage.rig.log.lines("hold other keys now").count == 1)
            #expect(stage.shows(key: .key1))
        }
        #expect(try !stage.hasToldSecrets())
    }

    @Test("are read again after five minutes where nothing is refused")
    func rhythm() async throws {
        let stage = try VaultStage()
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            try await stage.rest(for: .seconds(1000))
            // 330 seconds apart, with all of the spread.
            #expect(stage.asked("/secrets/tts-key1") == 4)
        }
    }

    @Test("swap with no alert: the other first, then the one that ends is made anew")
    func swap() async throws {
        let stage = try VaultStage()
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            for (spare, ending) in [(KeySlot.key2, KeySlot.key1), (.key1, .key2)] {
                stage.rig.configure { $0.accounts = [stage.account("tts", [spare, ending])] }
                #expect(await agent.reload() == nil)
                try await stage.rest(for: .seconds(180))
                try stage.rotate(ending)
                try await stage.rest(for: .seconds(900))
            }
            #expect(stage.rig.told.isEmpty)
            #expect(try await agent.incidents(IncidentQuery(limit: 9)).isEmpty)
            #expect(stage.rig.state(of: "tts", in: agent) == .ok)
        }
    }

    struct Obstacle: Sendable, CustomTestStringConvertible {
        let name: String
        let changes: [ManagementChange]
        let reason: VaultRefusal.Kind
        let words: String

        var testDescription: String { name }
    }

    private static let obstacles = [
        Obstacle(
            name: "a lost permission",
            changes: [.permission(principal: "agent", action: "*", granted: false)],
            reason: .notAllowed,
            words: "Key Vault Secrets User"
        ),
        Obstacle(
            name: "a closed firewall",
            changes: [.vaultFirewall(vault: "our-keys", closed: true)],
            reason: .firewall,
            words: "networking rules"
        ),
        Obstacle(
            name: "a secret that was deleted",
            changes: [.dropSecret(vault: "our-keys", name: "tts-key1")],
            reason: .noSecret,
            words: "recovered"
        ),
        Obstacle(
            name: "a secret that was disabled",
            changes: [
                .changeSecret(
                    vault: "our-keys",
                    name: "tts-key1",
                    SecretAttributesPlan(isEnabled: false)
                )
            ],
            reason: .disabled,
            words: "Enable it"
        ),
        Obstacle(
            name: "a vault that throttles",
            changes: [.vaultThrottle(vault: "our-keys", retryAfter: 60)],
            reason: .throttled,
            words: "by itself"
        ),
        Obstacle(
            name: "a vault that is gone",
            changes: [.removeVault("our-keys")],
            reason: .unreachable,
            words: "did not answer"
        ),
    ]

    @Test("that cannot be read any more stay in use, which is said once", arguments: obstacles)
    func obstacle(_ obstacle: Obstacle) async throws {
        let stage = try VaultStage()
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            for change in obstacle.changes { try stage.change(change) }
            let counter =
                "cogwatch_key_vault_errors_total{\(VaultStage.label),"
                + "reason=\"\(obstacle.reason.rawValue)\"}"
            try await stage.rig.turn(until: "it failed three times", by: .seconds(5)) {
                (stage.rig.metric(counter, in: agent) ?? 0) >= 3
            }
            let complaints = stage.rig.log.warnings(about: "our-keys")
            #expect(complaints.count == 1, "\(complaints)")
            #expect(complaints.first?.contains(obstacle.words) == true)
            #expect(complaints.first?.metadata["vault"] == "our-keys.vault.azure.net")
            let unreadable = stage.rig.metric(
                "cogwatch_key_vault_unreadable_secrets{\(VaultStage.label)}",
                in: agent
            )
            #expect((unreadable ?? 0) >= 1)
            #expect(stage.rig.state(of: "tts", in: agent) == .ok)
            #expect(stage.rig.told.isEmpty)
            // Probing goes on, and so a refusal is still seen.
            try stage.regenerate(.key1)
            try await stage.rig.turn(until: "the old key is refused", by: .seconds(2)) {
                stage.rig.state(of: "tts", in: agent) == .authFailing
            }
        }
        #expect(try !stage.hasToldSecrets())
    }

    @Test("that a vault does not give at the start are waited for, and nobody is told")
    func lateVault() async throws {
        let stage = try VaultStage()
        try stage.world(.fault(host: "our-keys.vault.azure.net", .serverError(503)))
        try await stage.rig.run { agent in
            try await stage.rest(for: .seconds(400))
            #expect(agent.isReady)
            #expect(stage.rig.state(of: "tts", in: agent) == .unknown)
            #expect(stage.rig.told.isEmpty)
            #expect(stage.rig.log.warnings(about: "our-keys").count == 1)
            let report = try #require(await agent.probe(account: "tts", timeout: .seconds(5)))
            #expect(report.verdict.diagnosis?.cause == .missingKey)
            #expect(report.verdict.diagnosis?.evidence.first?.text.contains("tts-key1") == true)
            // Nothing is sent in place of a key.
            #expect(stage.asked("cognitiveservices") + stage.asked("speech.microsoft") == 0)
            try stage.world(.mend(host: "our-keys.vault.azure.net"))
            try await stage.untilWell(agent)
            #expect(stage.rig.log.lines("can be read again").count == 1)
            #expect(stage.rig.told.isEmpty)
        }
    }

    @Test("that stay away for ten minutes, or are refused at once, are told of as missing")
    func missing() async throws {
        for isPassing in [true, false] {
            let stage = try VaultStage()
            if isPassing {
                try stage.world(.fault(host: "our-keys.vault.azure.net", .serverError(503)))
            } else {
                try stage.change(.permission(principal: "agent", action: "*", granted: false))
            }
            let start = stage.rig.time.now
            try await stage.rig.run { agent in
                try await stage.rig.turn(until: "it is told", by: .seconds(5)) {
                    stage.rig.told("firing") == 1
                }
                let waited = stage.rig.time.now.timeIntervalSince(start)
                #expect(isPassing ? waited > 600 : waited < 300, "\(waited) seconds")
                let incident = try await agent.incidents(IncidentQuery(limit: 1)).first
                #expect(incident?.labels["cause"] == Cause.missingKey.rawValue)
                if isPassing { try stage.world(.mend(host: "our-keys.vault.azure.net")) }
                try stage.change(.permission(principal: "agent", action: "*", granted: true))
                try await stage.rig.turn(until: "its end is told", by: .seconds(5)) {
                    stage.rig.told("resolved") == 1
                }
            }
        }
    }

    @Test("do not survive a restart, but what was known of them does")
    func restart() async throws {
        let stage = try VaultStage()
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            try stage.regenerate(.key1)
            try stage.change(.vaultFirewall(vault: "our-keys", closed: true))
            try await stage.rig.turn(until: "it is told", by: .seconds(2)) {
                stage.rig.told("firing") == 1
            }
        }
        try stage.change(.vaultFirewall(vault: "our-keys", closed: false))
        try stage.world(.fault(host: "our-keys.vault.azure.net", .serverError(503)))
        try await stage.rig.run { agent in
            try await stage.rest(for: .seconds(300))
            // Its incident goes on: nobody knows better.
            #expect(stage.rig.told("resolved") == 0)
            try stage.put(.key1)
            try stage.world(.mend(host: "our-keys.vault.azure.net"))
            try await stage.rig.turn(until: "its end is told", by: .seconds(5)) {
                stage.rig.told("resolved") == 1
            }
        }
        #expect(stage.rig.told("firing") == 1)
        #expect(try !stage.hasToldSecrets())
    }

    @Test("show when they expire")
    func expiry() async throws {
        let stage = try VaultStage()
        try stage.change(
            .changeSecret(
                vault: "our-keys",
                name: "tts-key1",
                SecretAttributesPlan(expires: .after(.seconds(86_400)))
            )
        )
        let end = stage.rig.time.now.addingTimeInterval(86_400)
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            let name = "cogwatch_key_expiry_timestamp_seconds{account=\"tts\",key="
            #expect(
                stage.rig.metric("\(name)\"key1\"}", in: agent)
                    == end.timeIntervalSince1970.rounded(.down)
            )
            #expect(stage.rig.metric("\(name)\"key2\"}", in: agent) == nil)
        }
    }

    @Test("of discovered accounts are read, too")
    func discovered() async throws {
        let stage = try VaultStage(accounts: [])
        let keys = stage.account("tts", [.key1, .key2]).keys
        stage.rig.configure { settings in
            settings.accounts = []
            settings.discovery.azure = [
                AzureDiscovery(
                    credential: .success(VaultStage.credential),
                    subscription: SimulatedSubscription.defaultID,
                    defaults: Catalogue.Defaults(probeInterval: .seconds(60)),
                    keys: ["tts": keys]
                )
            ]
        }
        try await stage.rig.run { agent in
            try await stage.untilWell(agent)
            #expect(stage.asked("listKeys") == 0)
        }
    }

    @Test("are had by commands that do their work once, within a time, or with the reason")
    func once() async throws {
        let stage = try VaultStage()
        let account = stage.account("tts", [.key1, .key2])
        let desk = ManagementDesk(
            world: World(
                World.View(settings: Settings(accounts: []), transport: stage.rig.azure, names: nil)
            ),
            readFile: { _ in [] },
            time: stage.rig.time
        )
        let round = VaultRound(desk: desk, time: stage.rig.time)
        let good = await round.settle([account], within: .seconds(20))
        #expect(good.first?.keys.map(\.secret) == [stage.key(.key1), stage.key(.key2)])
        try stage.change(.dropSecret(vault: "our-keys", name: "tts-key2"))
        let bad = await round.settle([account], within: .seconds(20))
        #expect(bad.first?.keys.map(\.secret.isEmpty) == [false, true])
        #expect(bad.first?.keys.last?.problem?.contains("no such secret") == true)
    }
}

/// An agent that reads its keys from a vault of a simulated Azure.
final class VaultStage: Sendable {
    static let label = "vault=\"our-keys.vault.azure.net\""
    private static let password = "simulated-client-" + "secret"
    static let credential = EntraCredential.clientSecret(
        tenantID: SimulatedSubscription.defaultTenant,
        clientID: "00000000-0000-4000-8000-0000000000c1",
        secret: Secret(password)
    )

    let rig = Rig()
    private let azure = Mutex(InProcessAzure(world: .init()))
    private let dice = Mutex(SeededGenerator(seed: 7))
    /// Every key that there ever was.
    private let keys = Mutex<[Secret]>([])

    init(accounts: [String] = ["tts"]) throws {
        try world(.create(AccountPlan(name: "tts", region: "japanwest")))
        try change(.addVault(SimulatedVault(name: "our-keys")))
        for slot in KeySlot.allCases { try put(slot) }
        rig.configure { $0.accounts = accounts.map { account($0, [.key1, .key2]) } }
        rig.azure.play { [self] request in
            azure.withLock { [time = rig.time] in $0.answer(request, at: time.now) }
        }
    }

    func account(_ name: String, _ slots: [KeySlot]) -> Account {
        Account(
            name: name,
            region: "japanwest",
            keys: slots.compactMap { slot in
                KeyVault.find("https://our-keys.vault.azure.net").map { found in
                    AccountKey(
                        name: slot.rawValue,
                        origin: "secret \"tts-\(slot.rawValue)\" of our-keys",
                        secret: Secret(""),
                        vault: VaultSource(
                            vault: found.vault,
                            secret: "tts-\(slot.rawValue)",
                            cloud: found.cloud,
                            credential: .success(Self.credential)
                        )
                    )
                }
            },
            probeInterval: .seconds(60)
        )
    }

    /// What Azure has now.
    func key(_ slot: KeySlot) -> Secret {
        azure.withLock { $0.world.accounts["tts"]?.keys[slot]?.secret } ?? Secret("")
    }

    func change(_ change: ManagementChange) throws { try world(.management(change)) }

    /// Makes a key anew in Azure, and puts it into the vault.
    func rotate(_ slot: KeySlot) throws {
        try regenerate(slot)
        try put(slot)
    }

    func put(_ slot: KeySlot) throws {
        try change(
            .putSecret(
                vault: "our-keys",
                SecretPlan(name: "tts-\(slot.rawValue)", value: .text(key(slot)))
            )
        )
    }

    /// Makes a key anew in Azure, and leaves the vault as it is.
    func regenerate(_ slot: KeySlot) throws {
        try world(.regenerate(account: "tts", key: slot, propagation: .zero))
    }

    func world(_ change: WorldChange) throws {
        try dice.withLock { dice in
            try azure.withLock { try $0.world.apply(change, at: rig.time.now, using: &dice) }
        }
        keys.withLock { $0 += KeySlot.allCases.map(key) }
    }

    func asked(_ part: String) -> Int { rig.asked(part) }

    /// Whether a key was sent to Azure.
    func shows(key slot: KeySlot) -> Bool {
        rig.azure.requests.contains { request in
            request.headers.contains { $0.value == .secret(prefix: "", key(slot)) }
        }
    }

    func untilWell(_ agent: Agent) async throws {
        try await rig.turn(until: "all is well", by: .seconds(2)) {
            let reports = agent.scoreboard().reports()
            return agent.isReady && !reports.isEmpty && reports.allSatisfy { $0.state == .ok }
        }
    }

    func rest(for time: Duration) async throws {
        let end = rig.time.now.addingTimeInterval(time.seconds)
        try await rig.turn(until: "\(time) are over", by: .seconds(2)) { rig.time.now >= end }
    }

    /// Whether a key, a token or the client's secret stands in a log, a notification, a metric or on
    /// disk.
    func hasToldSecrets() throws -> Bool {
        let files = try FileManager.default.contentsOfDirectory(
            at: rig.directory,
            includingPropertiesForKeys: nil
        )
        var places = try files.map { try Data(contentsOf: $0) }
        places.append(Data(rig.log.lines.map { "\($0)" }.joined().utf8))
        places += rig.receiver.requests.map { Data($0.body) }
        let secrets = keys.withLock { $0.filter { !$0.isEmpty } } + [Secret(Self.password)]
        let texts = secrets.map { $0.reveal(\.self) } + ["Bearer", "eyJ"]
        return texts.contains { text in
            places.contains { $0.firstRange(of: Data(text.utf8)) != nil }
        }
    }
}
