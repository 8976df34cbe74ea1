import CogwatchCore
import Foundation
import Logging

/// Puts a new configuration in force as a whole, or leaves the old one as a whole.
actor Reloader {
    private let world: World
    private let memory: Memory
    private let board: Board
    private let ledger: any Ledger
    private let scheduler: Scheduler
    private let tower: Watchtower
    private let dispatcherBell: Bell
    private let time: any Timekeeper
    private let load: @Sendable () async -> LoadOutcome
    private let open: @Sendable (HTTPClientSettings) throws -> any Transport
    private let names: (any NameService)?
    private let logger: Logger
    private let current: CurrentConfiguration
    private var isReloading = false
    /// Reloads that wait for their turn.
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// At the start every account is new, and all must not be probed at once.
    private var isFirst = true

    init(
        parts: Parts,
        load: @escaping @Sendable () async -> LoadOutcome,
        open: @escaping @Sendable (HTTPClientSettings) throws -> any Transport,
        names: (any NameService)?,
        logger: Logger
    ) {
        world = parts.world
        memory = parts.memory
        board = parts.board
        ledger = parts.ledger
        scheduler = parts.scheduler
        tower = parts.tower
        dispatcherBell = parts.dispatcherBell
        time = parts.time
        current = parts.current
        self.load = load
        self.open = open
        self.names = names
        self.logger = logger
    }

    /// What a reload touches.
    struct Parts {
        let world: World
        let memory: Memory
        let board: Board
        let ledger: any Ledger
        let scheduler: Scheduler
        let tower: Watchtower
        let dispatcherBell: Bell
        let time: any Timekeeper
        let current: CurrentConfiguration
    }

    /// Reads the configuration anew.
    ///
    /// - Returns: Nil when it is in force, else why the old one stays.
    func reload() async -> String? {
        while isReloading { await withCheckedContinuation { waiting.append($0) } }
        isReloading = true
        defer { endTurn() }
        switch await load() {
        case .refused(let problems): return refuse(problems.joined(separator: "\n"))
        case .loaded(let loaded):
            do {
                try await adopt(loaded)
                return nil
            } catch {
                return refuse("\(error)")
            }
        }
    }

    /// Puts in force what files of keys and accounts hold now, where that is something else.
    ///
    /// - Parameters:
    ///   - loaded: The configuration in force with their contents.
    ///   - complaints: Warnings that were logged before.
    func refresh(_ loaded: LoadedSettings, complainedOf complaints: Set<String>) async {
        for warning in loaded.warnings where !complaints.contains(warning) {
            logger.warning("\(warning)")
        }
        // A reload that runs reads the same files.
        guard !isReloading, loaded.digest != current.digest else { return }
        isReloading = true
        defer { endTurn() }
        do {
            var quiet = loaded
            quiet.warnings = []
            try await adopt(quiet, isReload: false)
        } catch {
            logger.error(
                "what changed in files of keys and accounts is not in force; trying again",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private func endTurn() {
        isReloading = false
        if !waiting.isEmpty { waiting.removeFirst().resume() }
    }

    private func refuse(_ reason: String) -> String {
        board.update { $0.reloaded(successfully: false, at: time.now, configHash: current.digest) }
        logger.error(
            "the new configuration is refused; the old one stays in force",
            metadata: ["reason": "\(reason)"]
        )
        return reason
    }

    /// Puts a configuration in force: at the start, at each reload that is not refused, and when a
    /// file that it refers to has changed.
    func adopt(_ loaded: LoadedSettings, isReload: Bool = true) async throws {
        let settings = loaded.settings
        let old = world.now
        // Files may hold other certificates under the same names.
        let isSameDoor =
            settings.httpClient == old.settings.httpClient && !settings.httpClient.readsFiles
        let transport = isSameDoor ? old.transport : try open(settings.httpClient)
        let outlets = try Outlet.all(for: settings.alerting, keeping: old.outlets, open: open)
        let now = time.now
        try await ledger.reconcile(
            watching: FleetSubject.names(watching: settings.accounts),
            at: now,
            routing: settings.alerting
        )
        world.swap(
            World.View(settings: settings, transport: transport, names: names, outlets: outlets)
        )
        let changed = memory.adopt(settings.accounts, at: now)
        current.replace(with: loaded)
        board.update { scoreboard in
            scoreboard.watch(memory.watched())
            scoreboard.watch(
                receivers: settings.alerting.receivers,
                others: settings.alerting.addressees
            )
            if isReload {
                scoreboard.reloaded(successfully: true, at: now, configHash: loaded.digest)
            } else {
                scoreboard.refreshed(configHash: loaded.digest)
            }
        }
        tower.adopt(settings.accounts)
        scheduler.adopt(settings.accounts, promptly: isFirst ? [] : changed)
        isFirst = false
        dispatcherBell.ring()
        await rememberChanges(at: now)
        loaded.warnings.forEach { logger.warning("\($0)") }
        logger.info(
            isReload ? "configuration in force" : "changed files in force",
            metadata: ["accounts": "\(settings.accounts.count)", "changed": "\(changed.count)"]
        )
    }

    // What changed, and when, must survive a crash that comes before the next round's end.
    private func rememberChanges(at now: Date) async {
        let histories = memory.unsaved(olderThan: .seconds(300), at: now)
        do {
            try await ledger.save(histories)
            memory.saved(histories, at: now)
        } catch {
            logger.error(
                "could not write down what changed in the configuration; trying again in a minute",
                metadata: ["error": "\(error)"]
            )
        }
    }

}
