@testable import CogwatchAgent
import CogwatchCore
import CogwatchSimulator
import Foundation
import TestSupport
import Testing

/// A story while it is played: a simulated Azure, the accounts that are watched, and the time.
///
/// Rounds and experiments are carried as the agent's prober carries them, with the agent's own
/// memory, but without a thread and without waiting.
struct Stage {
    /// The account that the story is about.
    static let main = "tts"
    private static let installation = Secret("an installation")

    var azure: InProcessAzure
    private(set) var now = Date(timeIntervalSince1970: 1_800_000_000)
    var dice: SeededDice
    var circumstances: Circumstances
    private var memory = Memory(installation: installation)
    private var configuration: [String: Account] = [:]
    /// The main account's diagnoses, one a round; nil for a round in which all was well.
    private(set) var diagnoses: [Diagnosis?] = []
    /// How many requests left the house, those of experiments included.
    private(set) var requests = 0
    /// The findings of all experiments on the main account.
    private(set) var findings: [Finding] = []

    init(_ circumstances: Circumstances, dice: SeededDice) {
        self.circumstances = circumstances
        self.dice = dice
        azure = InProcessAzure(world: World())
        azure.world.listsFewVoices = true
    }

    // MARK: What happens in Azure

    /// Makes a change in the simulated Azure.
    mutating func change(_ change: WorldChange) {
        do {
            try azure.world.apply(change, at: now, using: &dice)
        } catch {
            Issue.record("the story cannot be played: \(error)")
        }
    }

    /// Breaks these hosts, or mends them.
    mutating func fault(_ fault: HostFault?, on hosts: [String]) {
        for host in hosts { azure.world.faults[host] = fault }
    }

    /// A key of an account in the simulated Azure.
    func key(_ slot: KeySlot = .key1, of name: String = Stage.main) -> Secret {
        azure.world.accounts[name]?.keys[slot]?.secret ?? Secret("")
    }

    // MARK: What happens in the configuration

    /// The main account's stanza.
    var account: Account {
        configuration[Self.main] ?? Account(name: Self.main, region: "", keys: [])
    }

    /// Puts an account's stanza into the configuration, as a reload does.
    mutating func configure(_ account: Account) {
        configuration[account.name] = account
        _ = memory.adopt(Array(configuration.values), at: now)
    }

    /// Starts the agent anew: what was written down is all that is left.
    mutating func restart() {
        var histories: [String: AccountHistory] = [:]
        var firing: [Incident] = []
        for entry in memory.all() {
            let name = entry.account.name
            histories[name] = Self.reread(entry.history)
            guard let since = entry.belief.failingSince else { continue }
            let labels = ["alertname": AlertName.authFailing.rawValue, "account": name]
            firing.append(
                Incident(
                    id: name,
                    account: name,
                    fingerprint: Labels.fingerprint(labels),
                    labels: labels,
                    annotations: [:],
                    startsAt: since
                )
            )
        }
        memory = Memory(installation: Self.installation)
        let accounts = Array(configuration.values)
        memory.prime(histories: histories, firing: firing, accounts: accounts)
        _ = memory.adopt(accounts, at: now)
    }

    private static func reread(_ history: AccountHistory) -> AccountHistory? {
        do {
            let written = try JSONEncoder().encode(history)
            return try JSONDecoder().decode(AccountHistory.self, from: written)
        } catch {
            Issue.record("a history does not survive a restart: \(error)")
            return nil
        }
    }

    // MARK: What the agent does

    /// Plays rounds of all accounts, a minute apart.
    mutating func minutes(_ count: Int) {
        for _ in 0..<count {
            let others = configuration.keys.filter { $0 != Self.main }.sorted()
            let start = now
            // All accounts are probed within the same minute, whatever the experiments of one take.
            var ends = start
            for name in circumstances.comesLast ? others + [Self.main] : [Self.main] + others
            where configuration[name] != nil {
                now = start
                watch(name)
                ends = max(ends, now)
            }
            now = max(ends, start.addingTimeInterval(60))
        }
    }

    /// Time passes in which nobody looks.
    mutating func pass(_ duration: Duration) {
        now.addTimeInterval(duration.seconds)
    }

    /// Lets the story begin at another time.
    mutating func travel(to beginning: Date) {
        now = beginning
    }

    // A round, then experiments, then at once another round to judge by what they found.
    private mutating func watch(_ name: String) {
        guard var investigation = round(of: name), investigation.beginExperiments(),
            let record = experiment(&investigation), let account = configuration[name],
            memory.keep(record, of: account)
        else { return }
        if name == Self.main { findings += record.findings }
        _ = round(of: name)
    }

    private mutating func round(of name: String) -> Investigation? {
        guard let entry = memory[name] else { return nil }
        var investigation = Investigation(
            of: entry.account,
            keys: entry.keys,
            policy: DiagnosisPolicy(experiments: circumstances.experiments),
            history: entry.history,
            belief: entry.belief,
            at: now
        )
        while true {
            switch investigation.nextStep() {
            case .ask(let probe):
                let answer = send(probe.request)
                _ = investigation.learn(answer, from: probe, at: now)
            case .wait(let pause): pass(pause)
            case .survey: investigation.learn(memory.surroundings(of: entry, at: now))
            case .experiment, .lookUp:
                Issue.record("an experiment began by itself")
                return nil
            case .conclude(let conclusion):
                guard memory.keep(conclusion, of: entry.account) else { return nil }
                memory.learnCodes(from: entry, conclusion)
                if name == Self.main { diagnoses.append(conclusion.verdict.diagnosis) }
                return investigation
            }
        }
    }

    private mutating func experiment(_ investigation: inout Investigation) -> ExperimentRecord? {
        while true {
            switch investigation.nextStep() {
            case .experiment(let attempt):
                let answer = send(attempt.request)
                _ = investigation.learn(answer, from: attempt, at: now)
            case .lookUp(let host):
                _ = investigation.learn(azure.look(up: host), of: host, at: now)
            case .wait(let pause): pass(pause)
            case .conclude(let conclusion): return conclusion.history.experiments
            case .ask, .survey:
                Issue.record("a probe among experiments")
                return nil
            }
        }
    }

    private mutating func send(_ request: Request) -> Answer {
        requests += 1
        let answer = azure.answer(request, at: now)
        if case .noResponse(.timedOut) = answer.outcome { pass(request.timeout) }
        return answer
    }
}
