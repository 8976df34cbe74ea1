import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Asks Azure for accounts, each source in its own rhythm, and has what is new put in force.
final class Discoverer: Service {
    /// A restart of many agents at once must not be felt by Azure.
    private static let longestStart: TimeInterval = 10

    private struct Asked: Sendable {
        let source: AzureDiscovery
        let at: Date
    }

    private let world: World
    private let findings: Findings
    private let surveyor: Surveyor
    private let ledger: any Ledger
    private let board: Board
    private let time: any Timekeeper
    private let jitter: @Sendable () -> Double
    /// Rung when a configuration was put in force.
    private let bell: Bell
    private let adopt: @Sendable () async -> Void
    private let log: DiscoveryLog
    private let asked = Mutex<[String: Asked]>([:])

    init(
        world: World,
        findings: Findings,
        surveyor: Surveyor,
        ledger: any Ledger,
        board: Board,
        time: any Timekeeper,
        jitter: @escaping @Sendable () -> Double,
        bell: Bell,
        logger: Logger,
        adopt: @escaping @Sendable () async -> Void
    ) {
        self.world = world
        self.findings = findings
        self.surveyor = surveyor
        self.ledger = ledger
        self.board = board
        self.time = time
        self.jitter = jitter
        self.bell = bell
        self.adopt = adopt
        log = DiscoveryLog(logger: logger)
    }

    private var sources: [AzureDiscovery] { world.now.settings.discovery.azure }

    /// Whether every source was asked once, whatever it said.
    var hasAskedAll: Bool {
        let sources = sources
        return asked.withLock { asked in sources.allSatisfy { asked[$0.source] != nil } }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let sources = self.sources
                await self.begin(with: sources)
                await withTaskGroup(of: Void.self) { group in
                    for source in sources { group.addTask { await self.follow(source) } }
                    group.addTask { await self.waitForOther(than: sources) }
                    await group.next()
                    group.cancelAll()
                }
            }
        }
    }

    private func waitForOther(than sources: [AzureDiscovery]) async {
        repeat {
            await bell.wait(until: nil, by: time)
        } while !Task.isCancelled
            && self.sources == sources
    }

    private func begin(with sources: [AzureDiscovery]) async {
        let names = Set(sources.map(\.source))
        findings.keep(names)
        asked.withLock { asked in asked = asked.filter { names.contains($0.key) } }
        board.update { $0.watch(sources: names, kind: "azure") }
        for source in sources { show(findings.catalogue(of: source), of: source) }
        do {
            try await ledger.keepCatalogues(of: names)
        } catch {
            log.notWritten(error)
        }
    }

    private func follow(_ source: AzureDiscovery) async {
        var next = firstTurn(of: source)
        while (try? await time.sleep(until: next)) != nil {
            await refresh(source)
            let now = time.now
            if !Task.isCancelled {
                asked.withLock { $0[source.source] = Asked(source: source, at: now) }
            }
            next = now.addingTimeInterval(source.refreshInterval.seconds)
        }
    }

    /// A source that goes on as it was keeps its rhythm when others change.
    private func firstTurn(of source: AzureDiscovery) -> Date {
        let interval = source.refreshInterval.seconds
        let last = asked.withLock { $0[source.source] }
        if let last, last.source == source { return last.at.addingTimeInterval(interval) }
        return time.now.addingTimeInterval(min(interval, Self.longestStart) * jitter())
    }

    private func refresh(_ source: AzureDiscovery) async {
        do throws(DiscoveryRefusal) {
            let accounts = try await surveyor.accounts(of: source)
            let deleted = await deletedAccounts(of: source, beside: accounts)
            guard !Task.isCancelled else { return }
            log.listed(source.source)
            let (news, catalogue) = findings.take(
                accounts,
                deleted: deleted,
                of: source,
                at: time.now
            )
            log.tell(news, of: source.source)
            show(catalogue, of: source)
            await save(catalogue, of: source)
        } catch {
            guard !Task.isCancelled else { return }
            count(error, of: source)
            log.notListed(error, of: source.source)
            return
        }
        await askForKeys(of: source)
        guard !Task.isCancelled else { return }
        // Whoever restarts must know which accounts had keys.
        if let catalogue = findings.unsavedCatalogue(of: source) {
            await save(catalogue, of: source)
        }
        await adopt()
        let left = findings.merged(with: Settings(accounts: [], discovery: .init(azure: [source])))
        log.leaving(left.left, of: source.source)
    }

    /// Only asked for where something is missing: to know them is worth a call then, and not before.
    private func deletedAccounts(
        of source: AzureDiscovery,
        beside accounts: [DiscoveredAccount]
    ) async -> [DeletedAccount] {
        let listed = Set(accounts.map(\.id.normalised))
        let known = findings.catalogue(of: source)?.entries ?? [:]
        guard known.contains(where: { !listed.contains($0.key) && !$0.value.isDeleted }) else {
            return []
        }
        do throws(DiscoveryRefusal) {
            let deleted = try await surveyor.deletedAccounts(of: source)
            log.becomes(nil, of: source.source, "list of deleted accounts")
            return deleted
        } catch {
            guard !Task.isCancelled else { return [] }
            count(error, of: source)
            log.becomes(error, of: source.source, "list of deleted accounts")
            return []
        }
    }

    private func askForKeys(of source: AzureDiscovery) async {
        let wanted = findings.wantingKeys(in: source, at: time.now)
        guard !wanted.isEmpty else { return }
        var refusals: [(ResourceID, DiscoveryRefusal)] = []
        await surveyor.keys(of: wanted, for: source) { id, result in
            guard !Task.isCancelled else { return }
            findings.heard(result, of: id, in: source, at: time.now)
            if case .failure(let refusal) = result { refusals.append((id, refusal)) }
        }
        guard !Task.isCancelled else { return }
        // Hundreds of accounts may lack the same permission: that is one thing to be done.
        for reason in Set(refusals.map(\.1.reason)) {
            board.update { $0.discoveryFailed(source: source.source, reason: reason) }
        }
        log.keys(of: wanted.count, refused: refusals, of: source.source)
    }

    private func count(_ refusal: DiscoveryRefusal, of source: AzureDiscovery) {
        board.update { $0.discoveryFailed(source: source.source, reason: refusal.reason) }
    }

    private func show(_ catalogue: Catalogue?, of source: AzureDiscovery) {
        guard let catalogue else { return }
        let count = catalogue.entries.values.count { $0.misses == 0 }
        board.update {
            $0.discovered(source: source.source, count: count, at: catalogue.lastSuccess)
        }
    }

    private func save(_ catalogue: Catalogue, of source: AzureDiscovery) async {
        do {
            try await ledger.save(catalogue, of: source.source)
        } catch {
            log.notWritten(error)
        }
    }
}
