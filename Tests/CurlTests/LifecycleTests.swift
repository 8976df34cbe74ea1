import CogwatchCore
import Foundation
import Testing

@testable import CogwatchCurl

@Suite("A transport")
struct LifecycleTests {
    @Test("gives up at once when the task is cancelled")
    func cancellation() async throws {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.stayUntilClosed()
        }
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let task = Task { await transport.send(.get(server.url)) }
        await server.requests(1)
        let start = ContinuousClock.now
        task.cancel()
        let answer = await task.value
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(answer.noResponse == .cancelled)
        #expect(answer.timing.total > .zero)
        #expect(answer.timing.phases[.connect] != nil)
    }

    @Test("sends nothing for a task that was cancelled before")
    func cancelledBefore() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await transport.send(.get(server.url))
        }
        task.cancel()
        #expect(await task.value.noResponse == .cancelled)
        #expect(await transport.send(.get(server.url)).response?.status == 200)
        #expect(server.connections == 1)
    }

    @Test("answers everyone whose cancellation races with the start")
    func race() async throws {
        let server = try LoopbackServer { $0.stayUntilClosed() }
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let answers = await withTaskGroup { group in
            for number in 0..<300 {
                group.addTask {
                    let task = Task { await transport.send(.get(server.url)) }
                    for _ in 0..<(number % 7) { await Task.yield() }
                    task.cancel()
                    return await task.value
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 300)
        #expect(answers.allSatisfy { $0.noResponse == .cancelled })
    }

    @Test("cancels who still waits in the queue")
    func cancelledInQueue() async throws {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.stayUntilClosed()
        }
        let transport = try CurlTransport(
            settings: HTTPClientSettings(),
            limits: .init(transfers: 1)
        )
        let first = Task { await transport.send(.get(server.url)) }
        await server.requests(1)
        let second = Task { await transport.send(.get(server.url)) }
        second.cancel()
        #expect(await second.value.noResponse == .cancelled)
        #expect(server.connections == 1)
        first.cancel()
        #expect(await first.value.noResponse == .cancelled)
    }

    @Test("carries 200 requests at once through 32 places")
    func crowd() async throws {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            usleep(5_000)
            connection.write(LoopbackServer.okay)
        }
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let statuses = await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask { await transport.send(.get(server.url)).response?.status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 200))
        #expect(server.connections == 200)
        #expect(server.mostAtOnce <= 33)  // the server may notice an end a moment later
    }

    @Test("never counts the time in its own queue")
    func queue() async throws {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            usleep(150_000)
            connection.write(LoopbackServer.okay)
        }
        let transport = try CurlTransport(
            settings: HTTPClientSettings(),
            limits: .init(transfers: 1)
        )
        let start = ContinuousClock.now
        let answers = await withTaskGroup { group in
            for _ in 0..<6 {
                group.addTask {
                    await transport.send(.get(server.url, timeout: .milliseconds(700)))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ContinuousClock.now - start > .milliseconds(800))
        #expect(answers.allSatisfy { $0.response?.status == 200 })
        #expect(answers.allSatisfy { $0.timing.total < .milliseconds(700) })
    }

    @Test("starts few handshakes at once, and lets no host that never finishes hold up the others")
    func slowHandshakes() async throws {
        let silent = try LoopbackServer { connection in
            connection.note("a connection")
            connection.stayUntilClosed()
        }
        let transport = try CurlTransport(
            settings: HTTPClientSettings(),
            limits: .init(transfers: 12, handshakes: 2)
        )
        let start = ContinuousClock.now
        let hanging = (0..<6).map { _ in
            Task {
                await transport.send(
                    .get("https://localhost:\(silent.port)/", timeout: .seconds(20))
                )
            }
        }
        await silent.requests(6)
        // Three pairs, and two leases between them.
        #expect(ContinuousClock.now - start >= Admission.handshakeLease * 2)
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        #expect(await transport.send(.get(server.url)).response?.status == 200)
        #expect(ContinuousClock.now - start < .seconds(10))
        for task in hanging {
            task.cancel()
            _ = await task.value
        }
    }

    @Test("ends what is on its way when it is shut down, and sends nothing afterwards")
    func shutdown() async throws {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.stayUntilClosed()
        }
        let transport = try CurlTransport(
            settings: HTTPClientSettings(),
            limits: .init(transfers: 1)
        )
        let first = Task { await transport.send(.get(server.url)) }
        await server.requests(1)
        let queued = Task { await transport.send(.get(server.url)) }
        transport.shutdown()
        transport.shutdown()
        #expect(await first.value.noResponse == .cancelled)
        #expect(await queued.value.noResponse == .cancelled)
        #expect(await transport.send(.get(server.url)).noResponse == .cancelled)
    }

    @Test("ends its thread when nobody holds it any more")
    func release() async throws {
        let ends = AsyncStream.makeStream(of: Void.self)
        var transport: CurlTransport? = try CurlTransport(settings: HTTPClientSettings()) { work in
            Thread.detachNewThread {
                work()
                ends.continuation.finish()
            }
        }
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        #expect(await transport?.send(.get(server.url)).response?.status == 200)
        transport = nil
        for await _ in ends.stream {}
    }

    @Test("says which libcurl it is")
    func version() {
        #expect(CurlVersion.text.hasPrefix("libcurl/"))
    }
}
