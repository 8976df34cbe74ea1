import CogwatchCore
import CogwatchCurl
import Foundation
import TestSupport
import Testing

@Suite("A request over plain HTTP")
struct ExchangeTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport(
            settings: HTTPClientSettings(),
            userAgent: "cogwatch/1.2.3"
        )
    }

    @Test("brings back status, reason, headers in order, and body")
    func response() async throws {
        let server = try LoopbackServer.answering(
            "HTTP/1.1 401 Access Denied\r\nX-One:  a b \r\nx-two: b\r\nX-One: c\r\n"
                + "Content-Length: 5\r\n\r\nhello"
        )
        let answer = await transport.send(.get(server.url))
        let response = try #require(answer.response)
        #expect(response.status == 401)
        #expect(response.reason == "Access Denied")
        #expect(
            response.headers.lines.map(\.name) == ["X-One", "x-two", "X-One", "Content-Length"]
        )
        #expect(response.headers["x-one"] == "a b")
        #expect(answer.text == "hello")
        #expect(response.certificateExpiry == nil)
    }

    @Test(
        "counts the phases that were needed, and no TLS",
        arguments: [(Request.Method.get, ""), (.post, ""), (.post, "body")]
    )
    func phases(method: Request.Method, body: String) async throws {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            usleep(60_000)
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
            usleep(40_000)
            connection.write("k")
        }
        let request = Request(
            method: method,
            address: .open(server.url),
            body: Array(body.utf8),
            timeout: .seconds(20)
        )
        let timing = await transport.send(request).timing
        #expect(Set(timing.phases.keys) == [.resolve, .connect, .processing, .transfer])
        #expect(timing.phases[.processing, default: .zero] >= .milliseconds(50))
        let sum = timing.phases.values.reduce(.zero, +)
        #expect(sum <= timing.total)
        #expect(timing.total >= .milliseconds(90))
    }

    @Test("keeps the last of several status lines and its headers only")
    func interimResponses() async throws {
        let server = try LoopbackServer.answering(
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + LoopbackServer.okay
        )
        let response = try #require(await transport.send(.get(server.url)).response)
        #expect(response.status == 200)
        #expect(response.headers["Link"] == nil)
    }

    @Test("does not take the trailers of a chunked body for headers")
    func trailers() async throws {
        let server = try LoopbackServer.answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n"
        )
        let answer = await transport.send(.get(server.url))
        #expect(answer.text == "ok")
        #expect(answer.response?.headers["X-Late"] == nil)
    }

    @Test("follows no redirect")
    func redirect() async throws {
        let server = try LoopbackServer.answering(
            "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        )
        let response = try #require(await transport.send(.get(server.url)).response)
        #expect(response.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test("unpacks gzip")
    func gzip() async throws {
        let packed = try Command.run("gzip", "-c", input: Data("voices".utf8))
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
            connection.write("Content-Length: \(packed.count)\r\n\r\n")
            connection.write(packed)
        }
        #expect(await transport.send(.get(server.url)).text == "voices")
        #expect(server.requests.first?.contains("Accept-Encoding: gzip\r\n") == true)
    }

    @Test("says its length even when the body is empty, and waits for no permission")
    func emptyPost() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        _ = await transport.send(.post(server.url + "issue?x=1"))
        #expect(
            server.requests == [
                "POST /issue?x=1 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                    + "User-Agent: cogwatch/1.2.3\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
                    + "Content-Length: 0\r\n\r\n"
            ]
        )
    }

    @Test("sends a large body whole, at once")
    func largePost() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let body = String(repeating: "0123456789", count: 200_000)
        let answer = await transport.send(
            .post(server.url, headers: [.init("Content-Type", "text/plain")], body: body)
        )
        #expect(answer.response?.status == 200)
        let request = try #require(server.requests.first)
        #expect(request.hasSuffix("\r\n\r\n" + body))
        #expect(request.contains("Content-Type: text/plain\r\n"))
        #expect(request.contains("Content-Length: 2000000\r\n"))
        #expect(!request.contains("Expect"))
    }

    @Test("sends a header without a value, and its own User-Agent instead of ours")
    func headers() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        _ = await transport.send(
            .get(server.url, headers: [.init("X-Empty", ""), .init("User-Agent", "probe")])
        )
        let request = try #require(server.requests.first)
        #expect(request.contains("X-Empty:\r\n"))
        #expect(request.contains("User-Agent: probe\r\n"))
        #expect(!request.contains("cogwatch/1.2.3"))
    }

    @Test("is not sent with a header that would become two", arguments: [10, 13, 0])
    func brokenHeader(character: UInt8) async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let value = "a\(Character(UnicodeScalar(character)))X-B: c"
        let answer = await transport.send(.get(server.url, headers: [.init("X-A", value)]))
        #expect(
            answer.noResponse
                == .notConnected(detail: "not sent: the header X-A holds a line break")
        )
        #expect(server.connections == 0)
    }

    @Test("goes elsewhere by connect_to, with the real name in Host")
    func connectTo() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let transport = try CurlTransport(
            settings: HTTPClientSettings(connectTo: [":80:127.0.0.1:\(server.port)"])
        )
        let answer = await transport.send(.get("http://japanwest.cogwatch.test/voices"))
        #expect(answer.response?.status == 200)
        #expect(server.requests.first?.contains("Host: japanwest.cogwatch.test\r\n") == true)
    }

    @Test(
        "shares a connection only where that is wanted",
        arguments: [
            (HTTPClientSettings.ConnectionPolicy.fresh, 3), (.resume, 3), (.reuse, 1),
        ]
    )
    func policies(policy: HTTPClientSettings.ConnectionPolicy, connections: Int) async throws {
        let server = try LoopbackServer.keepingConnections()
        let transport = try CurlTransport(settings: HTTPClientSettings(connection: policy))
        var answer = await transport.send(.get(server.url))
        for _ in 0..<2 { answer = await transport.send(.get(server.url)) }
        #expect(server.requests.count == 3)
        #expect(server.connections == connections)
        #expect(answer.timing.phases.keys.contains(.connect) == (connections == 3))
        #expect(answer.timing.connection == (connections == 3 ? .unencrypted : .kept))
    }
}
