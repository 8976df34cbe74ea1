import CogwatchCore
import Foundation
import Testing

@testable import CogwatchCurl

@Suite("Secrets")
struct SecrecyTests {
    private let key = String(repeating: "A", count: 52) + "JQQJ99" + "XYZ"

    @Test("reach the server, and no description")
    func headers() async throws {
        let server = try LoopbackServer.answering("")
        let transport = try CurlTransport(settings: HTTPClientSettings())
        let headers: [Request.Header] = [
            .init("Ocp-Apim-Subscription-Key", secret: Secret(key)),
            .init("Authorization", prefix: "Bearer ", secret: Secret(key)),
        ]
        let request = Request.get(server.url, headers: headers)
        let answer = await transport.send(request)
        let sent = try #require(server.requests.first)
        #expect(sent.contains("Ocp-Apim-Subscription-Key: \(key)\r\n"))
        #expect(sent.contains("Authorization: Bearer \(key)\r\n"))
        var shown =
            "\(request) \(answer) \(String(reflecting: answer)) \(String(reflecting: request))"
        dump(answer, to: &shown)
        dump(request, to: &shown)
        dump(transport, to: &shown)
        #expect(!shown.contains(key))
    }

    @Test(
        "of a webhook's address stay out of curl's words",
        arguments: [
            "https://hooks.test/services/T000SECRET/B000SECRET?token=SECRETWORD#SECRETEND",
            "https://user:SECRETWORD@hooks.test:8080/",
            "SECRETWORD without any scheme",
            "gopher-SECRET://SECRETHOST:x",
        ]
    )
    func details(url: String) {
        let detail = "Could not do \(url) at hooks.test, nor T000SECRET or SECRETWORD"
        let clean = Redaction.clean(detail, address: .confidential(Secret(url)), proxies: [])
        let rest = url.split { "/?&#=:@".contains($0) }.filter { $0.contains("SECRET") }
        let shown = Request.Address.confidential(Secret(url)).shown
        #expect(rest.filter { clean.contains($0) && !shown.contains($0) } == [])
        #expect(clean.contains("hooks.test") || !url.contains("hooks.test"))
    }

    @Test("of a proxy stay out of curl's words")
    func proxies() {
        let clean = Redaction.clean(
            "Unsupported proxy syntax in 'http://watch:hushhush@p:x', hushhush",
            address: .open("http://a/"),
            proxies: [Secret("http://watch:hushhush@p:x")]
        )
        #expect(clean == "Unsupported proxy syntax in 'http://[redacted]@p:x', [redacted]")
    }

    @Test("are not looked for in a public address, and words stay short and on one line")
    func publicAddress() {
        let words = "Could not resolve host: japanwest.test\nagain"
        #expect(
            Redaction.clean(words, address: .open("https://japanwest.test/again"), proxies: [])
                == "Could not resolve host: japanwest.test again"
        )
        let long = String(repeating: "x", count: 1000)
        #expect(Redaction.clean(long, address: .open("http://a/"), proxies: []).count == 240)
    }
}
