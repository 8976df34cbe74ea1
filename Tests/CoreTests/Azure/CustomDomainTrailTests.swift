import CogwatchCore
import Testing

@Suite("The trail of a custom domain")
struct CustomDomainTrailTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        var aliases: [String] = []
        var addresses: [String] = []
        var cloud = Cloud.public
        var region: String?
        var passesPrivateLink = false
        var reach = CustomDomainTrail.Reach.nowhere

        var testDescription: String { title }
    }

    static let rows = [
        Row(
            title: "a public resource",
            aliases: [
                "westeurope.api.cognitive.microsoft.com", "cognitiveweprod.trafficmanager.net",
                "cognitiveweprod-apim.azure-api.net", "apimgmtgweprod.cloudapp.net",
            ],
            addresses: ["20.50.1.2"],
            region: "westeurope",
            reach: .everywhere
        ),
        Row(
            title: "a private endpoint, from inside",
            aliases: ["my-tts.privatelink.cognitiveservices.azure.com"],
            addresses: ["10.1.2.3"],
            passesPrivateLink: true,
            reach: .privately
        ),
        Row(
            title: "a private endpoint, from outside",
            aliases: [
                "my-tts.privatelink.cognitiveservices.azure.com",
                "vnetproxyv1-jw-prod.japanwest.cloudapp.azure.com",
            ],
            addresses: ["40.74.1.2"],
            region: "japanwest",
            passesPrivateLink: true,
            reach: .everywhere
        ),
        Row(
            title: "a private zone without a record",
            aliases: ["my-tts.privatelink.cognitiveservices.azure.com"],
            passesPrivateLink: true
        ),
        Row(
            title: "China",
            aliases: ["chinaeast2.api.cognitive.azure.cn"],
            addresses: ["52.130.1.2"],
            cloud: .china,
            region: "chinaeast2",
            reach: .everywhere
        ),
        Row(
            title: "US Government, from outside a private endpoint",
            aliases: [
                "my-tts.privatelink.cognitiveservices.azure.us",
                "vnetproxyv1-va-prod.usgovvirginia.cloudapp.usgovcloudapi.net",
            ],
            cloud: .usgov,
            region: "usgovvirginia",
            passesPrivateLink: true
        ),
        Row(
            title: "a region of another cloud",
            aliases: ["chinaeast2.api.cognitive.azure.cn"]
        ),
        Row(
            title: "another cloud's private zone",
            aliases: ["my-tts.privatelink.cognitiveservices.azure.us"]
        ),
        Row(
            title: "a word that is no region",
            aliases: ["atlantis.api.cognitive.microsoft.com", "x.atlantis.cloudapp.azure.com"]
        ),
        Row(
            title: "two regions",
            aliases: [
                "westeurope.api.cognitive.microsoft.com",
                "vnetproxyv1-jw-prod.japanwest.cloudapp.azure.com",
            ]
        ),
        Row(
            title: "a region's name inside a stranger's",
            aliases: [
                "westeurope.api.cognitive.microsoft.com.evil.example",
                "westeurope.tts.speech.microsoft.com", "westeuropecloudapp.azure.com",
            ]
        ),
        Row(
            title: "addresses of both sorts",
            addresses: ["10.1.2.3", "20.50.1.2"],
            reach: .mixed
        ),
    ]

    @Test("names region, private link and reach", arguments: rows)
    func reading(_ row: Row) throws {
        let answer = NameAnswer.found(aliases: row.aliases, addresses: row.addresses)
        let trail = try #require(CustomDomainTrail(answer, in: row.cloud))
        #expect(trail.region == row.region)
        #expect(trail.passesPrivateLink == row.passesPrivateLink)
        #expect(trail.reach == row.reach)
    }

    @Test(
        "tells private addresses from public ones",
        arguments: [
            ("10.0.0.1", .privately), ("172.16.0.1", .privately), ("172.31.255.255", .privately),
            ("192.168.1.1", .privately), ("169.254.1.1", .privately), ("127.0.0.1", .privately),
            ("0.0.0.0", .privately), ("fd00::1", .privately), ("fc12:3::4", .privately),
            ("fe80::1", .privately), ("febf::1", .privately), ("::1", .privately),
            ("::", .privately), ("::ffff:10.0.0.1", .privately),
            ("172.15.0.1", .everywhere), ("172.32.0.1", .everywhere), ("11.0.0.1", .everywhere),
            ("192.169.0.1", .everywhere), ("169.253.0.1", .everywhere),
            ("2603:1030::1", .everywhere), ("fec0::1", .everywhere),
            ("::ffff:20.0.0.1", .everywhere),
            ("", .nowhere), ("10.0.0", .nowhere), ("10.0.0.256", .nowhere), ("host", .nowhere),
            ("1:2:3:4:5:6:7:8:9", .nowhere), ("x::1", .nowhere),
        ] as [(String, CustomDomainTrail.Reach)]
    )
    func reach(_ address: String, _ expected: CustomDomainTrail.Reach) {
        let answer = NameAnswer.found(aliases: [], addresses: [address])
        #expect(CustomDomainTrail(answer, in: .public)?.reach == expected)
    }

    @Test("is none where the name was not found or nobody answered")
    func none() {
        #expect(CustomDomainTrail(.notFound, in: .public) == nil)
        #expect(CustomDomainTrail(.noAnswer(detail: "dead"), in: .public) == nil)
    }
}
