import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("The server's parts")
struct PartsTests {
    @Test(
        "choose a format by quality, then by order",
        arguments: [
            (nil, .prometheusText), ("", .prometheusText), ("*/*", .prometheusText),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text; version=2.0.0", .prometheusText),
            ("text/plain;q=0.5, application/openmetrics-text;q=0.6", .openMetrics),
            ("text/plain, application/openmetrics-text", .prometheusText),
            ("application/openmetrics-text;q=0", .prometheusText),
            (
                "Application/OpenMetrics-Text; Version=\"1.0.0\"; q=0.9, text/plain; q=0.8",
                .openMetrics
            ),
            ("text/html, application/xhtml+xml, */*;q=0.8", .prometheusText),
            (";;,=,q=,\u{1}", .prometheusText),
        ] as [(String?, Exposition.Format)]
    )
    func formats(_ accept: String?, _ format: Exposition.Format) {
        #expect(Negotiation.format(accept: accept) == format)
    }

    @Test(
        "compress only for who can unpack",
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("br, GZIP;q=0.1", true),
            ("identity", false),
            ("gzip;q=0", false), ("*", true), ("*, gzip;q=0", false), ("*;q=0", false),
        ] as [(String?, Bool)]
    )
    func encodings(_ header: String?, _ accepts: Bool) {
        #expect(Negotiation.acceptsGzip(header) == accepts)
    }

    @Test(
        "know where a path leads",
        arguments: [
            ("/", .statusPage), ("", .statusPage), ("/metrics", .metrics), ("/metrics/", .nowhere),
            ("/accounts/a%20b", .accountPage("a b")), ("/accounts/", .nowhere),
            ("/accounts/a/b", .nowhere), ("/api/v1/accounts/x", .account("x")),
            ("/api/v1/accounts/", .account("")), ("/api/v2/accounts", .unknownCall),
            ("//metrics", .nowhere), ("/../metrics", .nowhere), ("/%ff", .nowhere),
        ] as [(String, Destination)]
    )
    func paths(_ path: String, _ destination: Destination) {
        #expect(Destination(path: path, below: "") == destination)
    }

    @Test("read what Linux says of a process with an unpleasant name")
    func process() {
        let statistics = ProcessReader.statistics(
            stat: "42 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 8 0 12345 1000000 25 18446",
            limits: """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 4096                 files
                Max address space         unlimited            unlimited            bytes
                """,
            system: "cpu 1 2\nbtime 1700000000\nprocesses 5\n",
            openFiles: 7,
            clock: ProcessReader.System(ticks: 100, page: 4096)
        )
        #expect(
            statistics
                == ProcessStatistics(
                    cpuSeconds: 2,
                    threads: 8,
                    openFiles: 7,
                    maximumFiles: 1024,
                    virtualMemoryBytes: 1_000_000,
                    maximumVirtualMemoryBytes: -1,
                    residentMemoryBytes: 102_400,
                    start: Date(timeIntervalSince1970: 1_700_000_123.45)
                )
        )
    }

    @Test("say nothing of a process where /proc is silent")
    func noProcess() {
        let nothing = ProcessReader.statistics(
            stat: "",
            limits: "",
            system: "",
            openFiles: nil,
            clock: ProcessReader.System(ticks: 0, page: 0)
        )
        #expect(nothing == ProcessStatistics())
    }

    @Test("read this very process")
    func thisProcess() throws {
        let statistics = ProcessReader.statistics()
        #expect(try #require(statistics.residentMemoryBytes) > 1_000_000)
        #expect(try #require(statistics.threads) > 0)
        #expect(try #require(statistics.start) < Date())
    }

    @Test("let those who come while a thing is made share it")
    func singleFlight() async {
        let flight = SingleFlight<String, Int>()
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let (started, starter) = AsyncStream.makeStream(of: Void.self)
        let values = await withTaskGroup(of: Int.self) { tasks in
            tasks.addTask {
                await flight.value(for: "a") {
                    starter.finish()
                    for await _ in gate {}
                    return 1
                }
            }
            for await _ in started {}
            for _ in 0..<10 {
                tasks.addTask { await flight.value(for: "a") { -1 } }
            }
            while flight.passengers(for: "a") < 10 { await Task.yield() }
            opener.finish()
            return await tasks.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 11))
        await #expect(flight.value(for: "a") { 2 } == 2)
    }
}
