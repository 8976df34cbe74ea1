import CogwatchConfiguration
import CogwatchCore
import Testing

@Suite("A web configuration")
struct WebConfigurations {
    private static let hash = "$2y$05$" + String(repeating: "a", count: 53)

    @Test("is told what is wrong with it in these words", arguments: Fixture.all(in: "web"))
    func oneMistake(_ fixture: Fixture) throws {
        let expectation = try #require(fixture.expectation)
        let loaded = World.loadWeb(fixture.text)
        #expect(loaded.problems.map(\.headline) == [expectation])
        #expect((loaded.value == nil) == loaded.hasErrors)
        for problem in loaded.problems {
            #expect(!problem.description.contains("horse"))
            #expect(!problem.description.contains("abcdefg"))
        }
    }

    @Test("is there in numbers: the fixtures are really read")
    func fixturesAreThere() {
        #expect(Fixture.all(in: "web").count > 15)
    }

    @Test("holds all that exporter-toolkit has and a server can do")
    func everything() throws {
        let loaded = World.loadWeb(
            """
            tls_server_config:
              cert_file: client.pem
              key_file: client.key
              client_ca_file: ca.pem
              client_auth_type: RequireAndVerifyClientCert
              min_version: TLS12
              max_version: TLS13
              cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]
              curve_preferences: [X25519, CurveP256]
            http_server_config:
              http2: false
              headers: {X-Frame-Options: sameorigin, Strict-Transport-Security: max-age=1}
            basic_auth_users:
              prometheus: \(Self.hash)
            """
        )
        #expect(loaded.problems.isEmpty)
        let settings = try #require(loaded.value)
        let tls = try #require(settings.tls)
        #expect(tls.clientCertificate == .requireAndVerify)
        #expect(tls.clientAuthorities == Array((World.files["ca.pem"] ?? "").utf8))
        #expect((tls.minimum, tls.maximum) == (.tls12, .tls13))
        #expect(tls.cipherSuites == [.ecdsaAES128GCM, .aes128GCM])
        #expect(tls.curves == [.x25519, .p256])
        #expect(settings.users == ["prometheus": Secret(Self.hash)])
        #expect(settings.headers.map(\.name) == ["X-Frame-Options", "Strict-Transport-Security"])
        #expect(loaded.watchedFiles == ["web.yml", "client.pem", "client.key", "ca.pem"])
    }

    @Test("speaks TLS 1.3 alone where only suites of TLS 1.3 are named")
    func newSuitesOnly() {
        let loaded = World.loadWeb(
            """
            tls_server_config:
              cert_file: client.pem
              key_file: client.key
              cipher_suites: [TLS_AES_128_GCM_SHA256]
            """
        )
        #expect(loaded.value?.tls?.minimum == .tls13)
    }

    @Test("may be empty, as for Prometheus", arguments: ["", "\n", "# nothing\n"])
    func empty(_ text: String) {
        let loaded = World.loadWeb(text)
        #expect(loaded.problems.isEmpty)
        #expect(loaded.value == WebSettings())
    }
}

@Suite("A client's configuration")
struct ClientConfigurations {
    @Test("has a login and a way out")
    func login() throws {
        let loaded = World.loadClient(
            """
            basic_auth: {username: me, password_file: password}
            tls_config: {ca_file: ca.pem}
            """
        )
        #expect(loaded.problems.isEmpty)
        let access = try #require(loaded.value)
        #expect(access.headers.count == 1)
        #expect(access.door.caFile == "ca.pem")
    }

    @Test("is told what is wrong with it, and shows no password")
    func mistakes() {
        let loaded = World.loadClient("basic_auht: {username: me, password: horse}")
        #expect(loaded.value == nil)
        #expect(
            loaded.problems.map(\.headline) == [
                "http.yml:1:1: error: unknown key \"basic_auht\" in http_config; "
                    + "did you mean \"basic_auth\"?"
            ]
        )
        #expect(!"\(loaded.problems)".contains("horse"))
    }
}
