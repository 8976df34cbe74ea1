import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("A timeline")
struct TimelineTests {
    /// At a full quarter.
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func time(_ quarter: Double) -> Date {
        Self.start.addingTimeInterval(quarter * Timeline.quarterSeconds)
    }

    private func timeline(
        _ probes: [(quarter: Double, outcome: ProbeOutcome, milliseconds: Int)]
    ) -> Timeline {
        probes.reduce(into: Timeline()) { timeline, probe in
            timeline.record(
                probe.outcome,
                took: .milliseconds(probe.milliseconds),
                at: time(probe.quarter)
            )
        }
    }

    @Test("knows nothing before the first probe, and since when it knows after it")
    func empty() {
        #expect(Timeline().knownSince == nil)
        #expect(Timeline().quarters(until: Self.start).isEmpty)
        let timeline = timeline([(0.5, .success, 80), (9, .success, 80)])
        #expect(timeline.knownSince == time(0.5))
        #expect(timeline.quarters(until: time(9)).map(\.start) == [time(0), time(9)])
    }

    @Test(
        "tells what was refused from what got no answer",
        arguments: [
            (.success, .success), (.authFailure, .refused), (.clientError, .refused),
            (.throttled, .throttled), (.serverError, .failed), (.networkError, .failed),
            (.invalidResponse, .failed),
        ] as [(ProbeOutcome, Timeline.Kind)]
    )
    func kinds(_ outcome: ProbeOutcome, _ kind: Timeline.Kind) throws {
        let timeline = timeline([(0, outcome, 80), (0.1, outcome, 80), (0.2, .success, 80)])
        let quarter = try #require(timeline.quarters(until: time(0.5)).first)
        #expect(quarter[kind] == (kind == .success ? 3 : 2))
        #expect(quarter.total == 3)
    }

    @Test("counts up to 255, and tells more as 255")
    func many() throws {
        let timeline = timeline(Array(repeating: (0, .success, 80), count: 300))
        #expect(try #require(timeline.quarters(until: time(0)).first).total == 255)
    }

    @Test(
        "forgets what is older than 24 hours, however long nothing came",
        arguments: [(95.0, 2), (95.9, 2), (96, 1), (97, 1), (200, 1), (1e7, 1)]
    )
    func forgets(_ pause: Double, _ remembered: Int) {
        let timeline = timeline([(0, .networkError, 1), (pause, .success, 80)])
        #expect(timeline.quarters(until: time(pause)).count == remembered)
        #expect(timeline.quarters(until: time(pause + 96)).isEmpty)
    }

    @Test("shows the same whoever looks, after hundreds of quarters of any shape")
    func naive() {
        let seed = Seed.fromEnvironment()
        print("a timeline like a naive one: COGWATCH_SEED=\(seed)")
        var dice = SeededGenerator(seed: seed)
        var (timeline, now) = (Timeline(), Self.start)
        var naive: [Date: [Timeline.Kind: Int]] = [:]
        for _ in 0..<5_000 {
            now += Bool.random(using: &dice) ? 60 : Double.random(in: 0...4_000, using: &dice)
            let outcome = ProbeOutcome.allCases.randomElement(using: &dice) ?? .success
            timeline.record(outcome, took: .milliseconds(50), at: now)
            let quarter = (now.timeIntervalSince1970 / 900).rounded(.down) * 900
            let start = Date(timeIntervalSince1970: quarter)
            naive[start, default: [:]][Timeline.Kind(outcome), default: 0] += 1
            naive = naive.filter { $0.key >= Timeline.start(of: now) }
            let shown = timeline.quarters(until: now)
            #expect(shown.map(\.start) == naive.keys.sorted(), "seed \(seed)")
            #expect(shown.map(\.counts) == naive.sorted { $0.key < $1.key }.map(\.value))
        }
    }

    @Test("begins anew when the clock was set back, but not for a hair")
    func setBack() {
        var timeline = timeline([(0, .success, 80), (9, .success, 80)])
        timeline.record(.success, took: .milliseconds(80), at: time(8.5))
        #expect(timeline.quarters(until: time(9)).map(\.total) == [1, 2])
        timeline.record(.success, took: .milliseconds(80), at: time(7.9))
        #expect(timeline.quarters(until: time(9)).map(\.start) == [time(7)])
        #expect(timeline.knownSince == time(7.9))
    }

    @Test(
        "remembers latencies to 6 %",
        arguments: [
            (.microseconds(1), 0.000_1), (.microseconds(100), 0.000_1),
            (.microseconds(333), 0.000_333), (.milliseconds(83), 0.083),
            (.milliseconds(4_711), 4.711), (.seconds(120), 120), (.seconds(3_600), 120),
        ] as [(Duration, Double)]
    )
    func precision(_ length: Duration, _ seconds: Double) throws {
        var timeline = Timeline()
        timeline.record(.success, took: length, at: Self.start)
        let quarter = try #require(timeline.quarters(until: Self.start).first)
        for shown in [quarter.usual, quarter.longest] {
            #expect(abs(try #require(shown).seconds / seconds - 1) < 0.06)
        }
    }

    @Test("takes what is usual from most probes, not from the slowest or the first")
    func usual() throws {
        var probes: [(quarter: Double, outcome: ProbeOutcome, milliseconds: Int)] = []
        for number in 0..<15 {
            let isSlow = number == 0 || number == 11
            probes.append((Double(number) / 16, .success, isSlow ? 900 : 60 + number % 5))
        }
        let timeline = timeline(probes)
        let quarter = try #require(timeline.quarters(until: time(0.9)).first)
        let usual = try #require(quarter.usual).seconds
        #expect((0.05...0.09).contains(usual), "\(usual)")
        #expect(try #require(quarter.longest).seconds > 0.85)
    }

    @Test("does not stumble over times that no calendar has")
    func absurd() {
        var timeline = Timeline()
        for seconds in [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0] {
            let time = Date(timeIntervalSince1970: seconds)
            timeline.record(.success, took: .seconds(Int64.max), at: time)
            _ = timeline.quarters(until: time)
            _ = Timeline.start(of: time)
        }
        #expect(timeline.quarters(until: Date(timeIntervalSince1970: 0)).count == 1)
    }

    @Test("is kept with the key in use alone, and over a reload")
    func board() throws {
        var board = Samples.board()
        func result(_ key: String) -> ProbeResult {
            ProbeResult(
                account: "tts",
                operation: .token,
                key: key,
                host: "japanwest.api.cognitive.microsoft.com",
                at: Self.start,
                outcome: .success,
                status: 200,
                summary: "a token"
            )
        }
        board.record(result("key1"))
        board.record(result("key2"))
        board.watch([Samples.account()])
        let timelines = try #require(board.report(for: "tts")).timelines
        #expect(timelines[.token]?.quarters(until: Self.start).map(\.total) == [1])
        #expect(timelines[.voices]?.quarters(until: Self.start).isEmpty == true)
    }
}
