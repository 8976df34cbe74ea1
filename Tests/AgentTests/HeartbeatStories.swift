import CogwatchAgent
import CogwatchCore
import Foundation
import Logging
import Synchronization
import Testing
import TestSupport

extension Rig {
    fileprivate var beats: Int { receiver.requests.count { $0.method == .get } }

    fileprivate func beat(every interval: Duration) {
        configure {
            $0.alerting.heartbeat = HeartbeatSettings(
                url: Secret("https://beat.example/ping/hunter2"),
                interval: interval
            )
        }
    }

    fileprivate func letPass(_ seconds: Double) async throws {
        let end = time.now.addingTimeInterval(seconds)
        try await turn(until: "\(seconds) s are over") { self.time.now >= end }
    }
}

@Suite("The heartbeat", .serialized)
struct HeartbeatStories {
    @Test("follows the first completed round, and then beats once an interval at the most")
    func rhythm() async throws {
        let rig = Rig()
        rig.beat(every: .seconds(60))
        try await rig.run { agent in
            #expect(rig.beats == 0)
            try await rig.turn(until: "the first round is over") { agent.isReady }
            try await rig.turn(until: "it beats", within: .seconds(1)) { rig.beats == 1 }
            try await rig.letPass(600)
            #expect((10...11).contains(rig.beats))
        }
    }

    @Test("is no more frequent than rounds are, whatever the interval")
    func rounds() async throws {
        let rig = Rig()
        rig.beat(every: .seconds(1))
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            try await rig.letPass(300)
            #expect((5...7).contains(rig.beats))
        }
    }

    @Test("goes on while an account fails: the agent is well")
    func failure() async throws {
        let rig = Rig()
        rig.beat(every: .seconds(60))
        rig.azure.play { _ in Answers.refusal() }
        try await rig.run { _ in
            try await rig.letPass(300)
            #expect(rig.beats >= 3)
        }
    }

    @Test("stops when a round hangs, although others go on")
    func hang() async throws {
        let rig = Rig()
        rig.configure {
            $0.accounts = [Rig.account(), Rig.account(named: "hanging", region: "eastus")]
        }
        rig.beat(every: .seconds(60))
        let isStuck = Atomic(false)
        rig.azure.delay { request in
            guard request.address.shown.contains("eastus") else { return }
            await Rig.hang { isStuck.load(ordering: .relaxed) }
        }
        try await rig.run { agent in
            try await rig.turn(until: "the first round is over") { agent.isReady }
            isStuck.store(true, ordering: .relaxed)
            try await rig.letPass(1020)
            let before = rig.beats
            #expect(before > 10)
            try await rig.letPass(300)
            #expect(rig.beats == before)
            isStuck.store(false, ordering: .relaxed)
            try await rig.turn(until: "it beats again", within: .seconds(180)) {
                rig.beats > before
            }
        }
    }

    @Test("is not sent by an agent that leaves")
    func draining() async throws {
        let rig = Rig()
        rig.beat(every: .seconds(1))
        try await rig.run { agent in
            try await rig.turn(until: "it beats") { rig.beats > 0 }
            agent.beginDraining()
            let before = rig.beats
            try await rig.letPass(300)
            #expect(rig.beats == before)
        }
    }

    @Test("begins, changes and ends with the configuration")
    func reload() async throws {
        let rig = Rig()
        try await rig.run { agent in
            try await rig.letPass(120)
            #expect(rig.beats == 0)
            rig.beat(every: .seconds(60))
            #expect(await agent.reload() == nil)
            try await rig.turn(until: "it beats", within: .seconds(61)) { rig.beats == 1 }
            rig.configure { $0.alerting.heartbeat = nil }
            #expect(await agent.reload() == nil)
            try await rig.letPass(120)
            #expect(rig.beats == 1)
        }
    }
}

@Suite("A single heartbeat")
struct HeartbeatTests {
    /// A heartbeat whose rounds, disk and switch are the test's.
    private final class Bench: Sendable {
        let time = ManualTime()
        let pulse = Pulse()
        let hindrance = Mutex<Heartbeat.Hindrance?>(nil)
        let dial = ScriptedTransport { _ in Answers.response(200, body: "OK") }
        let log = Mutex<[String]>([])
        let board = Board(
            Scoreboard(
                build: BuildDescription(version: "", revision: "", swiftVersion: ""),
                startedAt: Date(timeIntervalSince1970: 0)
            )
        )

        func run(_ story: () async throws -> Void) async throws {
            let heartbeat = Heartbeat(
                settings: {
                    HeartbeatSettings(url: Secret("https://beat.example/ping/hunter2"))
                },
                pulse: pulse,
                hindrance: { self.hindrance.withLock { $0 } },
                transport: dial,
                board: board,
                time: time,
                logger: Logger(label: "test") { _ in Recorder(log: self) }
            )
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await heartbeat.run() }
                try await story()
                tasks.cancelAll()
            }
        }

        /// A minute passes and a round ends.
        func round() async throws {
            time.advance(by: .seconds(60))
            pulse.roundEnded()
            await Threads.comeToRest()
        }
    }

    private struct Recorder: LogHandler {
        let log: Bench
        var logLevel = Logger.Level.info
        var metadata = Logger.Metadata()

        init(log: Bench) {
            self.log = log
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.log.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }

    @Test("is kept back as long as nothing can be written, and that is said once")
    func disk() async throws {
        let bench = Bench()
        try await bench.run {
            try await bench.round()
            #expect(bench.dial.requests.count == 1)
            bench.hindrance.withLock { $0 = .disk("the disk is full") }
            for _ in 0..<3 { try await bench.round() }
            #expect(bench.dial.requests.count == 1)
            #expect(bench.log.withLock(\.count) == 1)
            #expect(bench.log.withLock { $0.joined().contains("the disk is full") })
            bench.hindrance.withLock { $0 = nil }
            try await bench.round()
            #expect(bench.dial.requests.count == 2)
            #expect(bench.log.withLock(\.count) == 2)
        }
    }

    @Test("that is not heard is not repeated before the next is due, and that is said once")
    func unheard() async throws {
        let bench = Bench()
        bench.dial.play { _ in Answers.response(404, body: "") }
        try await bench.run {
            for _ in 0..<3 {
                try await bench.round()
                bench.pulse.roundEnded()
            }
            #expect(bench.dial.requests.count == 3)
            #expect(bench.log.withLock(\.count) == 1)
            bench.dial.play { _ in Answers.noResponse(.timedOut(.connect)) }
            try await bench.round()
            #expect(bench.log.withLock(\.count) == 2)
            #expect(bench.log.withLock { !$0.joined().contains("hunter2") })
            let text = String(
                decoding: Exposition.render(
                    bench.board.now,
                    as: .prometheusText,
                    at: bench.time.now
                ),
                as: UTF8.self
            )
            let series = "cogwatch_notifications_total{receiver=\"heartbeat\","
            #expect(text.contains(series + "integration=\"heartbeat\",outcome=\"failed\"} 3\n"))
            #expect(text.contains(series + "integration=\"heartbeat\",outcome=\"retried\"} 1\n"))
        }
    }
}
