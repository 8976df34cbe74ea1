import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("The server")
struct LifecycleRouteTests {
    @Test("is healthy always, and ready when the agent is")
    func readiness() async throws {
        let console = FakeConsole { $0.isReady = false }
        try await RunningServer.with(console) { server in
            try await #expect(server.ask("/-/healthy").status == 200)
            try await #expect(server.ask("/-/ready").status == 503)
            console.change { $0.isReady = true }
            try await #expect(server.ask("/-/ready").status == 200)
            try await #expect(server.ask("/-/ready", method: "HEAD").status == 200)
        }
    }

    @Test("reloads only where that is allowed")
    func reloadOff() async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/-/reload", method: "POST")
            #expect(got.status == 403)
            #expect(got.text.contains("--web.enable-lifecycle"))
            #expect(server.console.calls.isEmpty)
        }
    }

    @Test("says why the old configuration stays", arguments: ["POST", "PUT"])
    func reload(_ method: String) async throws {
        let console = FakeConsole()
        try await RunningServer.with(console, enableLifecycle: true) { server in
            try await #expect(server.ask("/-/reload", method: method).status == 200)
            console.change { $0.reloadProblem = "cogwatch.yml:3:5: no such region" }
            let refused = try await server.ask("/-/reload", method: method)
            #expect(refused.status == 500)
            #expect(refused.text.contains("cogwatch.yml:3:5: no such region"))
            try await #expect(server.ask("/-/reload").status == 405)
            #expect(console.calls == ["reload", "reload"])
        }
    }

    @Test(
        "answers HEAD as GET, without the body",
        arguments: [
            "/", "/metrics", "/incidents", "/accounts/tts-well", "/style.css",
            "/api/v1/accounts", "/nowhere",
        ]
    )
    func head(_ path: String) async throws {
        try await RunningServer.with { server in
            let port = try #require(server.ports.first)
            let get = try await RawClient.ask(port: port, "GET \(path) HTTP/1.1")
            let head = try await RawClient.ask(port: port, "HEAD \(path) HTTP/1.1")
            #expect(head.body.isEmpty)
            #expect(statusAndType(head.head) == statusAndType(get.head))
            // Of /metrics two renderings differ in the time that the process has used.
            if path != "/metrics" {
                #expect(head.head.contains("Content-Length: \(get.body.count)"))
            }
        }
    }

    private func statusAndType(_ head: String) -> [Substring] {
        head.split(separator: "\r\n").filter {
            $0.hasPrefix("HTTP/1.1") || $0.hasPrefix("Content-Type")
        }
    }

    @Test("refuses other methods, and says which work")
    func methods() async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/metrics", method: "DELETE")
            #expect(got.status == 405)
            #expect(got.header("Allow") == "GET, HEAD")
        }
    }

    @Test("listens on several addresses")
    func addresses() async throws {
        try await RunningServer.with(addresses: ["127.0.0.1:0", "localhost:0"]) { server in
            #expect(Set(server.ports).count == 2)
            for port in server.ports {
                let got = try await RawClient.ask(port: port, "GET /-/healthy HTTP/1.1")
                #expect(got.head.hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test("says which address is taken, and what to do")
    func taken() async throws {
        try await RunningServer.with { server in
            let address = "127.0.0.1:\(try #require(server.ports.first))"
            await #expect(throws: BindFailure.inUse(address: address)) {
                try await RunningServer.with(addresses: [address]) { _ in }
            }
            let words = "\(BindFailure.inUse(address: address))"
            #expect(words.contains(address))
            #expect(words.contains("port in use"))
            #expect(words.contains("--web.listen-address"))
        }
    }

    @Test("says that an address is not this machine's")
    func foreign() async throws {
        await #expect(throws: BindFailure.notOurs(address: "192.0.2.1:0")) {
            try await RunningServer.with(addresses: ["192.0.2.1:0"]) { _ in }
        }
    }

    @Test(
        "refuses what is no address",
        arguments: ["", "10977", "localhost", "localhost:http", "localhost:70000", "::1:10977"]
    )
    func malformed(_ text: String) {
        #expect(throws: BindFailure.malformed(address: text)) { try ListenAddress(parsing: text) }
    }

    @Test(
        "reads addresses as Prometheus' exporters do",
        arguments: [
            ("127.0.0.1:10977", "127.0.0.1", 10_977), (":9100", "", 9_100),
            ("[::1]:0", "::1", 0), ("localhost:80", "localhost", 80),
        ]
    )
    func address(_ text: String, _ host: String, _ port: Int) throws {
        let address = try ListenAddress(parsing: text)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test("ends without complaint when it is shut down")
    func shutdown() async throws {
        var port = 0
        try await RunningServer.with { server in
            port = try #require(server.ports.first)
            await server.shutdown()
        }
        await #expect(throws: RawClient.Failed.self) {
            try await RawClient.ask(port: port, "GET / HTTP/1.1")
        }
    }

    @Test("lives below a prefix, and leads there from the root")
    func prefix() async throws {
        try await RunningServer.with(routePrefix: "watch/") { server in
            try await #expect(server.ask("/watch/-/healthy").status == 200)
            try await #expect(server.ask("/-/healthy").status == 404)
            try await #expect(server.ask("/watchful").status == 404)
            let home = try await server.ask("/")
            #expect(home.status == 302)
            #expect(home.header("Location") == "/watch/")
            let page = try await server.ask("/watch/")
            #expect(page.text.contains(#"href="/watch/accounts/tts-broken""#))
        }
    }

    @Test("writes links as the browser outside of a proxy needs them")
    func externalURL() async throws {
        try await RunningServer.with(externalURL: "https://ops.example/cogwatch/") { server in
            let page = try await server.ask("/")
            #expect(page.text.contains(#"href="/cogwatch/style.css?v="#))
        }
    }
}
