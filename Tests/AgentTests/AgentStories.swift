import CogwatchAgent
import CogwatchCore
import CogwatchStore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TestSupport

/// An agent over a real ledger, with a clock and an Azure of the test's own.
final class Rig: Sendable {
    let time: ManualTime
    /// Who may ask Azure Resource Manager, about any resource.
    let access = Mutex<AzureAccess?>(nil)
    let azure: ScriptedTransport
    let receiver = ScriptedTransport { _ in Answers.response(200, body: "") }
    /// Behind the door that ``toAlertmanager`` opens.
    let alertmanagers = ScriptedTransport { _ in Answers.response(200, body: "") }
    let directory: URL
    let log = LogBook()
    private let settings: Mutex<Settings>
    /// What the files hold that the configuration refers to, once they have changed.
    private let refreshed = Mutex<(read: LoadedSettings?, isNew: Bool)>((nil, false))
    /// How many doors out were opened.
    let openedDoors = Mutex(0)
    /// Whether no door out can be opened.
    let isDoorStuck = Mutex(false)
    /// How often a configuration of ``configure(_:)`` came into force.
    let takeOvers = Mutex(0)

    init(_ account: Account = Rig.account(), time: ManualTime = ManualTime()) {
        self.time = time
        azure = ScriptedTransport { request in Rig.healthy(request, at: time.now) }
        directory = FileManager.default.temporaryDirectory
            .appending(path: "cogwatch-agent-\(UUID().uuidString)")
        settings = Mutex(
            Settings(
                accounts: [account],
                diagnosis: DiagnosisPolicy(confirmations: 2, confirmInterval: .seconds(2)),
                alerting: AlertingSettings(
                    route: Route(
                        receiver: "oncall",
                        groupBy: .labels(["alertname", "account"]),
                        groupWait: .seconds(10),
                        groupInterval: .seconds(60)
                    ),
                    receivers: [
                        Receiver(
                            name: "oncall",
                            integrations: [
                                .webhook(WebhookReceiver(url: Secret("https://hooks.example/x")))
                            ]
                        )
                    ]
                )
            )
        )
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    static let toAlertmanager = HTTPClientSettings(caFile: "alertmanagers.pem")

    static func account(
        named name: String = "tts",
        region: String = "japanwest",
        keys: [Int] = [1],
        interval: Duration = .seconds(60),
        resource: String? = nil
    ) -> Account {
        Account(
            name: name,
            region: region,
            keys: keys.map {
                AccountKey(name: "key\($0)", origin: "a test", secret: TestKeys.hex($0))
            },
            probeInterval: interval,
            resourceID: resource
        )
    }

    static func healthy(_ request: Request, at now: Date) -> Answer {
        request.method == .post
            ? Answers.token(expires: now.addingTimeInterval(600)) : Answers.voices()
    }

    func configure(_ change: (inout Settings) -> Void) {
        settings.withLock { change(&$0) }
    }

    /// Changes what files of keys and accounts hold.
    func write(digest: UInt64, warnings: [String] = [], _ change: (inout Settings) -> Void) {
        var settings = settings.withLock { $0 }
        change(&settings)
        let loaded = LoadedSettings(
            settings: settings,
            text: [],
            digest: digest,
            warnings: warnings
        )
        refreshed.withLock { $0 = (loaded, true) }
    }

    private func refresh(anyway: Bool) -> LoadedSettings? {
        refreshed.withLock { refreshed in
            defer { refreshed.isNew = false }
            return refreshed.isNew || anyway ? refreshed.read : nil
        }
    }

    private func door(_ settings: HTTPClientSettings) throws -> any Transport {
        guard !isDoorStuck.withLock(\.self) else { throw PeerProblem("the door is stuck") }
        openedDoors.withLock { $0 += 1 }
        return settings == Rig.toAlertmanager ? alertmanagers : azure
    }

    private var loaded: LoadedSettings {
        LoadedSettings(
            settings: settings.withLock { $0 },
            text: ["accounts: …"],
            digest: 1,
            warnings: [],
            takeOver: { self.takeOvers.withLock { $0 += 1 } }
        )
    }

    /// Runs an agent until the story is told, and takes it down as a signal would.
    func run(
        of shard: Shard = .whole,
        _ story: (Agent) async throws -> Void
    ) async throws {
        let ledger = try SQLiteLedger(path: directory.path())
        let agent = try await Agent(
            Agent.Parts(
                ledger: ledger,
                open: { try self.door($0) },
                access: { _, _ in self.access.withLock { $0 } },
                notifier: receiver,
                time: time,
                jitter: { 1 },
                load: { .loaded(self.loaded) },
                refresh: { self.refresh(anyway: $0) },
                build: BuildDescription(version: "test", revision: "", swiftVersion: ""),
                externalURL: "http://agent.example",
                shard: shard,
                logger: log.logger
            ),
            starting: loaded
        )
        let group = ServiceGroup(
            services: agent.services,
            logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await story(agent)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Turns the clock from one waiting sleeper to the next until something is so.
    func turn(
        until what: String,
        within limit: Duration = .seconds(3600),
        by step: Duration = .milliseconds(500),
        _ isTrue: () -> Bool
    ) async throws {
        let end = time.now.addingTimeInterval(limit.seconds)
        while !isTrue() {
            await Threads.comeToRest()
            guard !isTrue() else { return }
            try #require(time.now < end, "in vain until \(what)")
            time.advance(by: step)
        }
    }

    /// Answers as late as a peer that hangs.
    static func hang(while isStuck: () -> Bool) async {
        // Asleep, so that the others can come to rest.
        while isStuck(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// Turns the clock by a second, and lets everybody come to rest.
    func turn(until what: String, from start: Date) async throws {
        try await turn(until: what) { self.time.now >= start.addingTimeInterval(1) }
    }

    var told: [[String: Any]] {
        receiver.requests.compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.body)) as? [String: Any]
        }
    }

    func isAsked(_ receiver: String) -> Bool {
        self.receiver.requests.contains { $0.address.shown.contains(receiver) }
    }

    func flappingAlerts(_ status: String) -> Int {
        told.flatMap { $0["alerts"] as? [[String: Any]] ?? [] }.count { alert in
            alert["status"] as? String == status
                && (alert["labels"] as? [String: String])?["flapping"] == "true"
        }
    }

    func told(_ status: String) -> Int { told.count { $0["status"] as? String == status } }
}

@Suite("The agent", .serialized)
struct AgentStories {
    @Test("tells of a refused key once, and of its end once")
    func once() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            #expect(agent.scoreboard().report(for: "tts")?.state == .ok)
            rig.azure.play { _ in Answers.refusal() }
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            try await rig.turn(until: "ten more rounds are over") {
                rig.azure.requests.count > 40
            }
            #expect(rig.told("firing") == 1)
            #expect(agent.scoreboard().report(for: "tts")?.state == .authFailing)
            let time = rig.time
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "the end is told") { rig.told("resolved") == 1 }
            #expect(rig.told.count == 2)
        }
    }

    @Test("tells once that an account flaps, keeps quiet of its turns, and tells when it is calm")
    func flapping() async throws {
        let rig = Rig()
        let time = rig.time
        rig.configure { settings in
            settings.diagnosis = DiagnosisPolicy(
                confirmations: 1,
                confirmInterval: .seconds(1),
                experiments: []
            )
            settings.alerting.route = Route(
                receiver: "oncall",
                groupBy: .labels(["alertname", "account"]),
                groupWait: .seconds(1),
                groupInterval: .seconds(1)
            )
        }
        let start = time.now
        // Two minutes well, two minutes not.
        rig.azure.play { request in
            let isWell = Int(time.now.timeIntervalSince(start)) % 240 < 120
            return isWell ? Rig.healthy(request, at: time.now) : Answers.refusal()
        }
        try await rig.run { agent in
            try await rig.turn(
                until: "it is told as flapping",
                within: .seconds(7200),
                by: .seconds(5)
            ) {
                rig.flappingAlerts("firing") == 1
            }
            let told = rig.told.count
            let heard = time.now
            try await rig.turn(until: "half an hour is over", by: .seconds(5)) {
                time.now.timeIntervalSince(heard) > 1800
            }
            #expect(rig.told.count == told)
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "its end is told", by: .seconds(5)) {
                rig.flappingAlerts("resolved") == 1
            }
            #expect(rig.told.count == told + 1)
        }
    }

    @Test("keeps a notification over a restart, and sends it under the same id")
    func restart() async throws {
        let rig = Rig()
        rig.receiver.play { _ in Answers.response(503, body: "") }
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.azure.play { _ in Answers.refusal() }
            try await rig.turn(until: "the receiver has refused three times") {
                rig.receiver.requests.count >= 3
            }
        }
        let refused = Set(rig.receiver.requests.compactMap(Self.id))
        #expect(refused.count == 1)
        let before = rig.receiver.requests.count
        rig.receiver.play { _ in Answers.response(200, body: "") }
        try await rig.run { _ in
            try await rig.turn(until: "it is delivered") { rig.receiver.requests.count > before }
        }
        #expect(Set(rig.receiver.requests.compactMap(Self.id)) == refused)
    }

    @Test("remembers over a restart that a key worked, so that it can say what happened to it")
    func history() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
        }
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { agent in
            try await rig.turn(until: "the verdict stands") {
                agent.scoreboard().report(for: "tts")?.state == .authFailing
            }
            let verdict = agent.scoreboard().report(for: "tts")?.verdict
            #expect(verdict?.diagnosis?.cause == .keyRegenerated)
        }
    }

    @Test("writes down within seconds that a key works for the first time")
    func firstSuccess() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            var isWritten = false
            let deadline = rig.time.now.addingTimeInterval(10)
            while !isWritten, rig.time.now < deadline {
                try await rig.turn(until: "a second has passed", from: rig.time.now)
                // Another connection sees what would be there after a crash.
                let onDisk = try await SQLiteLedger(path: rig.directory.path()).histories()
                let places = onDisk["tts"]?.keys.values.flatMap(\.lastSuccess.keys) ?? []
                isWritten = places.count == 2
            }
            #expect(isWritten)
        }
    }

    @Test("a new region in the file is probed at once, and blamed when the key is refused there")
    func region() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.azure.play { request in
                request.address.shown.contains("japaneast")
                    ? Answers.refusal() : Answers.voices()
            }
            rig.configure { $0.accounts = [Rig.account(region: "japaneast")] }
            #expect(await agent.reload() == nil)
            try await rig.turn(until: "the receiver is told", within: .seconds(30)) {
                rig.told("firing") == 1
            }
            #expect(
                agent.scoreboard().report(for: "tts")?.verdict?.diagnosis?.cause == .wrongRegion
            )
        }
    }

    @Test("a key that is exchanged in its file is used within seconds, without a reload")
    func exchangedKey() async throws {
        let rig = Rig()
        let time = rig.time
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.azure.play { _ in Answers.refusal() }
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            let since = time.now
            rig.write(digest: 2) { $0.accounts = [Rig.account(keys: [2])] }
            try await rig.turn(until: "the end is told", within: .seconds(90)) {
                rig.told("resolved") == 1
            }
            let first = agent.scoreboard().report(for: "tts")?.results.map(\.at).min()
            #expect(try #require(first).timeIntervalSince(since) < 70)
        }
    }

    @Test("an account that comes and goes with its file is watched meanwhile")
    func accountOfAFile() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            rig.write(digest: 2) { $0.accounts.append(Rig.account(named: "other", keys: [2])) }
            try await rig.turn(until: "it is probed", within: .seconds(30)) {
                agent.scoreboard().report(for: "other")?.state == .ok
            }
            rig.write(digest: 3) { _ in }
            try await rig.turn(until: "it is gone", within: .seconds(10)) {
                agent.scoreboard().reports().map(\.account.name) == ["tts"]
            }
        }
    }

    @Test("ends the incidents of an account that leaves the configuration")
    func removal() async throws {
        let rig = Rig()
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { agent in
            try await rig.turn(until: "the receiver is told") { rig.told("firing") == 1 }
            rig.configure { $0.accounts = [] }
            #expect(await agent.reload() == nil)
            try await rig.turn(until: "the end is told") { rig.told("resolved") == 1 }
            #expect(agent.scoreboard().reports().isEmpty)
        }
    }

    @Test("a receiver that refuses for good is not asked again, and the next news still goes out")
    func refusedForGood() async throws {
        let rig = Rig()
        rig.receiver.play { _ in Answers.response(400, body: "") }
        try await rig.run { agent in
            rig.azure.play { _ in Answers.refusal() }
            try await rig.turn(until: "the receiver is asked") { rig.receiver.requests.count == 1 }
            let time = rig.time
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "the end goes out") { rig.told("resolved") == 1 }
            #expect(rig.receiver.requests.count == 2)
        }
    }

    @Test("a receiver that does not answer holds up nobody but itself")
    func slowReceiver() async throws {
        let rig = Rig()
        let toQuick = Route(
            receiver: "quick",
            groupBy: .labels(["account"]),
            groupWait: .seconds(40),
            matchers: [try Matcher(name: "account", operator: .equals, value: "other")]
        )
        rig.configure { settings in
            settings.accounts = [Rig.account(), Rig.account(named: "other")]
            settings.alerting.route = Route(
                receiver: "slow",
                groupBy: .labels(["account"]),
                groupWait: .seconds(10),
                routes: [toQuick]
            )
            settings.alerting.receivers = ["slow", "quick"].map { name in
                let url = Secret("https://\(name).example/x")
                return Receiver(name: name, integrations: [.webhook(WebhookReceiver(url: url))])
            }
        }
        let isStuck = Atomic(true)
        rig.receiver.delay { request in
            guard request.address.shown.contains("slow") else { return }
            await Rig.hang { isStuck.load(ordering: .relaxed) }
        }
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { _ in
            try await rig.turn(until: "the slow one is asked") { rig.isAsked("slow") }
            try await rig.turn(until: "the quick one is told") { rig.isAsked("quick") }
            isStuck.store(false, ordering: .relaxed)
        }
    }

    private static func id(_ request: Request) -> String? {
        request.headers.first { $0.name == "webhook-id" }.map { "\($0.value)" }
    }
}
