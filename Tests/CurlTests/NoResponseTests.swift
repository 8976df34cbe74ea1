import CogwatchCore
import CogwatchCurl
import Foundation
import TestSupport
import Testing

@Suite("NoResponse")
struct NoResponseTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport(settings: HTTPClientSettings())
    }

    struct Misbehaviour: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: NoResponseKind
        let bytes: String

        init(_ description: String, _ bytes: String, is kind: NoResponseKind) {
            testDescription = description
            self.kind = kind
            self.bytes = bytes
        }
    }

    @Test(
        "names what a server did wrong",
        arguments: [
            Misbehaviour("closes without an answer", "", is: .connectionClosed),
            Misbehaviour("speaks another protocol", "SSH-2.0-OpenSSH_9.2\r\n", is: .notHTTP),
            Misbehaviour("sends noise", "\u{1}\u{2}\u{3}\u{4}garbage garbage\r\n", is: .notHTTP),
            Misbehaviour(
                "stops in the middle of the body",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                is: .bodyCutOff
            ),
            Misbehaviour(
                "stops in the middle of a chunk",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf",
                is: .bodyCutOff
            ),
            Misbehaviour(
                "packs what is not gzip",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
                is: .notHTTP
            ),
            Misbehaviour(
                "sends one endless header",
                "HTTP/1.1 200 OK\r\nX-A: " + String(repeating: "a", count: 300_000) + "\r\n\r\n",
                is: .notHTTP
            ),
            Misbehaviour(
                "sends headers without end",
                "HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: 0123456789\r\n", count: 10_000),
                is: .notHTTP
            ),
            Misbehaviour(
                "sends interim responses without end",
                String(repeating: "HTTP/1.1 100 Continue\r\nX: 1\r\n\r\n", count: 10_000),
                is: .notHTTP
            ),
        ]
    )
    func misbehaviour(_ misbehaviour: Misbehaviour) async throws {
        let server = try LoopbackServer.answering(misbehaviour.bytes)
        let answer = await transport.send(.get(server.url))
        #expect(answer.noResponse?.kind == misbehaviour.kind, "\(answer)")
    }

    @Test("ends a body as soon as it is over its limit")
    func largeBody() async throws {
        let limit = 8 * 1024 * 1024
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
            connection.write(repeatElement(UInt8(ascii: "x"), count: 10_485_760))
        }
        let answer = await transport.send(.get(server.url, limit: limit))
        #expect(answer.noResponse == .bodyTooLarge(limit: limit))
    }

    @Test("counts a gzip bomb by what comes out of it")
    func gzipBomb() async throws {
        let packed = try Command.run("gzip", "-c", input: Data(count: 10_000_000))
        #expect(packed.count < 100_000)
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
            connection.write("Content-Length: \(packed.count)\r\n\r\n")
            connection.write(packed)
        }
        let answer = await transport.send(.get(server.url, limit: 100_000))
        #expect(answer.noResponse == .bodyTooLarge(limit: 100_000))
    }

    @Test("accepts a body of exactly the limit")
    func bodyAtTheLimit() async throws {
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        #expect(await transport.send(.get(server.url, limit: 2)).text == "ok")
        #expect(
            await transport.send(.get(server.url, limit: 1)).noResponse == .bodyTooLarge(limit: 1)
        )
    }

    @Test("tells a refused connection from an unknown name")
    func beforeTheConnection() async throws {
        let port = try LoopbackServer.answering("").port
        let refused = await transport.send(.get("http://127.0.0.1:\(port)/"))
        #expect(refused.noResponse?.kind == .notConnected, "\(refused)")
        // A label may have 63 letters: no resolver needs to be asked to know that this is none.
        let name = String(repeating: "a", count: 64) + ".test"
        let unknown = await transport.send(.get("http://\(name)/"))
        #expect(unknown.noResponse?.kind == .nameNotResolved, "\(unknown)")
        #expect(Set(unknown.timing.phases.keys) == [.resolve])
    }

    @Test(
        "follows from an address that is none",
        arguments: ["", "nonsense", "http://", "ftp://x/"]
    )
    func unusableAddress(url: String) async {
        let answer = await transport.send(.get(url))
        let kinds: [NoResponseKind] = [.notConnected, .nameNotResolved, .notHTTP]
        #expect(answer.noResponse.map { kinds.contains($0.kind) } == true, "\(answer)")
    }
}

@Suite("A time-out")
struct TimeoutTests {
    struct Hang: CustomTestStringConvertible, Sendable {
        let phase: Phase
        var scheme = "http"
        var acceptance = LoopbackServer.Acceptance.always
        var serve: @Sendable (LoopbackConnection) -> Void = { $0.stayUntilClosed() }
        var isPost = false

        var testDescription: String { "\(phase.rawValue)\(isPost ? " of a POST" : "")" }
    }

    @Test(
        "comes in time and names the phase",
        arguments: [
            Hang(phase: .connect, acceptance: .never),
            Hang(phase: .tls, scheme: "https"),
            Hang(phase: .processing),
            Hang(phase: .processing, isPost: true),
            Hang(
                phase: .transfer,
                serve: { connection in
                    connection.readRequest()
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
                    connection.stayUntilClosed()
                }
            ),
            Hang(
                phase: .processing,
                serve: { connection in
                    connection.readRequest()
                    connection.write("HTTP/1.1 20")
                    connection.stayUntilClosed()
                }
            ),
        ]
    )
    func hang(_ hang: Hang) async throws {
        let server = try LoopbackServer(accepting: hang.acceptance, hang.serve)
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let url = "\(hang.scheme)://127.0.0.1:\(server.port)/"
        let request = Request(
            method: hang.isPost ? .post : .get,
            address: .open(url),
            timeout: .milliseconds(300)
        )
        let answer = await transport.send(request)
        #expect(answer.noResponse == .timedOut(hang.phase), "\(answer)")
        #expect(answer.timing.total >= .milliseconds(290))
        #expect(answer.timing.total < .seconds(2))
        let phase = try #require(answer.timing.phases[hang.phase])
        #expect(phase > .milliseconds(100))
        let later = Phase.allCases.drop { $0 != hang.phase }.dropFirst()
        #expect(later.allSatisfy { answer.timing.phases[$0] == nil })
    }
}
