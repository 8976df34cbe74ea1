import CogwatchCore
import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Synchronization

@testable import CogwatchServer

/// A server on a free port of the loopback interface, for as long as a test runs.
struct RunningServer {
    let console: FakeConsole
    let ports: [Int]
    let shutdown: @Sendable () async -> Void

    /// Starts a server, runs the test and shuts the server down.
    static func with(
        _ console: FakeConsole = FakeConsole(),
        routePrefix: String = "",
        externalURL: String = "",
        enableLifecycle: Bool = false,
        web: WebKeeper? = nil,
        addresses: [String] = ["127.0.0.1:0"],
        _ test: (RunningServer) async throws -> Void
    ) async throws {
        let (bound, continuation) = AsyncStream.makeStream(of: BoundAddress.self)
        let server = AgentServer(
            listenAddresses: addresses,
            console: console,
            options: ServerOptions(
                routePrefix: routePrefix,
                externalURL: externalURL,
                enableLifecycle: enableLifecycle,
                build: Made.build
            ),
            web: web,
            time: StoppedClock(now: Made.now),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { continuation.yield($0) }
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [server],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var ports: [Int] = []
            for await address in bound {
                ports.append(address.port)
                if ports.count == addresses.count { break }
            }
            if ports.count == addresses.count {
                try await test(
                    RunningServer(
                        console: console,
                        ports: ports,
                        shutdown: { await group.triggerGracefulShutdown() }
                    )
                )
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    struct Got {
        let status: Int
        let headers: HTTPURLResponse
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? {
            headers.value(forHTTPHeaderField: name)
        }

        func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:]
        }
    }

    /// Asks over a connection of its own.
    func ask(
        _ path: String,
        method: String = "GET",
        headers: [String: String] = [:],
        body: String? = nil,
        port: Int? = nil
    ) async throws -> Got {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.connectionProxyDictionary = [:]
        let session = URLSession(
            configuration: configuration,
            delegate: StayHere(),
            delegateQueue: nil
        )
        defer { session.finishTasksAndInvalidate() }
        let address = "http://127.0.0.1:\(port ?? ports.first ?? 0)\(path)"
        guard let url = URL(string: address) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (body, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else {
            throw URLError(.badServerResponse)
        }
        return Got(status: response.statusCode, headers: response, body: body)
    }
}

/// Follows no redirect, so that a test sees it.
private final class StayHere: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
