import CogwatchCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CogwatchCurl

/// The name of the thread that this runs on.
private func threadName() -> String? { Thread.current.name }

@Suite("A transport's thread")
struct EventLoopTests {
    private static let engine = "cogwatch-curl"

    @Test("runs tasks before, between and after their requests")
    func thread() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let names = await withTaskExecutorPreference(transport.eventLoop) {
            var names = [threadName()]
            for _ in 0..<3 {
                let answer = await transport.send(.get(server.url))
                names.append(answer.response?.status == 200 ? threadName() : nil)
            }
            await withTaskGroup { group in
                group.addTask { threadName() }
                for await name in group { names.append(name) }
            }
            return names
        }
        #expect(names == Array(repeating: Self.engine, count: 5))
        #expect(threadName() != Self.engine)
    }

    @Test("wakes who sleeps there in the order of their times")
    func order() async throws {
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let loop = try #require(transport.eventLoop)
        let start = ContinuousClock.now
        let woken = await withTaskGroup { group in
            for pause in [60, 20, 40, 20, 0, -5] {
                group.addTask {
                    try? await loop.sleep(for: .milliseconds(pause))
                    return (pause, ContinuousClock.now - start)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(woken.allSatisfy { pause, slept in slept >= .milliseconds(pause) })
        #expect(woken.map(\.0).suffix(4) == [20, 20, 40, 60])
    }

    @Test("lets a cancelled task sleep no longer, whether it slept already or not")
    func cancelledSleep() async throws {
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let loop = try #require(transport.eventLoop)
        let isCancelled = await withTaskGroup { group in
            for number in 0..<100 {
                group.addTask {
                    let sleeper = Task { try await loop.sleep(for: .seconds(600)) }
                    for _ in 0..<(number % 5) { await Task.yield() }
                    sleeper.cancel()
                    return await sleeper.result.isFailure
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(isCancelled == Array(repeating: true, count: 100))
    }

    @Test("loses no task that runs or sleeps there when it ends")
    func end() async throws {
        for _ in 0..<20 {
            let transport = try CurlTransport(settings: HTTPClientSettings())
            let loop = try #require(transport.eventLoop)
            let ended = await withTaskGroup { group in
                for number in 0..<20 {
                    group.addTask(executorPreference: loop) {
                        for _ in 0..<number { await Task.yield() }
                        try? await loop.sleep(for: .milliseconds(number))
                        return number
                    }
                }
                transport.shutdown()
                return await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(ended.count == 20)
        }
    }

    @Test("has no room while more wait for it than it starts in a moment")
    func room() async throws {
        let server = try LoopbackServer { $0.stayUntilClosed() }
        let settings = HTTPClientSettings(connectTo: [":80:127.0.0.1:\(server.port)"])
        let transport = try CurlTransport(settings: settings, limits: .init(transfers: 1))
        let loop = try #require(transport.eventLoop)
        let whole = loop.room
        #expect(whole > 0)
        let crowd = (0...(2 * whole)).map { number in
            Task { await transport.send(.get("http://host\(number).cogwatch.test/")) }
        }
        while loop.room > 0 { try await loop.sleep(for: .milliseconds(1)) }
        for task in crowd { task.cancel() }
        for task in crowd { #expect(await task.value.noResponse == .cancelled) }
        while loop.room < whole { try await loop.sleep(for: .milliseconds(1)) }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        switch self {
        case .success: false
        case .failure: true
        }
    }
}
