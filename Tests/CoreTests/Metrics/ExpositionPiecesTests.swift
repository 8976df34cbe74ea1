import Foundation
import Testing

@testable import CogwatchCore

@Suite("The exposition's pieces")
struct ExpositionPiecesTests {
    private func board(of count: Int) -> Scoreboard {
        let names = (0..<count).map { "tts-\($0)" }
        var board = Samples.board(names.map { Samples.account($0) })
        for (index, name) in names.enumerated() {
            let timing = Timing(
                total: .milliseconds(index),
                phases: [.connect: .microseconds(index)]
            )
            board.record(Samples.result(account: name, timing: timing))
            board.record(Samples.result(.voices, account: name, timing: timing, voices: index))
        }
        return board
    }

    private func eachFamilyByItself(
        _ board: Scoreboard,
        _ format: Exposition.Format
    ) -> String {
        var writer = SampleWriter(format)
        for family in MetricFamily.allCases {
            writer.begin(family.definition)
            let places = 0..<(family.isOfAccounts ? board.accounts.count : 0)
            board.write(
                family,
                of: places,
                to: &writer,
                at: Samples.now,
                process: Samples.process
            )
        }
        writer.finish()
        return String(decoding: writer.take(), as: UTF8.self)
    }

    @Test(
        "make the text of each family after the other",
        arguments: Exposition.Format.allCases,
        // None, one, about as many as are written at a time, and so many that each family takes
        // several pieces.
        [0, 1, 31, 32, 33, 2_000]
    )
    func text(_ format: Exposition.Format, _ count: Int) {
        let board = board(of: count)
        let expected = eachFamilyByItself(board, format)
        for sharingWalks in [true, false] {
            let pieces = ExpositionPieces(
                board,
                as: format,
                at: Samples.now,
                process: Samples.process,
                sharingWalks: sharingWalks
            )
            let text = String(decoding: Array(pieces.joined()), as: UTF8.self)
            #expect(text == expected, "sharing walks: \(sharingWalks)")
        }
    }

    @Test("fit into a core's cache, and are so long that few are sent")
    func lengths() {
        let pieces = Array(
            ExpositionPieces(board(of: 2_000), as: .prometheusText, at: Samples.now)
        )
        #expect(pieces.allSatisfy { (1...192 << 10).contains($0.count) })
        let whole = pieces.reduce(0) { $0 + $1.count }
        #expect(pieces.count <= whole / (100 << 10))
    }
}
