package import CogwatchCore
import Foundation
package import Logging
package import ServiceLifecycle
import Synchronization

/// The agent: its loops, and what the HTTP door may ask of it.
package final class Agent: Console {
    /// What the agent is put together from.
    package struct Parts: Sendable {
        package let ledger: any Ledger
        /// Opens the door through which Azure is probed, and those to Alertmanagers.
        package let open: @Sendable (HTTPClientSettings) throws -> any Transport
        /// Tells what custom domains stand for; nil to do without.
        package let names: (any NameService)?
        /// Finds who may ask Azure Resource Manager about a resource.
        package let access: AzureAccess.Finder
        /// Reads the token that a workload proves itself with.
        package let readFile: @Sendable (String) throws -> [UInt8]
        /// The door through which receivers are notified.
        package let notifier: any Transport
        package let time: any Timekeeper
        /// 0 to 1, spreads the retries of notifications.
        package let jitter: @Sendable () -> Double
        /// Reads the configuration anew.
        package let load: @Sendable () async -> LoadOutcome
        /// Reads anew what the configuration in force refers to; nil where that cannot be used, or,
        /// unless told to read all the same, where nothing has changed.
        package let refresh: @Sendable (Bool) async -> LoadedSettings?
        /// How often the files are looked at for a change; nil for never.
        package let autoReload: Duration?
        /// The digest of the files as they are now; nil when they cannot be read.
        package let digest: @Sendable () async -> UInt64?
        package let build: BuildDescription
        package let externalURL: String
        /// Which of the discovered accounts are this agent's.
        package let shard: Shard
        package let logger: Logger

        package init(
            ledger: any Ledger,
            open: @escaping @Sendable (HTTPClientSettings) throws -> any Transport,
            names: (any NameService)? = nil,
            access: @escaping AzureAccess.Finder = { _, _ in nil },
            readFile: @escaping @Sendable (String) throws -> [UInt8] = { path in
                try Array(Data(contentsOf: URL(filePath: path)))
            },
            notifier: any Transport,
            time: any Timekeeper = SystemTime(),
            jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
            load: @escaping @Sendable () async -> LoadOutcome,
            refresh: @escaping @Sendable (Bool) async -> LoadedSettings? = { _ in nil },
            autoReload: Duration? = nil,
            digest: @escaping @Sendable () async -> UInt64? = { nil },
            build: BuildDescription,
            externalURL: String,
            shard: Shard = .whole,
            logger: Logger
        ) {
            self.ledger = ledger
            self.open = open
            self.names = names
            self.access = access
            self.readFile = readFile
            self.notifier = notifier
            self.time = time
            self.jitter = jitter
            self.load = load
            self.refresh = refresh
            self.autoReload = autoReload
            self.digest = digest
            self.build = build
            self.externalURL = externalURL
            self.shard = shard
            self.logger = logger
        }
    }

    private let parts: Parts
    private let world: World
    private let memory: Memory
    private let board: Board
    private let scheduler: Scheduler
    private let dispatcher: Dispatcher
    private let forwarder: Forwarder
    private let tower: Watchtower
    private let inquirer: Inquirer
    private let pulse = Pulse()
    private let reloader: Reloader
    private let discoverer: Discoverer
    private let keyring: Keyring
    private let current = CurrentConfiguration()
    private let bell: Bell
    private let isDraining = Mutex(false)

    /// Puts the agent together and in force, with what survived the last run.
    ///
    /// - Parameters:
    ///   - parts: Its doors and its clock.
    ///   - loaded: The configuration to start with.
    /// - Throws: What the ledger or the door throws when it cannot work.
    package init(_ parts: Parts, starting loaded: LoadedSettings) async throws {
        self.parts = parts
        let settings = loaded.settings
        world = World(
            World.View(
                settings: settings,
                transport: try parts.open(settings.httpClient),
                names: parts.names
            )
        )
        memory = Memory(installation: try await parts.ledger.installationSecret())
        board = Board(Scoreboard(build: parts.build, startedAt: parts.time.now))
        let forwarderBell = Bell()
        // Whatever is news to the dispatcher is news to the Alertmanagers.
        bell = Bell(ringing: forwarderBell)
        tower = Watchtower(
            world: world,
            ledger: parts.ledger,
            time: parts.time,
            dispatcherBell: bell,
            logger: parts.logger
        )
        let inquiries = Inquiries()
        let desk = ManagementDesk(world: world, readFile: parts.readFile, time: parts.time)
        keyring = Keyring(
            desk: desk,
            board: board,
            time: parts.time,
            jitter: parts.jitter,
            logger: parts.logger
        )
        let prober = Prober(
            world: world,
            memory: memory,
            board: board,
            ledger: parts.ledger,
            tower: tower,
            inquiries: inquiries,
            keyring: keyring,
            time: parts.time,
            dispatcherBell: bell,
            logger: parts.logger
        )
        scheduler = Scheduler(
            prober: prober,
            board: board,
            time: parts.time,
            pulse: pulse,
            logger: parts.logger
        )
        inquirer = Inquirer(
            inquiries: inquiries,
            desk: desk,
            book: AccessBook(
                world: world,
                find: parts.access,
                time: parts.time,
                logger: parts.logger
            ),
            world: world,
            memory: memory,
            hurry: { [scheduler] in scheduler.hurry([$0]) },
            time: parts.time,
            logger: parts.logger
        )
        forwarder = Forwarder(
            world: world,
            board: board,
            ledger: parts.ledger,
            time: parts.time,
            externalURL: parts.externalURL,
            jitter: parts.jitter,
            bell: forwarderBell,
            logger: parts.logger
        )
        dispatcher = Dispatcher(
            world: world,
            board: board,
            ledger: parts.ledger,
            transport: parts.notifier,
            time: parts.time,
            externalURL: parts.externalURL,
            jitter: parts.jitter,
            bell: bell,
            logger: parts.logger
        )
        let findings = Findings(
            shard: parts.shard,
            catalogues: try await parts.ledger.catalogues()
        )
        let discoveryBell = Bell()
        reloader = Reloader(
            parts: Reloader.Parts(
                world: world,
                memory: memory,
                board: board,
                ledger: parts.ledger,
                scheduler: scheduler,
                tower: tower,
                dispatcherBell: bell,
                findings: findings,
                keyring: keyring,
                discoveryBell: discoveryBell,
                time: parts.time,
                current: current
            ),
            load: { [inquirer] in
                inquirer.reloaded()
                return await parts.load()
            },
            open: parts.open,
            names: parts.names,
            logger: parts.logger
        )
        discoverer = Discoverer(
            world: world,
            findings: findings,
            surveyor: Surveyor(desk: desk, time: parts.time),
            ledger: parts.ledger,
            board: board,
            time: parts.time,
            jitter: parts.jitter,
            bell: discoveryBell,
            logger: parts.logger,
            adopt: { [reloader] in await reloader.readopt() }
        )
        let firing = try await parts.ledger.incidents(in: .firing, limit: .max)
        memory.prime(
            histories: try await parts.ledger.histories(),
            firing: firing,
            accounts: settings.accounts
        )
        scheduler.expectFirstRound(of: settings.accounts)
        try await reloader.adopt(loaded)
        tower.resume(firing)
        showLastSuccesses()
    }

    /// The loops in the order in which they start.
    ///
    /// They end in reverse: no more heartbeats, no new probes, then the outbox drains.
    package var services: [any Service] {
        let keeper = HistoryKeeper(
            memory: memory,
            ledger: parts.ledger,
            time: parts.time,
            logger: parts.logger
        )
        let watcher = parts.autoReload.map { pause in
            AutoReloader(
                reloader: reloader,
                time: parts.time,
                pause: pause,
                digest: parts.digest,
                current: current
            )
        }
        let refresher = Refresher(
            reloader: reloader,
            current: current,
            world: world,
            time: parts.time,
            read: parts.refresh
        )
        return [
            refresher, keeper, forwarder, dispatcher, tower, inquirer, scheduler,
            HangupListener(reloader: reloader), discoverer, vaultKeeper, heartbeat,
        ] + (watcher.map { [$0] } ?? [])
    }

    private var vaultKeeper: VaultKeeper {
        VaultKeeper(keyring: keyring) { [reloader] in await reloader.readopt() }
    }

    private var heartbeat: Heartbeat {
        Heartbeat(
            settings: { self.world.now.settings.alerting.heartbeat },
            pulse: pulse,
            hindrance: { await self.hindranceToBeat() },
            transport: parts.notifier,
            board: board,
            time: parts.time,
            logger: parts.logger
        )
    }

    private func hindranceToBeat() async -> Heartbeat.Hindrance? {
        guard !isDraining.withLock({ $0 }) else { return .leaving }
        if let account = scheduler.stuckAccount { return .stuck(account) }
        do {
            try await parts.ledger.proveWritable()
            return nil
        } catch {
            return .disk("\(error)")
        }
    }

    /// From now on the agent is not ready: it leaves.
    package func beginDraining() {
        isDraining.withLock { $0 = true }
    }

    private func showLastSuccesses() {
        board.update { scoreboard in
            for entry in memory.all() {
                guard let fingerprint = entry.keys.first?.fingerprint else { continue }
                for operation in entry.account.operations {
                    guard let host = entry.account.host(for: operation),
                        let last = entry.history.lastSuccess(
                            fingerprint: fingerprint,
                            operation: operation,
                            host: host
                        )
                    else { continue }
                    scoreboard.primeLastSuccess(
                        account: entry.account.name,
                        operation: operation,
                        at: last
                    )
                }
            }
        }
    }
}

extension Agent {
    package var isReady: Bool {
        scheduler.hasSeenAll && discoverer.hasAskedAll && !isDraining.withLock { $0 }
    }

    package func scoreboard() -> Scoreboard { board.now }

    package func incidents(_ query: IncidentQuery) async throws -> [Incident] {
        try await parts.ledger.incidents(query)
    }

    package func findings(about account: String) -> [Finding] {
        guard let entry = memory[account], entry.belief.failingSince != nil else { return [] }
        return entry.history.experiments?.findings ?? []
    }

    package func silences() async throws -> [Silence] { try await parts.ledger.silences() }

    package func silence(withID id: String) async throws -> Silence? {
        try await parts.ledger.silence(withID: id)
    }

    package func set(_ draft: SilenceDraft) async throws -> Silence {
        let silence = try await parts.ledger.set(draft, at: parts.time.now)
        parts.logger.info("a silence was set", metadata: silence.metadata)
        bell.ring()
        return silence
    }

    package func expireSilence(withID id: String) async throws {
        try await parts.ledger.expireSilence(withID: id, at: parts.time.now)
        parts.logger.info("a silence was ended before its time", metadata: ["id": "\(id)"])
        bell.ring()
    }

    package func probe(account name: String, timeout: Duration) async -> ProbeReport? {
        let known = memory[name] ?? memory.entry(waitingAs: name, at: parts.time.now)
        guard let entry = known else { return nil }
        let look = Look(transport: world.now.transport, time: parts.time)
        // Who asks for a look at a hanging host must not hold up the agent's leaving.
        return await cancelWhenGracefulShutdown {
            await look.look(
                at: entry.account,
                keys: entry.keys,
                history: entry.history,
                timeout: timeout
            )
        }
    }

    package func reload() async -> String? { await reloader.reload() }

    package func configurationText() -> String { current.text }
}

extension Silence {
    fileprivate var metadata: Logger.Metadata {
        [
            "id": "\(id)", "created_by": "\(createdBy)", "ends_at": "\(Timestamp.text(endsAt))",
            "matchers": "\(matchers.map(\.description).joined(separator: ","))",
        ]
    }
}
