import CogwatchCore
import Foundation
import TestSupport
import Testing

@testable import CogwatchCurl

@Suite("A crowd of requests")
struct CrowdTests {
    @Test("keeps its connections to many hosts, though only one request is under way at a time")
    func keptConnections() async throws {
        let server = try LoopbackServer.keepingConnections()
        let settings = HTTPClientSettings(
            connectTo: [":80:127.0.0.1:\(server.port)"],
            connection: .reuse
        )
        let transport = try CurlTransport(settings: settings)
        for _ in 0..<3 {
            for host in 1...12 {
                let answer = await transport.send(.get("http://host\(host).cogwatch.test/"))
                #expect(answer.response?.status == 200)
            }
        }
        #expect(server.connections == 12)
    }

    @Test("costs no more for each where 400 others wait for hosts that hang")
    func hangingHosts() async throws {
        let alone = try await cost(hanging: 0)
        let crowded = try await cost(hanging: 400)
        // To look at all of them at every wake-up would cost about ten times as much.
        #expect(crowded < alone * 3, "\(crowded) in a crowd, \(alone) alone")
    }

    /// What the engine's thread spends on 300 requests, one after another.
    private func cost(hanging: Int) async throws -> Duration {
        let silent = try LoopbackServer { connection in
            connection.readRequest()
            connection.stayUntilClosed()
        }
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let clock = AsyncStream.makeStream(of: clockid_t.self)
        let transport = try CurlTransport(
            settings: HTTPClientSettings(),
            limits: .init(transfers: 1_000)
        ) { work in
            Thread.detachNewThread {
                var own = clockid_t()
                pthread_getcpuclockid(pthread_self(), &own)
                clock.continuation.yield(own)
                work()
            }
        }
        let thread = try #require(await clock.stream.first { _ in true })
        let waiting = (0..<hanging).map { _ in Task { await transport.send(.get(silent.url)) } }
        await silent.requests(hanging)
        let before = time(of: thread)
        for _ in 0..<300 {
            #expect(await transport.send(.get(server.url)).response?.status == 200)
        }
        let spent = time(of: thread) - before
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.value.noResponse == .cancelled) }
        return spent
    }

    private func time(of thread: clockid_t) -> Duration {
        var time = timespec()
        clock_gettime(thread, &time)
        return .seconds(time.tv_sec) + .nanoseconds(Int64(time.tv_nsec))
    }
}
