import CogwatchCore
import Foundation
import Synchronization
import TestSupport
import Testing

/// Kills agents, and starts others in their place, while Azure and a receiver have a bad day.
@Suite("A storm of crashes", .serialized)
struct CrashStorm {
    /// Where in its life an agent is killed.
    enum Death: CaseIterable {
        case anyTime
        case starting
        /// A group has just become due: it is written to the outbox.
        case flushing
        /// The receiver has the body, and has not answered.
        case unanswered
        /// The receiver has answered, and the agent has hardly had the time to note it.
        case unsettled
    }

    static let kills =
        ProcessInfo.processInfo.environment["COGWATCH_KILLS"].flatMap(Int.init) ?? 25

    @Test("loses nothing, tells nothing out of order, and repeats only under the same id")
    func storm() async throws {
        let seed = Seed.fromEnvironment()
        print("COGWATCH_SEED=\(seed) COGWATCH_KILLS=\(Self.kills)")
        let stand = try await StormStand()
        var weather = StormWeather(seed: seed, over: stand.azure)
        stand.misbehave(seed: seed)
        for _ in 0..<Self.kills { try await life(on: stand, in: &weather) }
        try await weather.clear()
        let last = try await stand.calm(until: weather.failing)
        #expect(try await last.stop() == 0, "\(last.output.suffix(2000))")

        let record = try StormRecord.read(stand.workplace.path("data/cogwatch.sqlite"))
        #expect(record.integrity == "ok")
        #expect(record.waiting == 0)
        let judge = StormJudge(
            incidents: record.incidents,
            opened: stand.openings(),
            patience: StormStand.patience
        )
        for lane in StormStand.lanes {
            let heard = stand.hook.heard.filter { $0.lane == lane }
            print("\(lane): \(heard.count) requests, \(Set(heard.map(\.id)).count) notifications")
            let problems = judge.problems(in: heard)
            #expect(problems == [], "seed \(seed), \(lane)")
            if !problems.isEmpty { print(judge.tale(of: heard)) }
            #expect(judge.failing(after: heard) == weather.failing, "seed \(seed), \(lane)")
        }
        print("\(weather.changes) changes, \(record.incidents.count) incidents; \(stand.deaths)")
        // A storm in which nothing happened proves nothing.
        #expect(record.incidents.count > Self.kills / 4)
    }

    private func life(on stand: StormStand, in weather: inout StormWeather) async throws {
        let agent = try stand.start()
        let death = Death.allCases.randomElement(using: &weather.dice) ?? .anyTime
        // Not always at the first request: a second one may be the answer to a retry.
        let passed = Int.random(in: 0...2, using: &weather.dice)
        let delay = UInt32(weather.roll(0..<4_000))
        let length: Double
        switch death {
        case .anyTime: length = weather.roll(0..<2)
        case .starting: length = weather.roll(0..<0.3)
        case .flushing: length = 2.5
        case .unanswered, .unsettled:
            length = 2.5
            let moment = death == .unanswered ? HookServer.Moment.taken : .answered
            stand.hook.at(moment, after: passed) {
                if death == .unsettled { usleep(delay) }
                if !agent.hasEnded() { agent.signal(SIGKILL) }
            }
        }
        var end = ContinuousClock.now + .seconds(length)
        var next = ContinuousClock.now + .seconds(weather.roll(0..<0.4))
        while ContinuousClock.now < end, !agent.hasEnded() {
            try await Task.sleep(for: .milliseconds(5))
            if death == .flushing, let opened = agent.lines(with: "incident opened").first?.at {
                let due = opened.addingTimeInterval(StormStand.groupWait).timeIntervalSinceNow
                end = min(end, .now + .seconds(due + weather.roll(-0.005..<0.02)))
            }
            guard ContinuousClock.now >= next else { continue }
            if try await weather.change() { agent.signal(SIGHUP) }
            next = ContinuousClock.now + .seconds(weather.roll(0..<0.4))
        }
        stand.hook.forgetTrap()
        stand.note(death, of: agent)
        try await agent.killHard()
        // Things begin and end while nobody watches, too.
        if weather.roll(0..<1) < 0.3 { _ = try await weather.change() }
    }
}
