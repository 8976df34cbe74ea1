import CogwatchCore
import Foundation
import Logging
import Testing

@testable import CogwatchServer

@Suite("The server with a web configuration")
struct GuardedServerTests {
    /// The hash of `correct horse`, at the least cost that there is.
    private static let hash = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"

    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func tls(
        _ certificates: Certificates,
        _ client: WebSettings.ClientCertificate = .none
    ) throws -> WebSettings.TLS {
        WebSettings.TLS(
            certificateChain: try certificates.read("server.pem"),
            privateKey: Secret(
                String(decoding: try certificates.read("server.key"), as: UTF8.self)
            ),
            clientCertificate: client,
            clientAuthorities: client.isVerified ? try certificates.read("ca.pem") : nil
        )
    }

    private static func keeper(_ settings: WebSettings) throws -> WebKeeper {
        try WebKeeper(logger: silent) {
            WebFile(path: "web.yml", settings: settings, problems: [], watchedFiles: [])
        }
    }

    private static func address(_ server: RunningServer, _ path: String) -> String {
        "https://localhost:\(server.ports.first ?? 0)\(path)"
    }

    @Test("speaks TLS, and nothing else")
    func speaksTLS() async throws {
        let certificates = try Certificates()
        let keeper = try Self.keeper(WebSettings(tls: Self.tls(certificates)))
        try await RunningServer.with(web: keeper) { server in
            let url = Self.address(server, "/metrics")
            let trust = ["--cacert", certificates.path("ca.pem")]
            let got = await Curl.ask(url, trust)
            #expect(got?.status == 200)
            #expect(got?.text.contains("cogwatch_build_info") == true)
            // Without trust in the authority a client must not be content.
            await #expect(Curl.ask(url) == nil)
            await #expect(Curl.ask(url, trust + ["--tls-max", "1.1"]) == nil)
            await #expect(Curl.ask(url, trust + ["--tls-max", "1.2"])?.status == 200)
            await #expect(Curl.ask(url.replacing("https", with: "http")) == nil)
        }
    }

    @Test("wants the versions that are configured")
    func versions() async throws {
        let certificates = try Certificates()
        var tls = try Self.tls(certificates)
        tls.minimum = .tls13
        let keeper = try Self.keeper(WebSettings(tls: tls))
        try await RunningServer.with(web: keeper) { server in
            let url = Self.address(server, "/-/healthy")
            let trust = ["--cacert", certificates.path("ca.pem")]
            await #expect(Curl.ask(url, trust + ["--tls-max", "1.2"]) == nil)
            await #expect(Curl.ask(url, trust)?.status == 200)
        }
    }

    @Test("takes only the cipher suites and curves that are configured")
    func suites() async throws {
        let certificates = try Certificates()
        var tls = try Self.tls(certificates)
        tls.cipherSuites = [.ecdsaAES256GCM]
        tls.curves = [.p384]
        let keeper = try Self.keeper(WebSettings(tls: tls))
        try await RunningServer.with(web: keeper) { server in
            let url = Self.address(server, "/-/healthy")
            let old = ["--cacert", certificates.path("ca.pem"), "--tls-max", "1.2"]
            await #expect(Curl.ask(url, old)?.status == 200)
            let other = ["--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"]
            await #expect(Curl.ask(url, old + other) == nil)
            await #expect(Curl.ask(url, old + ["--curves", "P-256"]) == nil)
        }
    }

    struct Client: Sendable, CustomTestStringConvertible {
        let kind: WebSettings.ClientCertificate
        /// Whether it comes in without a certificate, with one of a stranger, with a good one.
        let comesIn: [Bool]

        init(_ kind: WebSettings.ClientCertificate, _ comesIn: [Bool]) {
            self.kind = kind
            self.comesIn = comesIn
        }

        var testDescription: String { kind.rawValue }
    }

    @Test(
        "asks clients for certificates as Go does",
        arguments: [
            Client(.none, [true, true, true]), Client(.request, [true, true, true]),
            Client(.requireAny, [false, true, true]),
            Client(.verifyIfGiven, [true, false, true]),
            Client(.requireAndVerify, [false, false, true]),
        ]
    )
    func clientCertificates(_ client: Client) async throws {
        let certificates = try Certificates()
        let keeper = try Self.keeper(WebSettings(tls: Self.tls(certificates, client.kind)))
        try await RunningServer.with(web: keeper) { server in
            var found: [Bool] = []
            for name in ["", "stranger", "client"] {
                let own =
                    name.isEmpty
                    ? []
                    : [
                        "--cert", certificates.path("\(name).pem"),
                        "--key", certificates.path("\(name).key"),
                    ]
                let trust = ["--cacert", certificates.path("ca.pem")]
                let got = await Curl.ask(Self.address(server, "/-/healthy"), trust + own)
                found.append(got?.status == 200)
            }
            #expect(found == client.comesIn)
        }
    }

    @Test("lets in who has the password, and says who else it is asking for")
    func passwords() async throws {
        let keeper = try Self.keeper(WebSettings(users: ["prometheus": Secret(Self.hash)]))
        try await RunningServer.with(web: keeper) { server in
            let url = "http://127.0.0.1:\(server.ports.first ?? 0)"
            let none = try #require(await Curl.ask("\(url)/metrics"))
            #expect(none.status == 401)
            #expect(none.text.contains("\r\nWWW-Authenticate: Basic "))
            #expect(!none.text.contains("cogwatch_"))
            let right = ["-u", "prometheus:correct horse"]
            await #expect(Curl.ask("\(url)/metrics", right)?.status == 200)
            await #expect(Curl.ask("\(url)/metrics", ["-u", "prometheus:wrong"])?.status == 401)
            await #expect(
                Curl.ask("\(url)/metrics", ["-u", "nobody:correct horse"])?.status == 401
            )
            await #expect(Curl.ask("\(url)/metrics", ["-u", "prometheus:"])?.status == 401)
            await #expect(Curl.ask("\(url)/", right)?.status == 200)
        }
    }

    @Test(
        "keeps a page, a call, a probe and a reload behind the password",
        arguments: [
            "GET /", "GET /incidents", "GET /silences/new", "GET /style.css", "GET /nowhere",
            "GET /probe?account=tts-well", "GET /api/v1/accounts", "GET /api/v1/status/config",
            "POST /-/reload", "POST /api/v1/silences", "DELETE /api/v1/silences/x",
            "GET /-/healthy/", "GET /-/ready/x", "GET /metrics/../-/healthy",
        ]
    )
    func everywhere(_ line: String) async throws {
        let keeper = try Self.keeper(WebSettings(users: ["prometheus": Secret(Self.hash)]))
        try await RunningServer.with(enableLifecycle: true, web: keeper) { server in
            let port = try #require(server.ports.first)
            let got = try await RawClient.ask(port: port, "\(line) HTTP/1.1")
            #expect(got.head.hasPrefix("HTTP/1.1 401 "))
            #expect(server.console.calls.isEmpty)
        }
    }

    @Test("tells anybody whether it is healthy and ready", arguments: ["", "/pre"])
    func health(_ prefix: String) async throws {
        let keeper = try Self.keeper(WebSettings(users: ["prometheus": Secret(Self.hash)]))
        try await RunningServer.with(routePrefix: prefix, web: keeper) { server in
            try await #expect(server.ask("\(prefix)/-/healthy").status == 200)
            try await #expect(server.ask("\(prefix)/-/ready").status == 200)
            try await #expect(server.ask("\(prefix)/-/ready", method: "HEAD").status == 200)
        }
    }

    @Test("answers a call without a password in the envelope of calls")
    func envelope() async throws {
        let keeper = try Self.keeper(WebSettings(users: ["prometheus": Secret(Self.hash)]))
        try await RunningServer.with(web: keeper) { server in
            let port = try #require(server.ports.first)
            let got = try await RawClient.ask(port: port, "GET /api/v1/accounts HTTP/1.1")
            #expect(got.head.hasPrefix("HTTP/1.1 401 "))
            let body = String(decoding: got.body, as: UTF8.self)
            #expect(body.contains(#""errorType":"unauthorized""#))
        }
    }

    @Test("sends the configured headers with every answer, in place of its own")
    func headers() async throws {
        let keeper = try Self.keeper(
            WebSettings(
                users: ["prometheus": Secret(Self.hash)],
                headers: [
                    .init("X-Frame-Options", "sameorigin"),
                    .init("Strict-Transport-Security", "max-age=60"),
                ]
            )
        )
        try await RunningServer.with(web: keeper) { server in
            // URLSession, asked for a password that it does not have, never answers.
            for path in ["/-/healthy", "/"] {
                let port = try #require(server.ports.first)
                let got = try await RawClient.ask(port: port, "GET \(path) HTTP/1.1")
                #expect(got.head.contains("X-Frame-Options: sameorigin"))
                #expect(got.head.contains("Strict-Transport-Security: max-age=60"))
                #expect(!got.head.contains("DENY"))
            }
        }
    }
}
