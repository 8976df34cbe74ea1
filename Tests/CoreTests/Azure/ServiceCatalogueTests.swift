import CogwatchCore
import Testing
import TestSupport

@Suite("The service catalogue")
struct ServiceCatalogueTests {
    /// All that may ever be sent, by hand: nothing of it is billed.
    private static let free: Set<String> = [
        "POST /sts/v1.0/issueToken",
        "GET /cognitiveservices/voices/list",
        "GET /tts/cognitiveservices/voices/list",
        "GET /face/v1.0/largepersongroups?top=1",
        "GET /vision/v3.2/models",
        "GET /language/authoring/analyze-text/projects?api-version=2023-04-01",
        "GET /contentsafety/text/blocklists?api-version=2023-10-01",
        "GET /documentintelligence/info?api-version=2024-11-30",
        "GET /openai/models?api-version=2024-10-21",
        "GET /luis/authoring/v3.0-preview/apps/",
    ]

    /// Every account that can be thought of, as far as hosts go.
    private static func accounts(of kind: AzureService) -> [Account] {
        Cloud.allCases.flatMap { cloud in
            (Regions.regions(in: cloud).map(\.id) + [Regions.global]).flatMap { region in
                [nil, "my-own.\(cloud.customDomainSuffix)"].map { domain in
                    Account(
                        name: "a",
                        kind: kind,
                        cloud: cloud,
                        region: region,
                        customDomain: domain,
                        keys: [key]
                    )
                }
            }
        }
    }

    private static let key = AccountKey(name: "key1", origin: "a test", secret: TestKeys.hex(1))

    @Test("asks nothing that is billed", arguments: AzureService.allCases)
    func free(kind: AzureService) {
        for account in Self.accounts(of: kind) {
            for operation in CogwatchCore.Operation.allCases {
                guard let probe = Probe(operation, of: account, key: Self.key) else { continue }
                let endpoint = account.endpoint(for: operation)
                let method = probe.request.method.rawValue
                #expect(Self.free.contains("\(method) \(endpoint?.path ?? "")"))
                #expect(probe.request.address.shown == endpoint?.url)
                #expect(probe.request.body.isEmpty)
            }
        }
    }

    @Test("asks hosts of the account's own cloud and region only", arguments: AzureService.allCases)
    func hosts(kind: AzureService) {
        for account in Self.accounts(of: kind) {
            for host in CogwatchCore.Operation.allCases.compactMap(account.host) {
                let read = AzureHost(host)
                #expect(read.cloud == account.cloud)
                if account.customDomain != nil {
                    #expect(host == account.customDomain)
                } else if account.region == Regions.global, kind == .textTranslation,
                    account.cloud == .public
                {
                    #expect(host == "api.cognitive.microsoft.com")
                } else {
                    #expect(read.region == account.region)
                }
            }
        }
    }

    @Test("asks by default only what is allowed", arguments: AzureService.allCases)
    func defaults(kind: AzureService) {
        let offer = kind.offer
        #expect(Set(offer.defaults).isSubset(of: offer.allowed))
        #expect(offer.defaults.isEmpty == offer.allowed.isEmpty)
        #expect((offer.listing != nil) == offer.allowed.contains(.list))
    }

    @Test(
        "knows what each service is asked",
        arguments: [
            (
                AzureService.speechServices, "japanwest", CogwatchCore.Operation.token,
                "https://japanwest.api.cognitive.microsoft.com/sts/v1.0/issueToken"
            ),
            (
                .aiServices, "eastus", .voices,
                "https://eastus.tts.speech.microsoft.com/cognitiveservices/voices/list"
            ),
            (
                .textTranslation, "global", .token,
                "https://api.cognitive.microsoft.com/sts/v1.0/issueToken"
            ),
            (
                .textTranslation, "westeurope", .token,
                "https://westeurope.api.cognitive.microsoft.com/sts/v1.0/issueToken"
            ),
            (
                .face, "westus", .list,
                "https://westus.api.cognitive.microsoft.com/face/v1.0/largepersongroups?top=1"
            ),
            (
                .luisAuthoring, "westus", .list,
                "https://westus.api.cognitive.microsoft.com/luis/authoring/v3.0-preview/apps/"
            ),
        ]
    )
    func urls(
        kind: AzureService,
        region: String,
        operation: CogwatchCore.Operation,
        url: String
    ) {
        let account = Account(name: "a", kind: kind, region: region, keys: [Self.key])
        #expect(account.endpoint(for: operation)?.url == url)
        #expect(account.operations.contains(operation))
    }

    @Test("sends an OpenAI key to the resource's own host, in that service's own header")
    func openAI() throws {
        let shared = Account(name: "a", kind: .openAI, region: "eastus", keys: [Self.key])
        #expect(Probe(.list, of: shared, key: Self.key) == nil)
        let account = Account(
            name: "a",
            kind: .openAI,
            region: "eastus",
            customDomain: "mine.openai.azure.com",
            keys: [Self.key]
        )
        let probe = try #require(Probe(.list, of: account, key: Self.key))
        #expect(probe.host == "mine.openai.azure.com")
        #expect(probe.request.headers.first?.name == "api-key")
        #expect(probe.request.headers.allSatisfy { $0.name != "Ocp-Apim-Subscription-Key" })
    }

    @Test(
        "sends nothing to what is gone and has no safe call",
        arguments: AzureService.allCases.filter { $0.retirement != nil && $0 != .luisAuthoring }
    )
    func gone(kind: AzureService) {
        let account = Account(name: "a", kind: kind, region: "westus", keys: [Self.key])
        #expect(account.operations.isEmpty)
        #expect(CogwatchCore.Operation.allCases.allSatisfy { account.endpoint(for: $0) == nil })
        #expect(kind.canBeWatched)
    }

    @Test(
        "watches no service of which no free call is known",
        arguments: [
            AzureService.customVisionTraining, .qnaMaker, .personalizer, .metricsAdvisor,
            .anomalyDetector, .immersiveReader, .knowledge, .dummy,
        ]
    )
    func unknown(kind: AzureService) {
        #expect(!kind.canBeWatched)
    }
}

@Suite("A variant of an account")
struct AccountVariantTests {
    private let account = Account(
        name: "a",
        kind: .aiServices,
        region: "japanwest",
        customDomain: "mine.cognitiveservices.azure.com",
        keys: [AccountKey(name: "key1", origin: "a test", secret: TestKeys.hex(1))],
        operations: [.voices],
        probeTimeout: .seconds(3),
        labels: ["team": "voice"]
    )

    @Test("has the same keys in another region, on the region's hosts")
    func region() {
        let other = account.with(region: "eastus")
        #expect(other.host(for: .voices) == "eastus.tts.speech.microsoft.com")
        #expect(other.keys == account.keys)
        #expect(other.operations == [.voices])
        #expect(other.probeTimeout == .seconds(3))
        #expect(other.labels == account.labels)
    }

    @Test("of another kind is asked what that kind is asked")
    func kind() {
        let other = account.with(kind: .textTranslation)
        #expect(other.operations == [.token])
        #expect(other.host(for: .token) == "japanwest.api.cognitive.microsoft.com")
        #expect(account.with(kind: .aiServices).operations == [.voices])
        #expect(account.with(kind: .bingSpeech).operations.isEmpty)
    }

    @Test("of a kind that only a host of its own answers for is asked nothing")
    func needsEndpoint() {
        #expect(account.with(kind: .openAI).operations.isEmpty)
    }

    @Test("in another cloud is on that cloud's hosts")
    func cloud() {
        let other = account.with(cloud: .china).with(region: "chinaeast2")
        #expect(other.host(for: .voices) == "chinaeast2.tts.speech.azure.cn")
    }
}
