import CogwatchAgent
import CogwatchCore
import CogwatchServer
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// What it costs to keep the numbers of a fleet and to expose them.
@main
struct ExpositionBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let accounts = arguments.first ?? 10_000
        let seconds = arguments.dropFirst().first ?? 30
        print("\(accounts) accounts, two operations, two keys:")
        let fleet = Fleet(accounts)
        let board = keep(fleet)
        record(fleet, on: board)
        remember(fleet, on: board)
        render(board)
        if seconds == 0 { return }
        try await serve(fleet, board, for: .seconds(seconds))
    }

    static func say(_ what: String, _ numbers: String) {
        print("  " + what.padding(toLength: 58, withPad: " ", startingAt: 0) + numbers)
    }

    // MARK: - Held

    private static func keep(_ fleet: Fleet) -> Board {
        let before = Machine.resident("RssAnon")
        var scoreboard = Scoreboard(
            build: BuildDescription(version: "1", revision: "a", swiftVersion: "6"),
            startedAt: fleet.start
        )
        scoreboard.watch(fleet.accounts)
        let board = Board(scoreboard)
        scoreboard = Scoreboard(build: scoreboard.build, startedAt: fleet.start)
        for number in fleet.accounts.indices { round(0, of: number, in: fleet, on: board) }
        let held = (Machine.resident("RssAnon") - before) / max(1, fleet.accounts.count)
        say("memory of an account's numbers", "\(held) bytes")
        return board
    }

    /// A day of rounds a quarter of an hour apart, which is what timelines remember.
    private static func remember(_ fleet: Fleet, on board: Board) {
        let before = Machine.resident("RssAnon")
        for quarter in 1...Timeline.length {
            for number in fleet.accounts.indices {
                round(quarter * 15, of: number, in: fleet, on: board)
            }
        }
        let held = (Machine.resident("RssAnon") - before) / max(1, fleet.accounts.count)
        say("memory of an account's last 24 hours", "\(held) bytes")
    }

    /// A round as the prober reports it.
    private static func round(
        _ round: Int,
        of number: Int,
        in fleet: Fleet,
        on board: Board,
        _ report: (Duration) -> Void = { _ in }
    ) {
        let clock = ContinuousClock()
        for result in fleet.results(of: number, round: round) {
            report(clock.measure { board.update { $0.record(result) } })
        }
        let at = fleet.start.addingTimeInterval(Double(round) * 60)
        report(clock.measure { board.update { fleet.conclude(number, at: at, on: &$0) } })
    }

    // MARK: - Recorded

    private static func record(_ fleet: Fleet, on board: Board) {
        var alone: [Duration] = []
        for number in fleet.accounts.indices {
            round(1, of: number, in: fleet, on: board) { alone.append($0) }
        }
        describe("recording, alone", alone)
        let reloaded = Fleet(fleet.accounts.count).accounts
        let spent = Machine.processorTime
        board.update { $0.watch(reloaded) }
        let reload = (Machine.processorTime - spent).milliseconds
        say("taking over the same configuration anew", String(format: "%.0f ms", reload))
        var first: [Duration] = []
        var others: [Duration] = []
        for number in 0..<50 {
            let copy = board.now
            var isFirst = true
            for next in 0..<50 {
                round(2 + number, of: number * 37 + next, in: fleet, on: board) {
                    if isFirst { first.append($0) } else { others.append($0) }
                    isFirst = false
                }
            }
            withExtendedLifetime(copy) {}
        }
        describe("recording first after a snapshot was taken", first)
        describe("recording others while the snapshot lives", others)
    }

    private static func describe(_ what: String, _ times: [Duration]) {
        let mean = times.reduce(.zero, +).microseconds / Double(max(1, times.count))
        say(
            what,
            String(
                format: "mean %.2f µs, p99 %.2f µs, worst %.0f µs",
                mean,
                times.quantile(0.99).microseconds,
                times.quantile(1).microseconds
            )
        )
    }

    // MARK: - Rendered

    private static func render(_ board: Board) {
        let scoreboard = board.now
        for format in Exposition.Format.allCases {
            var bytes = 0
            let times = (0..<11).map { _ in
                let spent = Machine.processorTime
                bytes = ExpositionPieces(scoreboard, as: format, at: Date()).reduce(0) {
                    $0 + $1.count
                }
                return Machine.processorTime - spent
            }
            say(
                "rendering \(format), processor time",
                String(format: "median %.1f ms, ", times.quantile(0.5).milliseconds)
                    + "\(bytes) bytes"
            )
        }
    }
}
