import CogwatchCore
import Testing

@testable import CogwatchCurl

@Suite("Settings")
struct PlanTests {
    private static let newest = EasyOption.number(.httpVersion, CurlVersion.speaksHTTP2 ? 4 : 2)

    @Test(
        "reach curl",
        arguments: [
            (HTTPClientSettings(ipFamily: .ipv4), EasyOption.number(.ipFamily, 1)),
            (HTTPClientSettings(ipFamily: .ipv6), .number(.ipFamily, 2)),
            (HTTPClientSettings(), .number(.ipFamily, 0)),
            (HTTPClientSettings(connection: .fresh), newest),
            (HTTPClientSettings(connection: .reuse), newest),
            (HTTPClientSettings(connection: .resume), .number(.httpVersion, 2)),
            (HTTPClientSettings(enableHTTP2: false, connection: .fresh), .number(.httpVersion, 2)),
            (HTTPClientSettings(connection: .fresh), .number(.nameMemory, 0)),
            (HTTPClientSettings(connection: .resume), .number(.nameMemory, 10)),
            (HTTPClientSettings(connection: .reuse), .number(.nameMemory, 10)),
            (HTTPClientSettings(), .number(.noSignal, 1)),
            (HTTPClientSettings(), .leaveResolverBehind),
            (HTTPClientSettings(), .onlyWeb),
            (HTTPClientSettings(insecureSkipVerify: true), .number(.verifyPeer, 0)),
            (HTTPClientSettings(insecureSkipVerify: true), .number(.verifyHost, 0)),
        ]
    )
    func option(settings: HTTPClientSettings, option: EasyOption) {
        let plan = HandlePlan(settings: settings, trustBundle: nil, userAgent: "cogwatch")
        #expect(plan.options.contains(option))
    }

    @Test(
        "of an address are told apart",
        arguments: [
            (
                "HTTPS://User:p@Host.Test:8443/a?b#c", "https://host.test:8443", "Host.Test",
                "/a?b#c"
            ),
            ("http://[::1]:80", "http://[::1]:80", "::1", ""),
            ("https://a?x=@y", "https://a", "a", "?x=@y"),
            ("nonsense", "://", "", "nonsense"),
        ]
    )
    func anatomy(url: String, origin: String, host: String, rest: String) {
        let anatomy = URLAnatomy(url)
        #expect(anatomy.origin == origin)
        #expect(anatomy.host == host)
        #expect(anatomy.rest == rest)
    }
}
