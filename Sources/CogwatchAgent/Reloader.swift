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
    private let findings: Findings
    private let keyring: Keyring
    /// Rung when there may be other sources to ask.
    private let discoveryBell: Bell
    private let time: any Timekeeper
    private let load: @Sendable () async -> LoadOutcome
    private let open: @Sendable (HTTPClientSettings) throws -> any Transport
    private let names: (any NameService)?
    private let logger: Logger
    private let current: CurrentConfiguration
    private static let mostAtOnce = 20

    private var files: [AccountFileState] = []
    /// Whether a change in files was seen that could not be put in force.
    private var owesRefresh = false
    private var isReloading = false
    /// Reloads that wait for their turn.
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// At the start every account is new, and all must not be probed at once.
    private var isFirst = true
    /// What was loaded last and is in force, without what was discovered.
    private var loaded: LoadedSettings?
    private var awaited: [Account] = []
    /// Accounts whose key is still to be read from a vault.
    private var waitingForKeys: [Account] = []

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
        findings = parts.findings
        keyring = parts.keyring
        discoveryBell = parts.discoveryBell
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
        let findings: Findings
        let keyring: Keyring
        let discoveryBell: Bell
        let time: any Timekeeper
        let current: CurrentConfiguration
    }

    /// Reads the configuration anew.
    ///
    /// - Returns: Nil when it is in force, else why the old one stays.
    func reload() async -> String? {
        await waitForTurn()
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

    private func waitForTurn() async {
        while isReloading { await withCheckedContinuation { waiting.append($0) } }
        isReloading = true
    }

    /// Puts in force what files of keys and accounts hold now, where that is something else.
    ///
    /// It is read within the turn: what was read before a reload would undo that.
    ///
    /// - Parameters:
    ///   - read: Reads them; where told so, also if none seems to have changed.
    ///   - complaints: Warnings that were logged before.
    /// - Returns: All warnings that hold now.
    func refresh(
        by read: (Bool) async -> LoadedSettings?,
        complainedOf complaints: Set<String>
    ) async -> Set<String> {
        await waitForTurn()
        defer { endTurn() }
        guard let loaded = await read(owesRefresh) else {
            filesStand()
            return complaints
        }
        for warning in loaded.warnings where !complaints.contains(warning) {
            logger.warning("\(warning)")
        }
        owesRefresh = false
        if loaded.digest == current.digest {
            show(loaded.accountFiles)
        } else {
            await adoptQuietly(loaded)
        }
        return Set(loaded.warnings)
    }

    private func adoptQuietly(_ loaded: LoadedSettings) async {
        do {
            var quiet = loaded
            quiet.warnings = []
            try await adopt(quiet, isReload: false)
        } catch {
            owesRefresh = true
            logger.error(
                "what changed in files of keys and accounts is not in force; trying again",
                metadata: ["error": "\(error)"]
            )
        }
    }

    /// Notes that the files of accounts were looked at, and that none has changed.
    private func filesStand() {
        let now = time.now
        board.update { scoreboard in
            for file in files where file.isCurrent {
                scoreboard.discovered(source: file.source, count: file.count, at: now)
            }
        }
    }

    private func show(_ files: [AccountFileState]) {
        self.files = files
        let now = time.now
        board.update { scoreboard in
            scoreboard.watch(sources: Set(files.map(\.source)), kind: "file")
            for file in files {
                scoreboard.discovered(
                    source: file.source,
                    count: file.count,
                    at: file.isCurrent ? now : nil
                )
                guard !file.isCurrent else { continue }
                scoreboard.discoveryFailed(source: file.source, reason: .unreadable)
            }
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
        let isSameDoor = settings.httpClient == old.settings.httpClient
        let transport = isSameDoor ? old.transport : try open(settings.httpClient)
        let outlets = try Outlet.all(for: settings.alerting, keeping: old.outlets, open: open)
        let now = time.now
        findings.respect(loaded.claims)
        let view = World.View(
            settings: settings,
            transport: transport,
            names: names,
            outlets: outlets
        )
        // Whoever reloads may have mended what kept vaults shut.
        if isReload { keyring.retry() }
        let merged = await keyring.fill(findings.merged(with: settings))
        let changed = try await putInForce(merged, under: view, at: now)
        // What was asked by the old way may be had by the new one.
        if !isSameDoor { keyring.retry() }
        self.loaded = loaded
        current.replace(with: loaded)
        loaded.takeOver()
        show(loaded.accountFiles)
        board.update { scoreboard in
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
        isFirst = false
        dispatcherBell.ring()
        discoveryBell.ring()
        await rememberChanges(at: now)
        loaded.warnings.forEach { logger.warning("\($0)") }
        logger.info(
            isReload ? "configuration in force" : "changed files in force",
            metadata: [
                "accounts": "\(world.now.settings.accounts.count)", "changed": "\(changed.count)",
            ]
        )
    }

    /// Puts in force what was discovered, or read from vaults, since; the configuration stays the one
    /// it is.
    func readopt() async {
        await waitForTurn()
        defer { endTurn() }
        guard let loaded else { return }
        let old = world.now
        let merged = await keyring.fill(findings.merged(with: loaded.settings))
        guard
            merged.accounts != old.settings.accounts || merged.awaited != awaited
                || merged.waiting != waitingForKeys
        else { return }
        let view = World.View(
            settings: loaded.settings,
            transport: old.transport,
            names: names,
            outlets: old.outlets
        )
        let now = time.now
        do {
            let changed = try await putInForce(merged, under: view, at: now)
            dispatcherBell.ring()
            await rememberChanges(at: now)
            logger.info(
                "discovered accounts and keys in force",
                metadata: [
                    "accounts": "\(world.now.settings.accounts.count)",
                    "changed": "\(changed.count)",
                ]
            )
        } catch {
            logger.error(
                "what was discovered could not be put in force; trying again after the next list",
                metadata: ["error": "\(error)"]
            )
        }
    }

    /// Has the accounts of a configuration watched, and those that were discovered.
    ///
    /// - Returns: The names of new accounts and of those that changed.
    private func putInForce(
        _ merged: Merged,
        under view: World.View,
        at now: Date
    ) async throws -> Set<String> {
        let all = merged.accounts + merged.awaited + merged.waiting
        try await ledger.reconcile(
            watching: FleetSubject.names(watching: all),
            reasons: merged.reasons,
            at: now,
            routing: view.settings.alerting
        )
        let late = merged.discovered.union(waitingForKeys.map(\.name))
        let new = merged.accounts.filter { late.contains($0.name) && memory[$0.name] == nil }
        try await remind(of: new)
        world.swap(view.watching(merged.accounts))
        awaited = merged.awaited
        waitingForKeys = merged.waiting
        findings.told(merged.reasons.keys)
        let changed = memory.adopt(merged.accounts, waiting: merged.waiting, at: now)
        let (watched, waiting) = (memory.watched(), memory.waiting())
        board.update { $0.watch(watched, waiting: waiting) }
        tower.adopt(merged.accounts)
        // As at the start: many new accounts must not be probed at once.
        let crowd = new.count > Self.mostAtOnce ? Set(new.map(\.name)) : []
        scheduler.adopt(merged.accounts, promptly: isFirst ? [] : changed.subtracting(crowd))
        return changed
    }

    /// An account whose keys are only known now may have been watched before the last restart.
    private func remind(of accounts: [Account]) async throws {
        guard !accounts.isEmpty else { return }
        memory.prime(
            histories: try await ledger.histories(),
            firing: try await ledger.incidents(in: .firing, limit: .max),
            accounts: accounts
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
