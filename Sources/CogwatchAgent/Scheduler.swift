import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Starts each account's round when its time has come.
final class Scheduler: Service {
    /// Seconds until a thread that was behind is asked again.
    private static let pause = 0.01

    private let schedule = Mutex(Schedule())
    /// Accounts whose first round is not over; the agent is ready when none is left.
    private let unseen = Mutex<Set<String>>([])
    private let lastLook = Mutex(Date.distantPast)
    private let prober: Prober
    private let board: Board
    private let time: any Timekeeper
    private let pulse: Pulse
    private let bell = Bell()
    private let logger: Logger

    init(prober: Prober, board: Board, time: any Timekeeper, pulse: Pulse, logger: Logger) {
        self.prober = prober
        self.board = board
        self.time = time
        self.pulse = pulse
        self.logger = logger
    }

    /// The account that has waited for its turn, or whose round has lasted, far too long; nil when
    /// all go on.
    var stuckAccount: String? { schedule.withLock { $0.stuck(at: time.now) } }

    /// Whether every account was probed at least once.
    var hasSeenAll: Bool { unseen.withLock(\.isEmpty) }

    /// Puts the schedule in line with the configuration.
    func adopt(_ accounts: [Account], promptly: Set<String>) {
        let intervals = Dictionary(accounts.map { ($0.name, $0.probeInterval) }) { first, _ in first
        }
        let now = time.now
        unseen.withLock { unseen in
            unseen = unseen.filter { intervals[$0] != nil }
        }
        schedule.withLock { $0.adopt(intervals, at: now, promptly: promptly) }
        bell.ring()
    }

    /// Counts all accounts as unseen: at the start.
    func expectFirstRound(of accounts: [Account]) {
        unseen.withLock { $0 = Set(accounts.map(\.name)) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { rounds in
                while !Task.isCancelled {
                    let loop = self.prober.world.now.transport.eventLoop
                    await withTaskExecutorPreference(loop) {
                        await self.serve(on: loop) { due in
                            rounds.addTask(executorPreference: loop) { await self.round(due) }
                        }
                    }
                }
            }
        }
    }

    /// Starts rounds until a reload opens another door.
    private func serve(
        on loop: (any EventLoop)?,
        start: (Schedule.Due) -> Void
    ) async {
        let alarm: any Timekeeper = loop.map { LoopTime(loop: $0, time: time) } ?? time
        while !Task.isCancelled, prober.world.now.transport.eventLoop === loop {
            var room = loop?.room ?? .max
            while room > 0, let due = nextDue() {
                start(due)
                room -= 1
            }
            countMissedRounds()
            let next = schedule.withLock { $0.nextDue() }
            // A round that waits here costs nothing, and its delay is seen.
            let pause = room > 0 ? nil : time.now.addingTimeInterval(Self.pause)
            await bell.wait(until: pause ?? next, by: alarm)
        }
    }

    private func countMissedRounds() {
        let missed = schedule.withLock { schedule in
            defer { schedule.missedRounds = 0 }
            return schedule.missedRounds
        }
        guard missed > 0 else { return }
        board.update { $0.missed(rounds: missed) }
    }

    private func nextDue() -> Schedule.Due? {
        let now = time.now
        let last = lastLook.withLock { last in
            defer { last = now }
            return last
        }
        if now < last {
            schedule.withLock { $0.clockWasSetBack(by: .seconds(last.timeIntervalSince(now))) }
        }
        guard let due = schedule.withLock({ $0.popDue(at: now) }) else { return nil }
        board.update { $0.schedulerLag(.seconds(max(0, now.timeIntervalSince(due.at)))) }
        return due
    }

    private func round(_ due: Schedule.Due) async {
        guard let place = await place(for: due) else { return end(due, Pacing()) }
        let (pacing, diagnosis) = await prober.round(of: due.account, at: place, calling: hurry)
        end(due, pacing)
        if !Task.isCancelled { pulse.roundEnded() }
        let missing = prober.tower.takeAccountsToAsk()
        if !missing.isEmpty { hurry(missing) }
        guard let diagnosis else { return }
        let hasNews = await withTaskExecutorPreference(globalConcurrentExecutor) {
            await prober.experiment(on: diagnosis)
        }
        guard hasNews else { return }
        // What the experiments found is judged with fresh answers.
        hurry([due.account])
    }

    private func place(for due: Schedule.Due) async -> HostCrowds.Place? {
        let hosts = prober.hosts(of: due.account)
        if let place = prober.crowds.tryToEnter(hosts) { return place }
        schedule.withLock { $0.hold(due.account) }
        defer { schedule.withLock { $0.begin(due.account, at: time.now) } }
        return await prober.crowds.enter(hosts)
    }

    /// Has accounts probed as soon as possible.
    func hurry(_ names: [String]) {
        let now = time.now
        schedule.withLock { schedule in names.forEach { schedule.hurry($0, at: now) } }
        bell.ring()
    }

    private func end(_ due: Schedule.Due, _ pacing: Pacing) {
        let missed = schedule.withLock {
            $0.finished(due.account, at: time.now, pacing: pacing)
        }
        if missed > 0 {
            logger.warning(
                """
                rounds were missed because one took longer than the probe interval, or waited \
                that long for a host that hangs; raise probe_interval or lower probe_timeout
                """,
                metadata: ["account": "\(due.account)", "missed": "\(missed)"]
            )
        }
        _ = unseen.withLock { $0.remove(due.account) }
        if schedule.withLock({ $0.isSoonerThanAnnounced }) { bell.ring() }
    }
}

/// The agent's clock, with the alarm of the thread on which the rounds run.
private struct LoopTime: Timekeeper {
    let loop: any EventLoop
    let time: any Timekeeper

    var now: Date { time.now }

    func sleep(until deadline: Date) async throws {
        try await loop.sleep(for: .seconds(deadline.timeIntervalSince(now)))
    }
}
