import CogwatchCore
import Foundation
import TestSupport
import Testing

/// What the programs that will read our expositions say of them.
@Suite("An exposition, in the eyes of others")
struct PeerTests {
    private static let daysLint =
        #"cogwatch_trial_days_remaining use base unit "seconds" instead of "days""#

    private func exposition(_ format: Exposition.Format) -> [UInt8] {
        Exposition.render(
            Samples.fullBoard(),
            as: format,
            at: Samples.now,
            process: Samples.process
        )
    }

    @Test("is clean to promtool but for the days that users asked for")
    func promtool() throws {
        guard let tool = Peer("promtool", "check", "metrics") else { return }
        let said = try tool.run(on: exposition(.prometheusText))
        #expect(said.lines == [Self.daysLint])
    }

    // promtool reads OpenMetrics with the parser of the older format, which looks for the help of
    // `x_total` under that very name, where OpenMetrics forbids it.
    @Test("is clean to promtool as OpenMetrics but for what promtool cannot read there")
    func promtoolOpenMetrics() throws {
        guard let tool = Peer("promtool", "check", "metrics") else { return }
        let said = try tool.run(on: exposition(.openMetrics))
        let rest = said.lines.filter { !$0.hasSuffix("_total no help text") }
        #expect(rest == [Self.daysLint])
    }

    @Test("is OpenMetrics to the strict parser of Python's client")
    func pythonClient() throws {
        let script = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
            print(len(list(read(sys.stdin.read()))))
            """
        guard let check = Peer("python3", "-c", "import prometheus_client"),
            try check.run(on: []).status == 0, let tool = Peer("python3", "-c", script)
        else { return print("skipped: no prometheus_client for /usr/bin/python3") }
        let said = try tool.run(on: exposition(.openMetrics))
        #expect(said.lines == ["\(MetricFamily.allCases.count)"])
    }
}

/// A program of the system that judges what it reads.
private struct Peer {
    struct Saying {
        let status: Int32
        let lines: [String]
    }

    let path: String
    let arguments: [String]

    init?(_ name: String, _ arguments: String...) {
        path = "/usr/bin/\(name)"
        self.arguments = arguments
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("skipped: no \(path)")
            return nil
        }
    }

    func run(on input: [UInt8]) throws -> Saying {
        let scratch = try Scratch()
        try Data(input).write(to: URL(filePath: scratch.path("input")))
        let process = try Command.start([path] + arguments, in: scratch)
        let status = Command.wait(for: process)
        let said = try scratch.read("output") + scratch.read("errors")
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        return Saying(status: status, lines: lines)
    }
}
