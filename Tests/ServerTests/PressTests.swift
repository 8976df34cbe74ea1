import CogwatchCore
import Foundation
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import CogwatchServer

@Suite("The press")
struct PressTests {
    private static let plain = Press.Variant(format: .prometheusText, isCompressed: false)

    @Test("makes one edition for all who ask while it is being made")
    func oneForAll() async {
        let press = Press()
        let board = SharedBoard(fleet(2_000))
        let editions = await withTaskGroup(of: Edition.self) { tasks in
            for _ in 0..<32 {
                tasks.addTask {
                    await press.edition(Self.plain, of: board.copy(), at: Made.now)
                }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        let different = Set(editions.map(ObjectIdentifier.init))
        #expect(different.count == board.timesAsked)
        // The first is under way for as long as two thousand accounts take.
        #expect(different.count < 8)
    }

    @Test("gives who comes later the numbers of later")
    func fresh() async throws {
        let press = Press()
        var board = fleet(1)
        let before = try await text(press.edition(Self.plain, of: board, at: Made.now))
        board.record(Made.result("a-0", .token, summary: "200"))
        let after = try await text(press.edition(Self.plain, of: board, at: Made.now))
        #expect(!before.contains("cogwatch_probe_success"))
        #expect(after.contains("cogwatch_probe_success"))
    }

    @Test("withdraws the oldest editions that are still being read, and only those")
    func withdrawal() async throws {
        let press = Press(tolerance: 10)
        let editions = (0..<6).map { _ in
            Edition([ByteBuffer(repeating: 0, count: 10)], isCompressed: false)
        }
        for edition in editions { press.publish(edition) }
        for (place, edition) in editions.enumerated() {
            // Beside the newest there is room for one, and for ten bytes more.
            if place < 3 {
                await #expect(throws: Edition.Withdrawn.self) { try await edition.piece(0) }
            } else {
                #expect(try await edition.piece(0)?.readableBytes == 10)
            }
        }
    }

    @Test("forgets editions that nobody reads any more")
    func forgotten() async throws {
        let press = Press(tolerance: 0)
        let read = Edition([ByteBuffer(repeating: 0, count: 10)], isCompressed: false)
        press.publish(read)
        for _ in 0..<10 {
            press.publish(Edition([ByteBuffer(repeating: 0, count: 10)], isCompressed: false))
        }
        #expect(try await read.piece(0)?.readableBytes == 10)
    }

    @Test("cuts off in the middle who reads too slowly, and hands out nothing half")
    func cutOff() async throws {
        let pieces = (0..<4).map { ByteBuffer(repeating: $0, count: 10) }
        let edition = Edition(pieces, isCompressed: false)
        #expect(edition.length == 40)
        #expect(try await edition.piece(0) == pieces.first)
        #expect(try await edition.piece(4) == nil)
        edition.withdraw()
        await #expect(throws: Edition.Withdrawn.self) { try await edition.piece(1) }
    }

    @Test("gives out a text while it is written, and has who reads wait for the rest")
    func progress() async throws {
        let edition = Edition()
        let pieces = (0..<3).map { ByteBuffer(repeating: $0, count: 10) }
        let readers = (0..<4).map { _ in Task { try await text(edition) } }
        let length = Task { await edition.wholeLength() }
        for (place, piece) in pieces.enumerated() {
            edition.append(piece)
            #expect(try await edition.piece(place) == piece)
            #expect(edition.length == nil)
        }
        edition.finish()
        for reader in readers {
            #expect(try await reader.value == pieces.map(String.init(buffer:)).joined())
        }
        #expect(await length.value == 30)
        #expect(edition.length == 30)
    }

    @Test("cuts off who waits for the rest of what is withdrawn")
    func cutOffWaiting() async throws {
        let edition = Edition()
        edition.append(ByteBuffer(repeating: 0, count: 10))
        let reader = Task { try await text(edition) }
        edition.withdraw()
        await #expect(throws: Edition.Withdrawn.self) { try await reader.value }
    }

    @Test("tells the length of a short text beforehand")
    func short() async {
        let edition = await Press().edition(Self.plain, of: fleet(1), at: Made.now)
        #expect(edition.length != nil)
    }

    @Test(
        "compresses pieces to what one gzip stream unpacks",
        arguments: [
            [], [0], [1], [70_000, 3], [0, 0, 65_536, 0], [1_000_000, 1, 1_000_000],
        ] as [[Int]]
    )
    func gzip(_ sizes: [Int]) throws {
        let seed = Seed.fromEnvironment()
        print("seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        // Noise does not get smaller, and so fills zlib's room to its brim.
        let pieces = sizes.map { size in
            (0..<size).map { _ in UInt8.random(in: 0...255, using: &chance) }
        }
        let packed = try #require(Gzip.compress(pieces)).flatMap { $0.readableBytesView }
        let unpacked = try Command.run("gzip", "-dc", input: Data(packed))
        #expect(Array(unpacked) == pieces.flatMap { $0 })
    }

    @Test("shows each account's lines from one moment while they change")
    func consistent() async throws {
        let press = Press()
        let board = SharedBoard(fleet(100))
        let writer = Task {
            var round = 1
            while !Task.isCancelled {
                for number in 0..<100 {
                    board.record(marked(round, of: number))
                }
                round += 1
                await Task.yield()
            }
        }
        var values = 0
        for _ in 0..<20 {
            let edition = await press.edition(
                Self.plain,
                of: board.copy(),
                at: Made.now
            )
            values += try checkMarks(await text(edition))
        }
        writer.cancel()
        await writer.value
        #expect(values > 0)
    }

    /// A result whose status, time and count all tell its round.
    private func marked(_ round: Int, of number: Int) -> ProbeResult {
        ProbeResult(
            account: "a-\(number)",
            operation: .token,
            key: "key1",
            host: "japanwest.api.cognitive.microsoft.com",
            at: Date(timeIntervalSince1970: Double(round)),
            outcome: .success,
            status: round,
            summary: "200",
            timing: Timing(total: .seconds(round))
        )
    }

    /// - Returns: How many accounts had been probed.
    private func checkMarks(_ text: String) throws -> Int {
        var marks: [Substring: Set<Substring>] = [:]
        let tellers = [
            "cogwatch_probe_http_status_code{", "cogwatch_probe_duration_seconds{",
            "cogwatch_last_probe_timestamp_seconds{",
        ]
        for line in text.split(separator: "\n") {
            let isCount =
                line.hasPrefix("cogwatch_probes_total{")
                && line.contains(#"operation="token",outcome="success""#)
            guard isCount || tellers.contains(where: { line.hasPrefix($0) }) else { continue }
            let account = try #require(line.split(separator: "\"").dropFirst().first)
            let value = try #require(line.split(separator: " ").last)
            guard !(isCount && value == "0") else { continue }
            marks[account, default: []].insert(value)
        }
        #expect(marks.allSatisfy { $0.value.count == 1 })
        return marks.count
    }

    private func text(_ edition: Edition) async throws -> String {
        var bytes: [UInt8] = []
        var index = 0
        while let piece = try await edition.piece(index) {
            bytes += piece.readableBytesView
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func fleet(_ count: Int) -> Scoreboard {
        var board = Scoreboard(build: Made.build, startedAt: Made.now)
        board.watch((0..<count).map { Made.account("a-\($0)") })
        return board
    }
}

/// A scoreboard that several tasks use, and that counts who asks for it.
private final class SharedBoard: Sendable {
    private let board: Mutex<Scoreboard>
    private let asked = Mutex(0)

    init(_ board: Scoreboard) {
        self.board = Mutex(board)
    }

    var timesAsked: Int { asked.withLock { $0 } }

    func copy() -> Scoreboard {
        asked.withLock { $0 += 1 }
        return board.withLock { $0 }
    }

    func record(_ result: ProbeResult) {
        board.withLock { $0.record(result) }
    }
}
