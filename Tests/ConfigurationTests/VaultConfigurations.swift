import CogwatchConfiguration
import CogwatchCore
import CogwatchTemplates
import Foundation
import Testing

@Suite("A key in a Key Vault")
struct VaultConfigurations {
    private static let address = "https://my-vault.vault.azure.net/"

    private static func text(_ keyVault: String) -> String {
        """
        accounts:
          - name: tts
            region: japanwest
            keys: [{name: key1, key_vault: {\(keyVault)}}]
        """
    }

    private static func source(
        _ keyVault: String,
        variables: [String: String] = [:]
    ) throws -> VaultSource? {
        let loaded = World.load(text(keyVault), variables: variables)
        #expect(loaded.problems.map(\.headline) == [])
        let key = try #require(loaded.settings?.accounts.first?.keys.first)
        #expect(key.secret.isEmpty && key.problem == nil)
        return key.vault
    }

    private static let identity = EntraCredential.managedIdentity(
        ManagedIdentity(source: .instanceMetadata)
    )

    @Test(
        "is in the cloud of its vault, whatever the account's",
        arguments: [
            ("https://my-vault.vault.azure.net", Cloud.public, "my-vault.vault.azure.net"),
            ("https://My-Vault.vault.azure.net:443/", .public, "my-vault.vault.azure.net"),
            ("https://my-vault.vault.azure.cn/", .china, "my-vault.vault.azure.cn"),
            (
                "https://my-vault.vault.usgovcloudapi.net/", .usgov,
                "my-vault.vault.usgovcloudapi.net"
            ),
        ]
    )
    func places(address: String, cloud: Cloud, host: String) throws {
        let source = try #require(try Self.source("vault_uri: \"\(address)\", secret: TTS-Key1"))
        #expect(source.place.vault.host == host)
        #expect(source.place.secret == "tts-key1")
        #expect(source.place.version == nil)
        #expect(source.cloud == cloud)
        #expect(source.credential == .success(Self.identity))
    }

    @Test("may be one version of a secret")
    func version() throws {
        let version = String(repeating: "A1", count: 16)
        let source = try Self.source(
            "vault_uri: \"\(Self.address)\", secret: tts, version: \(version)"
        )
        #expect(source?.place.version == version.lowercased())
    }

    private static let pod = [
        "AZURE_TENANT_ID": "contoso.example", "AZURE_CLIENT_ID": "pod",
        "AZURE_FEDERATED_TOKEN_FILE": "/token",
    ]

    @Test("is read by what the platform lends, or by whom the configuration names")
    func readers() throws {
        let basic = "vault_uri: \"\(Self.address)\", secret: tts"
        let workload = WorkloadIdentity(
            tenantID: "contoso.example",
            clientID: "pod",
            assertionFile: "/token"
        )
        let cases: [(String, [String: String], EntraCredential)] = [
            ("", [:], Self.identity), ("", Self.pod, .workloadIdentity(workload)),
            (", authentication_method: ManagedIdentity", Self.pod, Self.identity),
            (
                ", client_id: mine", [:],
                .managedIdentity(ManagedIdentity(source: .instanceMetadata, clientID: "mine"))
            ),
            (
                ", tenant_id: contoso.example, client_id: app, client_secret_file: password",
                Self.pod,
                .clientSecret(
                    tenantID: "contoso.example",
                    clientID: "app",
                    secret: Secret("correct horse")
                )
            ),
        ]
        for (more, variables, credential) in cases {
            let source = try Self.source(basic + more, variables: variables)
            #expect(source?.credential == .success(credential), "\(more)")
        }
    }

    @Test("of a discovered account is read by who discovers, unless it says otherwise")
    func discovered() throws {
        let loaded = World.load(
            """
            azure_sd_configs:
              - subscription_id: 00000000-1111-2222-3333-444444444444
                tenant_id: contoso.example
                client_id: app
                client_secret_file: password
                keys:
                  - {account: tts, name: key1, key_vault: {vault_uri: "\(Self.address)", secret: one}}
                  - account: tts
                    name: key2
                    key_vault: {vault_uri: "\(Self.address)", secret: two, authentication_method: ManagedIdentity}
            """
        )
        #expect(loaded.problems == [])
        let discovery = try #require(loaded.settings?.discovery.azure.first)
        let keys = try #require(discovery.keys["tts"])
        #expect(keys.map(\.vault?.credential) == [discovery.credential, .success(Self.identity)])
        #expect(keys.map(\.vault?.place.secret) == ["one", "two"])
    }

    @Test("stands in a file of accounts as well, and its mistakes have that file's lines")
    func accountFiles() {
        let stanza = """
            - name: tts
              region: japanwest
              keys:
                - {name: key1, key_vault: {vault_uri: "\(Self.address)", secret: SECRET}}

            """
        func load(_ secret: String) -> LoadedConfiguration {
            let files = [
                "cogwatch.yml": "file_sd_configs: [{files: [more.yml]}]\n",
                "more.yml": stanza.replacing("SECRET", with: secret),
            ]
            return ConfigurationLoader(
                environment: [:],
                readFile: { path in
                    guard let file = files[path] else { throw CocoaError(.fileReadNoSuchFile) }
                    return Array(file.utf8)
                },
                listFiles: { [$0] },
                now: { World.today },
                compileTemplate: MustacheTemplates.compile
            ).load(path: "cogwatch.yml")
        }
        let good = load("tts-key1")
        #expect(good.problems == [])
        #expect(good.settings?.accounts.first?.keys.first?.vault?.place.secret == "tts-key1")
        let bad = load("tts_key1")
        let column = stanza.split(separator: "\n")[3].components(separatedBy: "SECRET")[0].count + 1
        let start = "more.yml:4:\(column): error: \"secret\""
        #expect(bad.problems.first?.headline.hasPrefix(start) == true)
    }

    @Test("shows nothing of a client secret, nor of a version, which looks like a key")
    func secrecy() {
        let version = String(repeating: "c3", count: 16)
        let loaded = World.load(
            Self.text(
                "vault_uri: \"\(Self.address)\", secret: tts-key1, version: \(version), "
                    + "tenant_id: t, client_id: a, client_secret: correct horse"
            )
        )
        #expect(loaded.settings != nil)
        #expect(loaded.redactedYAML.contains("client_secret: <secret>"))
        #expect(loaded.redactedYAML.contains("secret: tts-key1"))
        let shown =
            loaded.redactedYAML + loaded.problems.map(\.description).joined()
            + "\(loaded.settings.map { "\($0)" } ?? "")"
        #expect(!shown.contains("horse"))
        #expect(!loaded.redactedYAML.contains(version))
    }

    @Test("follows the file with the client's secret: another one is read without a restart")
    func rotation() {
        let text = Self.text(
            "vault_uri: \"\(Self.address)\", secret: tts, tenant_id: t, client_id: a, "
                + "client_secret_file: app"
        )
        let loaded = ["one", "two"].map { World.load(text, files: ["app": $0]) }
        #expect(loaded[0].digest != loaded[1].digest)
        #expect(loaded[0].watchedFiles.contains("app"))
        let credentials = loaded.map { $0.settings?.accounts.first?.keys.first?.vault?.credential }
        #expect(credentials[0] != credentials[1])
    }
}
