import CogwatchConfiguration
import CogwatchCore
import Foundation
import Testing

@Suite("Discovery in a configuration")
struct AzureDiscoveryConfigurations {
    private static func load() throws -> Settings {
        let fixture = try #require(
            Fixture.all(in: "good").first { $0.name == "azure-discovery.yml" }
        )
        let loaded = World.load(fixture.text, as: fixture.name)
        #expect(loaded.problems == [])
        return try #require(loaded.settings)
    }

    @Test("needs a subscription and who asks, and has usual values for the rest")
    func minimal() throws {
        let settings = try Self.load()
        #expect(settings.accounts == [])
        #expect(settings.privacy.showsCaller)
        let expected = AzureDiscovery(
            credential: .success(
                .clientSecret(
                    tenantID: "contoso.example",
                    clientID: "55555555-6666-7777-8888-999999999999",
                    secret: Secret("correct horse")
                )
            ),
            subscription: "00000000-1111-2222-3333-444444444444",
            defaults: Catalogue.Defaults(probeInterval: .seconds(120), choosesInterval: true)
        )
        #expect(settings.discovery.azure.first == expected)
        #expect(expected.source == "azure:00000000-1111-2222-3333-444444444444")
        #expect(expected.listsKeys)
        #expect(expected.refreshInterval == .seconds(300))
    }

    @Test("says what is looked for, and with what it is watched")
    func everything() throws {
        let discovery = try #require(try Self.load().discovery.azure.last)
        #expect(discovery.cloud == .china)
        #expect(discovery.group == "Voice-RG")
        #expect(discovery.source.hasSuffix("/voice-rg"))
        let identity = ManagedIdentity(
            source: .instanceMetadata,
            clientID: "55555555-6666-7777-8888-999999999999"
        )
        #expect(discovery.credential == .success(.managedIdentity(identity)))
        #expect(discovery.refreshInterval == .seconds(900))
        #expect(!discovery.listsKeys)
        #expect(discovery.defaults.probeInterval == .seconds(30))
        #expect(discovery.defaults.labels == ["found_by": "discovery"])
        #expect(
            discovery.filter
                == DiscoveryFilter(
                    kinds: ["SpeechServices", "CognitiveServices"],
                    regions: ["japanwest", "chinaeast2"],
                    tags: ["team": "voice", "watched": nil as String?]
                )
        )
        #expect(discovery.keys.mapValues { $0.map(\.name) }.keys.sorted() == ["faces", "tts-one"])
        #expect(discovery.keys["tts-one"]?.map(\.name) == ["key1", "key2"])
        #expect(
            discovery.keys["tts-one"]?.map(\.secret)
                == [World.keys[0], World.keys[1]].map(Secret.init)
        )
    }

    @Test("has no part of a secret in what is shown")
    func secrecy() {
        let text = """
            azure_sd_configs:
              - subscription_id: 00000000-1111-2222-3333-444444444444
                tenant_id: contoso.example
                client_id: an-app
                client_secret: correct horse
                keys: [{account: tts, name: key1, value: \(World.keys[0])}]
            """
        let loaded = World.load(text)
        #expect(loaded.settings != nil)
        #expect(loaded.redactedYAML.contains("client_secret: <secret>"))
        #expect(loaded.redactedYAML.contains("account: tts"))
        let shown = loaded.redactedYAML + loaded.problems.map(\.headline).joined()
        #expect(!shown.contains("horse"))
        #expect(!shown.contains(World.keys[0]))
    }

    @Test("gives a pod's token to Entra's own hosts alone")
    func authority() {
        let text = """
            azure_sd_configs:
              - subscription_id: 00000000-1111-2222-3333-444444444444
                authentication_method: WorkloadIdentity
            """
        let pod = [
            "AZURE_TENANT_ID": "contoso.example", "AZURE_CLIENT_ID": "an-app",
            "AZURE_FEDERATED_TOKEN_FILE": "/var/run/token",
        ]
        for (host, isGood) in [
            ("https://login.microsoftonline.com/", true), ("https://evil.example/", false),
        ] {
            let variables = pod.merging(["AZURE_AUTHORITY_HOST": host]) { $1 }
            let loaded = World.load(text, variables: variables)
            #expect(loaded.hasErrors == !isGood)
            let credential = loaded.settings?.discovery.azure.first?.credential
            #expect(((try? credential?.get()) != nil) == isGood)
            #expect(
                loaded.problems.contains { $0.what.contains("AZURE_AUTHORITY_HOST") } == !isGood
            )
        }
    }

    @Test("follows the file with the secret: another secret is another digest")
    func digest() {
        let text = """
            azure_sd_configs:
              - subscription_id: 00000000-1111-2222-3333-444444444444
                tenant_id: contoso.example
                client_id: an-app
                client_secret_file: app
            """
        let digests = ["one", "two"].map { World.load(text, files: ["app": $0]).digest }
        #expect(digests[0] != digests[1])
    }
}
