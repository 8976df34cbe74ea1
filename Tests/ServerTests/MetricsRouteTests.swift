import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("/metrics")
struct MetricsRouteTests {
    private static let prometheus =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3"

    @Test(
        "answers in the format that the scraper likes best",
        arguments: [
            (prometheus, "application/openmetrics-text; version=1.0.0; charset=utf-8"),
            ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ]
    )
    func formats(_ accept: String, _ type: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/metrics", headers: ["Accept": accept])
            #expect(got.status == 200)
            #expect(got.header("Content-Type") == type)
            #expect(got.header("Vary") == "Accept, Accept-Encoding")
            #expect(got.text.hasSuffix("# EOF\n") == type.contains("openmetrics"))
            #expect(got.text.contains(#"cogwatch_account_state{account="tts-well",state="ok"} 1"#))
            #expect(got.text.contains("process_resident_memory_bytes "))
            #expect(!got.text.contains(Made.key))
        }
    }

    @Test("is compressed for who asks for it, and the same inside")
    func gzip() async throws {
        try await RunningServer.with { server in
            let port = try #require(server.ports.first)
            let plain = try await RawClient.ask(port: port, "GET /metrics HTTP/1.1")
            #expect(!plain.head.contains("Content-Encoding"))

            let packed = try await RawClient.ask(
                port: port,
                "GET /metrics HTTP/1.1",
                "Accept-Encoding: br, gzip"
            )
            #expect(packed.head.contains("Content-Encoding: gzip"))
            #expect(packed.head.contains("Content-Length: \(packed.body.count)"))
            #expect(packed.body.count * 4 < plain.body.count)
            let unpacked = try gunzip(packed.body)
            #expect(families(unpacked) == families(plain.body))
        }
    }

    @Test("answers many scrapers at once, each with all")
    func crowd() async throws {
        try await RunningServer.with { server in
            let sizes = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<24 {
                    tasks.addTask {
                        let got = try await server.ask(
                            "/metrics",
                            headers: ["Accept": "application/openmetrics-text"]
                        )
                        #expect(got.text.hasSuffix("# EOF\n"))
                        return got.body.count
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(sizes.count == 24)
        }
    }

    /// More than the system takes in for a client that does not read.
    private func bigConsole() -> FakeConsole {
        FakeConsole { $0.scoreboard.watch((0..<6_000).map { Made.account("a-\($0)") }) }
    }

    @Test("answers others while one does not read, and that one when it reads at last")
    func slowScraper() async throws {
        try await RunningServer.with(bigConsole()) { server in
            let port = try #require(server.ports.first)
            let stalled = try await RawClient.stall(port: port, "GET /metrics HTTP/1.1")
            let others = try await withThrowingTaskGroup(of: RawClient.Got.self) { tasks in
                for _ in 0..<3 {
                    tasks.addTask { try await RawClient.ask(port: port, "GET /metrics HTTP/1.1") }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            let late = await stalled.finish()
            #expect(late.body.count > 8 << 20)
            for got in others + [late] {
                #expect(isWhole(got))
            }
        }
    }

    @Test("cuts off the oldest of many that do not read, so that their bodies do not pile up")
    func piledUp() async throws {
        try await RunningServer.with(bigConsole()) { server in
            let port = try #require(server.ports.first)
            var stalled: [RawClient.Stalled] = []
            for _ in 0..<6 {
                stalled.append(try await RawClient.stall(port: port, "GET /metrics HTTP/1.1"))
                // Once this one has it all, the next begins a body of its own.
                _ = try await RawClient.ask(port: port, "GET /metrics HTTP/1.1")
            }
            var areWhole: [Bool] = []
            for client in stalled {
                areWhole.append(isWhole(await client.finish()))
            }
            #expect(areWhole.first == false)
            #expect(areWhole.last == true)
        }
    }

    /// Whether a body that is sent while it is written came to its end.
    private func isWhole(_ got: RawClient.Got) -> Bool {
        got.head.lowercased().contains("transfer-encoding: chunked")
            && got.body.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8))
    }

    private func families(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("#") }
    }

    private func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let data = try Command.run("gzip", "-dc", input: Data(bytes))
        return Array(data)
    }
}
