import CogwatchCore
import Foundation
import Testing

@testable import CogwatchCurl

@Suite("A proxy")
struct ProxyTests {
    private func answer(
        to url: String,
        proxy: String,
        noProxy: String? = nil
    ) async throws -> Answer {
        let settings = HTTPClientSettings(proxyURL: Secret(proxy), noProxy: noProxy)
        return await (try CurlTransport(settings: settings)).send(.get(url))
    }

    @Test("that refuses the tunnel is to blame", arguments: [403, 407, 502])
    func refusal(status: Int) async throws {
        let proxy = try LoopbackServer.answering(
            "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n"
        )
        let answer = try await answer(to: "https://cogwatch.test/x", proxy: proxy.url)
        #expect(
            answer.noResponse
                == .proxyFailed(detail: "the proxy answered CONNECT with status \(status)")
        )
        #expect(proxy.requests.first?.hasPrefix("CONNECT cogwatch.test:443 HTTP/1.1\r\n") == true)
    }

    @Test("that hangs up or is not there is to blame")
    func absence() async throws {
        let closing = try LoopbackServer.answering("")
        let hungUp = try await answer(to: "https://cogwatch.test/", proxy: closing.url)
        #expect(hungUp.noResponse?.kind == .proxyFailed, "\(hungUp)")

        let port = try LoopbackServer.answering("").port
        let absent = try await answer(to: "http://cogwatch.test/", proxy: "127.0.0.1:\(port)")
        #expect(absent.noResponse?.kind == .proxyFailed, "\(absent)")

        let name = String(repeating: "a", count: 64) + ".test"
        let unknown = try await answer(to: "http://cogwatch.test/", proxy: "http://\(name):3128")
        #expect(unknown.noResponse?.kind == .proxyFailed, "\(unknown)")
    }

    @Test("never sees a header of the request it tunnels")
    func tunnelHeaders() async throws {
        let proxy = try LoopbackServer.answering("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
        let transport = try CurlTransport(
            settings: HTTPClientSettings(proxyURL: Secret(proxy.url))
        )
        _ = await transport.send(
            .get("https://cogwatch.test/", headers: [.init("X-Key", secret: Secret("hidden"))])
        )
        #expect(proxy.requests.count == 1)
        #expect(proxy.requests.allSatisfy { !$0.contains("hidden") })
    }

    @Test("is passed by for the hosts that need none")
    func exemption() async throws {
        let proxy = try LoopbackServer.answering("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")
        let server = try LoopbackServer.answering(LoopbackServer.okay)
        let direct = try await answer(to: server.url, proxy: proxy.url, noProxy: "127.0.0.1")
        #expect(direct.response?.status == 200)
        #expect(proxy.connections == 0)
    }

    @Test("keeps its password out of every word", arguments: ["nosuch://", "http://"])
    func password(scheme: String) async throws {
        let word = "pass" + "word-4711"
        let port = try LoopbackServer.answering("").port
        let answer = try await answer(
            to: "http://cogwatch.test/",
            proxy: "\(scheme)watch:\(word)@127.0.0.1:\(port)"
        )
        #expect(answer.noResponse != nil)
        #expect(!String(reflecting: answer).contains(word), "\(answer)")
    }

    @Test(
        "is set explicitly unless the environment shall decide",
        arguments: [
            (HTTPClientSettings(), true),
            (HTTPClientSettings(proxyURL: Secret("http://p:1"), noProxy: "a"), true),
            (HTTPClientSettings(proxyFromEnvironment: true), false),
        ]
    )
    func explicitness(settings: HTTPClientSettings, isExplicit: Bool) {
        let plan = ProxyPlan(settings: settings, environment: ["https_proxy": "http://q:2"])
        let explicit: [EasyOption] = [
            .secret(.proxy, settings.proxyURL ?? Secret("")),
            .text(.noProxy, settings.noProxy ?? ""),
        ]
        #expect(plan.options == (isExplicit ? explicit : []))
    }

    @Test("from the environment still leaves the hosts that need none to the file")
    func exemptionBesidesEnvironment() {
        let plan = ProxyPlan(
            settings: HTTPClientSettings(noProxy: "a.test", proxyFromEnvironment: true),
            environment: [:]
        )
        #expect(plan.options == [.text(.noProxy, "a.test")])
    }

    @Test("from the environment is recognised in curl's words")
    func environment() {
        let plan = ProxyPlan(
            settings: HTTPClientSettings(proxyFromEnvironment: true),
            environment: ["https_proxy": "http://u:p@proxy.test:3128", "HTTPS_PROXY": "[::1]:99"]
        )
        #expect(plan.isBlamed(in: "Failed to connect to proxy.test port 3128 after 1 ms"))
        #expect(plan.isBlamed(in: "Failed to connect to ::1 port 99 after 1 ms"))
        #expect(!plan.isBlamed(in: "Failed to connect to japanwest.test port 443 after 1 ms"))
    }
}
