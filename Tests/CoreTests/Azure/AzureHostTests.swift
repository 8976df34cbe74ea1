import CogwatchCore
import Testing

@Suite("A host's name")
struct AzureHostTests {
    @Test(
        "tells family, cloud and label",
        arguments: [
            (
                "japanwest.api.cognitive.microsoft.com", AzureHost.Family.api, Cloud.public,
                "japanwest"
            ),
            ("api.cognitive.microsoft.com", .api, .public, nil),
            ("eastus.tts.speech.microsoft.com", .tts, .public, "eastus"),
            ("eastus.stt.speech.microsoft.com", .stt, .public, "eastus"),
            ("eastus.voice.speech.microsoft.com", .voice, .public, "eastus"),
            ("eastus.s2s.speech.microsoft.com", .s2s, .public, "eastus"),
            ("chinaeast2.api.cognitive.azure.cn", .api, .china, "chinaeast2"),
            ("chinaeast2.tts.speech.azure.cn", .tts, .china, "chinaeast2"),
            ("usgovvirginia.api.cognitive.microsoft.us", .api, .usgov, "usgovvirginia"),
            ("usgovvirginia.stt.speech.azure.us", .stt, .usgov, "usgovvirginia"),
            ("my-tts.cognitiveservices.azure.com", .customDomain, .public, "my-tts"),
            ("my-tts.cognitiveservices.azure.cn", .customDomain, .china, "my-tts"),
            ("x.privatelink.cognitiveservices.azure.us", .privateLink, .usgov, "x"),
            ("x.openai.azure.com", .openAI, .public, "x"),
            ("x.services.ai.azure.com", .foundry, .public, "x"),
            ("api.cognitive.microsofttranslator.com", .translator, .public, "api"),
            ("api-nam.cognitive.microsofttranslator.com", .translator, .public, "api-nam"),
            ("api.translator.azure.cn", .translator, .china, "api"),
            ("api.microsofttranslator.com", .translatorV2, .public, nil),
            ("api.bing.microsoft.com", .bingSearch, .public, nil),
            ("speech.platform.bing.com", .bingSpeech, .public, nil),
            ("api.projectoxford.ai", .projectOxford, .public, "api"),
            ("oxford-speech.cloudapp.net", .projectOxford, .public, "oxford-speech"),
            ("x.azure-api.net", .apiManagement, .public, "x"),
            ("management.azure.com", .resourceManager, .public, nil),
            ("login.microsoftonline.com", .entra, .public, nil),
            ("x.vault.azure.net", .keyVault, .public, "x"),
            ("x.cognitiveservices.microsoftazure.de", .closedCloud, .public, "x.cognitiveservices"),
            // As people write them.
            ("HTTPS://WestUS.TTS.speech.microsoft.com:443/v1?a=b", .tts, .public, "westus"),
            ("wss://en-us.tts.speech.microsoft.com/x", .tts, .public, "en-us"),
            ("https://user:word@my.openai.azure.com", .openAI, .public, "my"),
            (" eastus.tts.speech.microsoft.com. ", .tts, .public, "eastus"),
            ("https://<resource>.openai.azure.com/openai", .openAI, .public, "<resource>"),
        ] as [(String, AzureHost.Family, Cloud, String?)]
    )
    func known(text: String, family: AzureHost.Family, cloud: Cloud, label: String?) {
        let host = AzureHost(text)
        #expect(host.family == family)
        #expect(host.cloud == cloud)
        #expect(host.label == label)
    }

    @Test(
        "that only resembles Azure's is not taken for it",
        arguments: [
            "", "localhost", "127.0.0.1:8443", "[::1]:443", "example.com",
            "evilcognitiveservices.azure.com", "cognitiveservices.azure.com.evil.example",
            "eastus.tts.speech.microsoft.com.evil.example", "https://", "://", "@", "...",
            "evil.example/eastus.tts.speech.microsoft.com",
            "https://evil.example#@x.openai.azure.com",
        ]
    )
    func unknown(text: String) {
        let host = AzureHost(text)
        #expect(host.family == .other)
        #expect(host.cloud == nil && host.label == nil && host.region == nil)
    }

    @Test("names a region only where regions stand")
    func regions() {
        #expect(AzureHost("eastus.tts.speech.microsoft.com").region == "eastus")
        #expect(AzureHost("eastus.cognitiveservices.azure.com").region == nil)
        #expect(AzureHost("eastus.cognitiveservices.azure.com").resourceName == "eastus")
        #expect(AzureHost("eastus.tts.speech.microsoft.com").resourceName == nil)
    }

    @Test("shows what is odd about its region")
    func doubts() {
        #expect(AzureHost("eastus.tts.speech.microsoft.com").regionDoubt == nil)
        #expect(AzureHost("en-us.tts.speech.microsoft.com").regionDoubt == .locale)
        #expect(AzureHost("undefined.stt.speech.microsoft.com").regionDoubt == .placeholder)
        #expect(
            AzureHost("chinaeast2.stt.speech.microsoft.com").regionDoubt == .otherCloud(.china)
        )
        #expect(AzureHost("my.cognitiveservices.azure.com").regionDoubt == nil)
    }

    @Test("of every probe is read back", arguments: Cloud.allCases)
    func probes(cloud: Cloud) {
        for region in Regions.regions(in: cloud) {
            let account = Account(name: "a", cloud: cloud, region: region.id, keys: [])
            #expect(AzureHost(account.endpoint(for: .token)?.url ?? "").region == region.id)
            #expect(AzureHost(account.endpoint(for: .voices)?.url ?? "").region == region.id)
            #expect(AzureHost(account.host(for: .voices) ?? "").cloud == cloud)
        }
    }
}
