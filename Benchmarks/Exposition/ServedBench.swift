import CogwatchAgent
import CogwatchCore
import CogwatchServer
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// A console that only has a board.
private struct BenchConsole: Console {
    let board: Board

    var isReady: Bool { true }
    func scoreboard() -> Scoreboard { board.now }
    func incidents(_ query: IncidentQuery) async throws -> [Incident] { [] }
    func findings(about account: String) -> [Finding] { [] }
    func silences() async throws -> [Silence] { [] }
    func silence(withID id: String) async throws -> Silence? { nil }
    func set(_ draft: SilenceDraft) async throws -> Silence { throw SilenceProblem.unknown("") }
    func expireSilence(withID id: String) async throws { throw SilenceProblem.unknown(id) }
    func probe(account: String, timeout: Duration) async -> ProbeReport? { nil }
    func reload() async -> String? { nil }
    func configurationText() -> String { "" }
}

extension ExpositionBench {
    /// Scrapes over HTTP while results come in at the pace of a round a minute.
    static func serve(_ fleet: Fleet, _ board: Board, for length: Duration) async throws {
        let (bound, continuation) = AsyncStream.makeStream(of: BoundAddress.self)
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let server = AgentServer(
            listenAddresses: ["127.0.0.1:0"],
            console: BenchConsole(board: board),
            options: ServerOptions(
                build: BuildDescription(version: "1", revision: "a", swiftVersion: "6")
            ),
            logger: silent,
            onListening: { continuation.yield($0) }
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [server], logger: silent)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await address in bound {
                try await onThread { try pages(address.port) }
                for headers in ["Accept-Encoding: identity", "Accept-Encoding: gzip"] {
                    try await scrape(fleet, board, address.port, headers, length)
                }
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// The pages that people look at, one after the other.
    private static func pages(_ port: Int) throws {
        let client = try ScrapeClient(port: port)
        let paths = [
            "/", "/?page=50&sort=-name", "/?sort=latency", "/?q=westeurope+voice-7",
            "/?state=attention&region=japanwest&label=team%3Dvoice-7",
            "/accounts/speech-prod-00042",
        ]
        for path in paths {
            let looks = try (0..<30).map { _ in try client.scrape(path: path) }
            say(
                path,
                String(
                    format: "p50 %.1f ms, worst %.1f ms of %d; %d bytes",
                    looks.map(\.time).quantile(0.5).milliseconds,
                    looks.map(\.time).quantile(1).milliseconds,
                    looks.count,
                    looks.first?.bytes ?? 0
                )
            )
        }
    }

    private static func scrape(
        _ fleet: Fleet,
        _ board: Board,
        _ port: Int,
        _ headers: String,
        _ length: Duration
    ) async throws {
        Machine.settle()
        let resident = Machine.resident("VmRSS")
        let lags = Mutex<[Duration]>([])
        let prober = Task { await probe(fleet, board) { lag in lags.withLock { $0.append(lag) } } }
        try await Task.sleep(for: .seconds(3))
        let quiet = lags.withLock { lags in
            defer { lags = [] }
            return lags
        }
        let spent = Machine.processorTime
        let (times, bytes) = try await onThread { try scrapes(port, headers, length) }
        let used = (Machine.processorTime - spent).milliseconds / Double(max(1, times.count))
        prober.cancel()
        await prober.value
        let height = (Machine.resident("VmHWM") - resident) / 1_000_000
        say(
            headers,
            String(
                format: "p50 %.0f ms, p99 %.0f ms, worst %.0f ms of %d; %d bytes",
                times.quantile(0.5).milliseconds,
                times.quantile(0.99).milliseconds,
                times.quantile(1).milliseconds,
                times.count,
                bytes
            )
        )
        say("  processor time of the process for each", String(format: "%.0f ms", used))
        say("  resident above what it was, at the height", "\(height) MB")
        describeLag("  a probe's lag before", quiet)
        describeLag("  a probe's lag while scraped", lags.withLock { $0 })
    }

    private static func describeLag(_ what: String, _ lags: [Duration]) {
        say(
            what,
            String(
                format: "p50 %.2f ms, p99 %.2f ms, worst %.1f ms of %d",
                lags.quantile(0.5).milliseconds,
                lags.quantile(0.99).milliseconds,
                lags.quantile(1).milliseconds,
                lags.count
            )
        )
    }

    /// Accounts' rounds, evenly over a minute; reports how late each ended.
    private static func probe(
        _ fleet: Fleet,
        _ board: Board,
        _ report: (Duration) -> Void
    ) async {
        let pause = Duration.seconds(60) / fleet.accounts.count
        var due = ContinuousClock.now
        var number = 0
        while !Task.isCancelled {
            due += pause
            try? await Task.sleep(until: due, clock: .continuous)
            // Neighbours in the schedule are no neighbours in the alphabet.
            let place = number &* 7_919 % fleet.accounts.count
            for result in fleet.results(of: place, round: 100 + number / fleet.accounts.count) {
                board.update { $0.record(result) }
            }
            board.update { fleet.conclude(place, at: Date(), on: &$0) }
            report(.now - due)
            number += 1
        }
    }

    private static func scrapes(
        _ port: Int,
        _ headers: String,
        _ length: Duration
    ) throws -> ([Duration], Int) {
        let client = try ScrapeClient(port: port)
        let end = ContinuousClock.now + length
        var times: [Duration] = []
        var bytes = 0
        while ContinuousClock.now < end {
            let scrape = try client.scrape(headers)
            times.append(scrape.time)
            bytes = scrape.bytes
            usleep(200_000)
        }
        return (times, bytes)
    }

    /// On a thread that may block.
    private static func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}
