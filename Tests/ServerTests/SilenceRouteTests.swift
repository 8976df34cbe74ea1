import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("/api/v1/silences")
struct SilenceRouteTests {
    private static let json = ["Content-Type": "application/json"]
    private static let matchers =
        #""matchers":[{"name":"alertname","value":"Auth.*","isRegex":true,"isEqual":true}]"#
    private static let times =
        #""startsAt":"2027-01-15T08:00:00.000Z","endsAt":"2027-01-15T09:00:00+00:00""#
    private static let words = #""createdBy":"me","comment":"why""#

    static func silence(
        _ id: String,
        _ matcher: String = #"alertname="AuthFailing""#,
        from start: Double = -60,
        to end: Double = 3_600
    ) throws -> Silence {
        Silence(
            id: id,
            matchers: try Matcher.list(parsing: matcher),
            startsAt: Made.now.addingTimeInterval(start),
            endsAt: Made.now.addingTimeInterval(end),
            createdBy: "me <b>",
            comment: "why & what",
            updatedAt: Made.now.addingTimeInterval(-90)
        )
    }

    @Test("makes a silence of what Alertmanager's clients send, and shows it as Alertmanager does")
    func create() async throws {
        try await RunningServer.with { server in
            let body = "{\(Self.matchers),\(Self.times),\(Self.words),\"status\":{\"state\":\"x\"}}"
            let got = try await server.ask(
                "/api/v1/silences",
                method: "POST",
                headers: ["Content-Type": "Application/JSON; charset=utf-8"],
                body: body
            )
            #expect(got.status == 200, "\(got.text)")
            let data = try got.json()["data"] as? [String: String]
            let id = try #require(data?["silenceID"])

            let shown = try await server.ask("/api/v1/silences/\(id)").json()
            let silence = try #require(shown["data"] as? [String: Any])
            #expect(silence["id"] as? String == id)
            #expect(silence["status"] as? [String: String] == ["state": "active"])
            #expect(silence["startsAt"] as? String == "2027-01-15T08:00:00.000Z")
            #expect(silence["endsAt"] as? String == "2027-01-15T09:00:00.000Z")
            #expect(silence["updatedAt"] as? String == "2027-01-15T08:00:00.000Z")
            #expect(silence["createdBy"] as? String == "me")
            #expect(silence["comment"] as? String == "why")
            let matcher = try #require((silence["matchers"] as? [[String: Any]])?.first)
            #expect(matcher["name"] as? String == "alertname")
            #expect(matcher["value"] as? String == "Auth.*")
            #expect(matcher["isRegex"] as? Bool == true)
            #expect(matcher["isEqual"] as? Bool == true)
        }
    }

    @Test("changes, replaces and ends silences")
    func change() async throws {
        let console = FakeConsole { script in
            script.silences = (try? [Self.silence("old", #"alertname=~"Auth.*""#)]) ?? []
        }
        try await RunningServer.with(console) { server in
            let start = #""startsAt":"2027-01-15T07:59:00Z","endsAt":"2027-01-15T12:00:00Z""#
            let same = try await server.ask(
                "/api/v1/silences",
                method: "POST",
                headers: Self.json,
                body: "{\"id\":\"old\",\(Self.matchers),\(start),\(Self.words)}"
            )
            #expect(try same.json()["data"] as? [String: String] == ["silenceID": "old"])
            let gone = try await server.ask("/api/v1/silences/old", method: "DELETE")
            #expect(try gone.json()["data"] as? [String: String] == ["silenceID": "old"])
            let again = try await server.ask("/api/v1/silences/old", method: "DELETE")
            #expect(again.status == 400)
            #expect(again.text.contains("is over since 2027-01-15T08:00:00.000Z"))
            let state =
                try await server.ask("/api/v1/silences/old").json()["data"] as? [String: Any]
            #expect(state?["status"] as? [String: String] == ["state": "expired"])
        }
    }

    @Test(
        "answers 404 for a silence that there is not",
        arguments: [("GET", "/unknown", ""), ("DELETE", "/unknown", ""), ("POST", "", "unknown")]
    )
    func unknown(method: String, path: String, id: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask(
                "/api/v1/silences\(path)",
                method: method,
                headers: Self.json,
                body: id.isEmpty
                    ? nil : "{\"id\":\"\(id)\",\(Self.matchers),\(Self.times),\(Self.words)}"
            )
            #expect(got.status == 404)
            #expect(try got.json()["errorType"] as? String == "not_found")
            #expect(got.text.contains(#"there is no silence \"unknown\""#))
        }
    }

    @Test(
        "says what to write instead of what is wrong",
        arguments: [
            ("", "the body is no JSON; write {"), ("{", "the body is no JSON"),
            ("[]", "the body has the wrong type; write {"), ("nothing", "the body is no JSON"),
            ("{}", "endsAt is missing"),
            ("{\(times),\(words)}", "needs at least one matcher"),
            ("{\"matchers\":[],\(times),\(words)}", "needs at least one matcher"),
            (
                "{\"matchers\":[{\"value\":\"x\"}],\(times),\(words)}",
                "matchers[0].name is missing"
            ),
            (
                "{\"matchers\":[{\"name\":\"a\",\"value\":1}],\(times),\(words)}",
                "matchers[0].value has the wrong type"
            ),
            (
                "{\"matchers\":[{\"name\":\"\",\"value\":\"x\"}],\(times),\(words)}",
                "matchers[0]: \\\"\\\" is no label name"
            ),
            (
                "{\"matchers\":[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}],\(times),\(words)}",
                "matchers[0]: \\\"(\\\" is no regular expression"
            ),
            (
                "{\"matchers\":[{\"name\":\"a\",\"value\":\".*\",\"isRegex\":true}],\(times),\(words)}",
                "must not match the empty string"
            ),
            (
                "{\(matchers),\"startsAt\":\"now\",\"endsAt\":\"2027-01-15T09:00:00Z\",\(words)}",
                "startsAt is \\\"now\\\"; write a time such as"
            ),
            ("{\(matchers),\"endsAt\":\"2027-01-15T07:00:00Z\",\(words)}", "endsAt"),
            (
                "{\(matchers),\"startsAt\":\"2027-01-15T10:00:00Z\",\"endsAt\":\"2027-01-15T09:00:00Z\",\(words)}",
                "endsAt is not after startsAt"
            ),
            ("{\(matchers),\(times),\"comment\":\"why\"}", "createdBy is empty"),
            ("{\(matchers),\(times),\"createdBy\":\"me\",\"comment\":\"\"}", "comment is empty"),
            (
                "{\(matchers),\(times),\"createdBy\":\"me\",\"comment\":\""
                    + String(repeating: "x", count: 70_000) + "\"}",
                "the body is too long; write 65536 bytes"
            ),
        ]
    )
    func mistakes(body: String, words: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask(
                "/api/v1/silences",
                method: "POST",
                headers: Self.json,
                body: body
            )
            #expect(got.status == 400)
            #expect(try got.json()["errorType"] as? String == "bad_data")
            #expect(got.text.contains(words), "\(got.text)")
            #expect(!server.console.calls.contains("set"))
        }
    }

    @Test(
        "takes nothing that a form of another site can send",
        arguments: [
            (["Content-Type": "text/plain"], 400),
            (["Content-Type": "application/x-www-form-urlencoded"], 400),
            (["Content-Type": "application/json", "Origin": "https://evil.example"], 403),
            (["Content-Type": "application/json", "Origin": "null"], 403),
            (["Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"], 403),
            (["Content-Type": "application/json", "Sec-Fetch-Site": "same-site"], 403),
            (["Content-Type": "application/json"], 200),
            (["Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"], 200),
        ] as [([String: String], Int)]
    )
    func crossSite(headers: [String: String], status: Int) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask(
                "/api/v1/silences",
                method: "POST",
                headers: headers,
                body: "{\(Self.matchers),\(Self.times),\(Self.words)}"
            )
            #expect(got.status == status, "\(got.text)")
            #expect(server.console.calls.contains("set") == (status == 200))
        }
    }

    @Test("ends nothing for a page of another site")
    func crossSiteDelete() async throws {
        let console = FakeConsole { $0.silences = (try? [Self.silence("one")]) ?? [] }
        try await RunningServer.with(console) { server in
            let got = try await server.ask(
                "/api/v1/silences/one",
                method: "DELETE",
                headers: ["Origin": "https://evil.example"]
            )
            #expect(got.status == 403)
            #expect(console.calls.isEmpty)
        }
    }

    @Test(
        "lists silences by state and by what they name",
        arguments: [
            ("", ["on", "next", "over"]), ("?state=all", ["on", "next", "over"]),
            ("?state=active", ["on"]), ("?state=pending", ["next"]), ("?state=expired", ["over"]),
            ("?state=active&state=pending", ["on", "next"]),
            ("?filter=team%3Dvoice", ["next"]),
            ("?filter=alertname%3D~%22Auth.*%22", ["on", "over"]),
            ("?filter=alertname%3D~Auth.*&filter=team%21%3Dvoice&state=active", ["on"]),
        ]
    )
    func list(query: String, ids: [String]) async throws {
        let console = FakeConsole { script in
            script.silences =
                (try? [
                    Self.silence("over", from: -60, to: -1),
                    Self.silence("next", #"team="voice""#, from: 60), Self.silence("on"),
                ]) ?? []
        }
        try await RunningServer.with(console) { server in
            let json = try await server.ask("/api/v1/silences\(query)").json()
            let silences = try #require(json["data"] as? [[String: Any]])
            #expect(silences.map { $0["id"] as? String } == ids)
        }
    }

    @Test(
        "says what to ask for instead",
        arguments: [("?state=loud", "state is one of active"), ("?filter=x", "is no matcher")]
    )
    func badQueries(query: String, words: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/api/v1/silences\(query)")
            #expect(got.status == 400)
            #expect(got.text.contains(words))
        }
    }

    @Test("and incidents name the silences that keep them quiet")
    func silencedBy() async throws {
        let console = FakeConsole { script in
            script.incidents = [Made.incident("2"), Made.incident("1", endsAt: Made.now)]
            script.silences =
                (try? [
                    Self.silence("longer", #"cause=~"key_.*""#, to: 7_200), Self.silence("on"),
                    Self.silence("over", to: -1), Self.silence("other", #"team="voice""#),
                ]) ?? []
        }
        try await RunningServer.with(console) { server in
            let json = try await server.ask("/api/v1/incidents").json()
            let incidents = try #require(json["data"] as? [[String: Any]])
            #expect(
                incidents.map { $0["silencedBy"] as? [String] } == [[], ["on", "longer"], []]
            )
        }
    }

    @Test(
        "takes changes only from where it is",
        arguments: [
            (["host": "127.0.0.1:10977"], "", true),
            (["host": "127.0.0.1:10977", "origin": "http://127.0.0.1:10977"], "", true),
            (["host": "127.0.0.1:10977", "origin": "http://localhost:10977"], "", false),
            (["host": "127.0.0.1:10977", "origin": "http://127.0.0.1"], "", false),
            (["host": "[::1]:10977", "origin": "http://[::1]:10977"], "", true),
            (["host": "monitor:10977", "origin": "http://monitor:10977"], "", true),
            (["host": "LOCALHOST", "origin": "http://localhost"], "", true),
            // A name that its owner has pointed at this machine.
            (["host": "evil.example:10977", "origin": "http://evil.example:10977"], "", false),
            (["host": "evil.example:10977", "sec-fetch-site": "same-origin"], "", false),
            (
                ["host": "1.2.3.evil", "origin": "http://1.2.3.evil"], "", false
            ),
            (["host": "a.corp", "origin": "https://a.corp"], "https://a.corp:443/cogwatch", true),
            (["host": "127.0.0.1:1", "origin": "https://a.corp"], "https://a.corp/", true),
            (["host": "a.corp", "sec-fetch-site": "same-origin"], "https://a.corp", true),
            (["host": "127.0.0.1:1", "origin": "https://b.corp"], "https://a.corp/", false),
            (["host": "a.corp", "origin": "null"], "https://a.corp", false),
            (["host": "127.0.0.1:1", "origin": "null"], "", false),
            (["origin": "https://b.corp"], "", false),
            (["host": "127.0.0.1:1", "sec-fetch-site": "none"], "", true),
            (["host": "127.0.0.1:1", "sec-fetch-site": "cross-site"], "", false),
        ] as [([String: String], String, Bool)]
    )
    func provenance(headers: [String: String], externalURL: String, isFollowed: Bool) {
        let inquiry = Inquiry(
            method: "POST",
            path: "/silences/new",
            parameters: [:],
            headers: headers,
            readBody: { _ in [] }
        )
        let problem = Provenance.problem(inquiry, externalURL: externalURL)
        #expect((problem == nil) == isFollowed, "\(problem ?? "followed")")
    }
}
