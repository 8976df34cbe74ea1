import CogwatchCore
import CogwatchCurl
import Foundation
import Testing

@Suite("TLS")
struct TLSTests {
    private let authority: Authority

    init() throws {
        authority = try Authority()
    }

    private func transport(
        caFile: String? = nil,
        connection: HTTPClientSettings.ConnectionPolicy = .resume,
        connectTo: [String] = [],
        fullHandshakeInterval: Duration = .seconds(900)
    ) throws -> CurlTransport {
        try CurlTransport(
            settings: HTTPClientSettings(
                caFile: caFile ?? authority.file,
                connectTo: connectTo,
                connection: connection
            ),
            limits: CurlTransport.Limits(fullHandshakeInterval: fullHandshakeInterval)
        )
    }

    @Test("with a trusted certificate answers, and tells when the certificate ends")
    func trusted() async throws {
        let peer = try TLSPeer(authority.issue("leaf", days: 2))
        let answer = await (try transport()).send(.get(peer.url))
        let response = try #require(answer.response, "\(answer)")
        #expect(response.status == 200)
        let days = try #require(response.certificateExpiry).timeIntervalSinceNow / 86_400
        #expect(days > 1.9 && days <= 2)
        #expect(Set(answer.timing.phases.keys) == Set(Phase.allCases))
    }

    @Test("does not trust another authority")
    func foreignAuthority() async throws {
        let peer = try TLSPeer(authority.issue("leaf"))
        let other = try Authority(name: "Another authority")
        let answer = await (try transport(caFile: other.file)).send(.get(peer.url))
        #expect(answer.noResponse?.kind == .untrustedCertificate, "\(answer)")
    }

    @Test("does not trust an expired certificate, and says so")
    func expired() async throws {
        let peer = try TLSPeer(authority.issue("leaf", days: -1))
        let answer = await (try transport()).send(.get(peer.url))
        #expect(answer.noResponse?.kind == .untrustedCertificate)
        #expect("\(answer)".contains("expired"), "\(answer)")
    }

    @Test("does not trust a certificate for another name")
    func wrongName() async throws {
        let peer = try TLSPeer(authority.issue("leaf"))
        let transport = try transport(connectTo: [":443:127.0.0.1:\(peer.port)"])
        let right = await transport.send(.get("https://a.cogwatch.test/"))
        #expect(right.response?.status == 200, "\(right)")
        let wrong = await transport.send(.get("https://elsewhere.test/"))
        #expect(wrong.noResponse?.kind == .untrustedCertificate, "\(wrong)")
    }

    @Test("is not checked where the operator says so")
    func unchecked() async throws {
        let peer = try TLSPeer(authority.issue("leaf", days: -1))
        let transport = try CurlTransport(settings: HTTPClientSettings(insecureSkipVerify: true))
        let answer = await transport.send(.get(peer.url))
        #expect(answer.response?.status == 200, "\(answer)")
    }

    @Test("tells a port that speaks plain HTTP from one that hangs up")
    func noTLS() async throws {
        let plain = try LoopbackServer { connection in
            _ = connection.read()
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        }
        let transport = try transport()
        let answer = await transport.send(.get("https://localhost:\(plain.port)/"))
        #expect(answer.noResponse?.kind == .tlsFailed, "\(answer)")

        let closing = try LoopbackServer { _ = $0.read() }
        let hungUp = await transport.send(.get("https://localhost:\(closing.port)/"))
        #expect(hungUp.noResponse?.kind == .connectionClosed, "\(hungUp)")
    }

    @Test("shows the client's certificate to who asks for it", arguments: ["-tls1_2", "-tls1_3"])
    func clientCertificate(version: String) async throws {
        let own = try authority.issue("client")
        let peer = try TLSPeer(
            authority.issue("leaf"),
            options: [version, "-Verify", "2", "-verify_return_error", "-CAfile", authority.file]
        )
        let settings = HTTPClientSettings(
            caFile: authority.file,
            clientCertificateFile: own.certificate,
            clientKeyFile: own.key
        )
        let known = await (try CurlTransport(settings: settings)).send(.get(peer.url))
        #expect(known.response?.status == 200, "\(known)")
        let unknown = await (try transport()).send(.get(peer.url))
        #expect(unknown.noResponse?.kind == .tlsFailed, "\(unknown)")
    }

    @Test("asks for the real name where connect_to leads elsewhere")
    func serverName() async throws {
        let hellos = AsyncStream.makeStream(of: [UInt8].self)
        let server = try LoopbackServer { connection in
            if let hello = connection.read() { hellos.continuation.yield(hello) }
        }
        let transport = try transport(connectTo: [":443:127.0.0.1:\(server.port)"])
        _ = await transport.send(.get("https://japanwest.cogwatch.test/"))
        let hello = try #require(await hellos.stream.first { _ in true })
        #expect(String(decoding: hello, as: UTF8.self).contains("japanwest.cogwatch.test"))
    }
}

// MARK: - Sessions

extension TLSTests {
    struct Habit: CustomTestStringConvertible, Sendable {
        let policy: HTTPClientSettings.ConnectionPolicy
        var version = "-tls1_3"
        var fullHandshakeInterval = Duration.seconds(900)
        let handshakes: [String]

        var testDescription: String { "\(policy.rawValue) \(version) \(fullHandshakeInterval)" }
    }

    /// What the page of the peer says about the session.
    private func handshake(_ answer: Answer) -> String {
        answer.text.firstMatch(of: /\n(New|Reused),/).map { String($0.1) } ?? "\(answer)"
    }

    @Test(
        "resumes its sessions by policy, as the server sees it",
        arguments: [
            Habit(policy: .fresh, handshakes: ["New", "New", "New"]),
            Habit(policy: .fresh, version: "-tls1_2", handshakes: ["New", "New", "New"]),
            Habit(policy: .resume, handshakes: ["New", "Reused", "Reused"]),
            Habit(policy: .resume, version: "-tls1_2", handshakes: ["New", "Reused", "Reused"]),
            Habit(
                policy: .resume,
                fullHandshakeInterval: .zero,
                handshakes: ["New", "New", "New"]
            ),
        ]
    )
    func sessions(_ habit: Habit) async throws {
        let peer = try TLSPeer(authority.issue("leaf"), options: [habit.version])
        let transport = try transport(
            connection: habit.policy,
            fullHandshakeInterval: habit.fullHandshakeInterval
        )
        var answers: [Answer] = []
        for _ in habit.handshakes { answers.append(await transport.send(.get(peer.url))) }
        #expect(answers.map(handshake) == habit.handshakes)
        #expect(
            answers.map(\.timing.connection)
                == habit.handshakes.map { $0 == "New" ? .fullHandshake : .resumed }
        )
        // A resumed handshake shows no certificate, or an old one: the end is known all the same.
        let ends = Set(answers.map { $0.response?.certificateExpiry })
        #expect(ends.count == 1 && !ends.contains(nil))
    }

    @Test("resumes for many hosts, more than curl remembers in one place")
    func manyHosts() async throws {
        let peer = try TLSPeer(authority.issue("leaf"))
        let transport = try transport(connectTo: [":443:127.0.0.1:\(peer.port)"])
        let urls = (1...20).map { "https://host\($0).cogwatch.test/" }
        for expected in ["New", "Reused"] {
            for url in urls {
                let seen = handshake(await transport.send(.get(url)))
                #expect(seen == expected, "\(url)")
            }
        }
    }

    @Test("starts with a full handshake after a failure")
    func afterFailure() async throws {
        let peer = try TLSPeer(authority.issue("leaf"))
        let transport = try transport()
        _ = await transport.send(.get(peer.url))
        let failed = await transport.send(.get(peer.url, limit: 1))
        #expect(failed.noResponse == .bodyTooLarge(limit: 1))
        #expect(handshake(await transport.send(.get(peer.url))) == "New")
    }
}
