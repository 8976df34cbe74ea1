import CogwatchCore
import Foundation
import Synchronization

/// An agent that says what a test told it to.
final class FakeConsole: Console {
    struct Script {
        var isReady = true
        var scoreboard = Made.scoreboard()
        var incidents: [Incident] = []
        var incidentsFail = false
        var findings: [Finding] = []
        var silences: [Silence] = []
        var reloadProblem: String?
        var verdict = Made.verdict("tts-broken", .keyRegenerated)
        var configuration = "accounts: []\n"
    }

    struct Unreadable: Error {}

    private let script: Mutex<Script>
    private let log = Mutex<[String]>([])

    init(_ change: (inout Script) -> Void = { _ in }) {
        var script = Script()
        change(&script)
        self.script = Mutex(script)
    }

    /// What was asked for, in order.
    var calls: [String] { log.withLock { $0 } }

    func change(_ change: (inout Script) -> Void) {
        script.withLock { change(&$0) }
    }

    var isReady: Bool { script.withLock { $0.isReady } }

    func scoreboard() -> Scoreboard { script.withLock { $0.scoreboard } }

    func incidents(_ query: IncidentQuery) async throws -> [Incident] {
        log.withLock { $0.append("incidents \(query.state?.rawValue ?? "all")") }
        return try script.withLock { script in
            guard !script.incidentsFail else { throw Unreadable() }
            let found = script.incidents.filter { incident in
                (query.state.map { ($0 == .firing) == incident.isFiring } ?? true)
                    && (query.account.map { $0 == incident.account } ?? true)
            }
            return Array(found.dropFirst(query.offset).prefix(query.limit))
        }
    }

    func findings(about account: String) -> [Finding] { script.withLock { $0.findings } }

    func silences() async throws -> [Silence] {
        try script.withLock { script in
            guard !script.incidentsFail else { throw Unreadable() }
            return script.silences
        }
    }

    func silence(withID id: String) async throws -> Silence? {
        try await silences().first { $0.id == id }
    }

    func set(_ draft: SilenceDraft) async throws -> Silence {
        log.withLock { $0.append("set") }
        return try script.withLock { script in
            guard !script.incidentsFail else { throw Unreadable() }
            let previous = script.silences.first { $0.id == draft.replaces }
            let outcome = try draft.outcome(over: previous, at: Made.now) {
                "new\(script.silences.count)"
            }
            script.silences.removeAll { $0.id == outcome.silence.id || $0.id == outcome.ended?.id }
            script.silences += [outcome.silence] + (outcome.ended.map { [$0] } ?? [])
            return outcome.silence
        }
    }

    func expireSilence(withID id: String) async throws {
        log.withLock { $0.append("expire \(id)") }
        try script.withLock { script in
            guard let place = script.silences.firstIndex(where: { $0.id == id }) else {
                throw SilenceProblem.unknown(id)
            }
            script.silences[place] = try script.silences[place].expired(at: Made.now)
        }
    }

    func probe(account: String, timeout: Duration) async -> ProbeReport? {
        log.withLock { $0.append("probe \(account) \(timeout.seconds)") }
        return script.withLock { script in
            script.scoreboard.report(for: account).map {
                ProbeReport(account: $0.account, results: $0.results, verdict: script.verdict)
            }
        }
    }

    func reload() async -> String? {
        log.withLock { $0.append("reload") }
        return script.withLock { $0.reloadProblem }
    }

    func configurationText() -> String { script.withLock { $0.configuration } }
}

/// The time of all server tests.
struct StoppedClock: Timekeeper {
    let now: Date

    func sleep(until deadline: Date) async throws {}
}
