import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("The pages of silences")
struct SilencePageTests {
    private static let form = ["Content-Type": "application/x-www-form-urlencoded"]

    private static func console() -> FakeConsole {
        FakeConsole { script in
            script.incidents = [Made.incident("2"), Made.incident("1", endsAt: Made.now)]
            script.silences =
                (try? [
                    SilenceRouteTests.silence("on", to: 5_400),
                    SilenceRouteTests.silence("next", #"team="voice""#, from: 120),
                    SilenceRouteTests.silence("over", #"team="x""#, to: -60),
                ]) ?? []
        }
    }

    @Test("show what is active, pending and over, escaped, with a button for what can be ended")
    func list() async throws {
        try await RunningServer.with(Self.console(), routePrefix: "/c") { server in
            let got = try await server.ask("/c/silences")
            #expect(got.header("Content-Security-Policy")?.contains("form-action 'self'") == true)
            let text = got.text
            for words in [
                "1 silence is active", ">Active<", ">Pending<", ">Expired<", "in 1 h 30 min",
                "in 2 min", "1 min ago", "me &lt;b&gt;", "why &amp; what",
                "alertname=&quot;AuthFailing&quot;", #"action="/c/silences/on/expire""#,
                #"action="/c/silences/next/expire""#, #"href="/c/silences/new""#, #"<tr id="on">"#,
            ] {
                #expect(text.contains(words), "\(words)")
            }
            #expect(!text.contains("/c/silences/over/expire"))
            #expect(!text.contains("http-equiv=\"refresh\""))
        }
    }

    @Test("are linked from an incident, which says when it is silenced")
    func marks() async throws {
        try await RunningServer.with(Self.console()) { server in
            for path in ["/incidents", "/accounts/tts-broken"] {
                let text = try await server.ask(path).text
                #expect(text.contains(">silenced<"))
                #expect(text.contains(##"<a href="/silences#on">for 1 h 30 min</a>"##))
            }
            server.console.change { $0.silences = [] }
            let text = try await server.ask("/incidents").text
            #expect(!text.contains(">silenced<"))
            #expect(
                text.contains(
                    #"href="/silences/new?matcher=alertname%3D%22AuthFailing%22""#
                )
            )
        }
    }

    @Test("prefill the form, and show what it would silence")
    func prefilled() async throws {
        try await RunningServer.with(Self.console()) { server in
            let text = try await server.ask(
                "/silences/new?matcher=alertname%3D%22AuthFailing%22&matcher=cause%3D~key_.*"
            ).text
            #expect(
                text.contains("alertname=&quot;AuthFailing&quot;\ncause=~key_.*</textarea>")
            )
            #expect(text.contains("1 firing incident matches"))
            #expect(text.contains("AuthFailing of <a href=\"/accounts/tts-broken\">tts-broken"))
            #expect(text.contains(#"value="2h""#))
            for field in ["matchers", "duration", "author", "comment"] {
                #expect(text.contains("<label for=\"\(field)\">"))
                #expect(text.contains("id=\"\(field)\""))
            }
            let empty = try await server.ask("/silences/new")
            #expect(empty.status == 200)
            #expect(!empty.text.contains("role=\"alert\""))
            #expect(!empty.text.contains("firing incident"))
            let preview = try await server.ask(
                "/silences/new?matchers=team%3Dvoice%0D%0Acause%3Dx&duration=5m&author=a%26b&comment=why+not"
            )
            #expect(preview.text.contains("No firing incident matches now"))
            #expect(preview.text.contains("value=\"a&amp;b\""))
            #expect(preview.text.contains(">why not</textarea>"))
            #expect(try await server.ask("/silences/new?matcher=%3D").status == 400)
        }
    }

    @Test("make a silence of the form, and lead to it")
    func create() async throws {
        let console = FakeConsole()
        try await RunningServer.with(console, externalURL: "https://a.corp/cogwatch") { server in
            let got = try await server.ask(
                "/silences/new",
                method: "POST",
                headers: Self.form.merging(["Origin": "https://a.corp"]) { $1 },
                body:
                    "matchers=alertname%3DAuthFailing%0D%0A%0D%0A+account%3D%22a+b%22&duration=+1d12h"
                    + "&author=J%C3%B6rg&comment=one%0D%0Atwo"
            )
            #expect(got.status == 303, "\(got.text)")
            #expect(got.header("Location") == "/cogwatch/silences#new0")
            let silence = try #require(try await console.silences().first)
            #expect(
                silence.matchers.map(\.description)
                    == [#"alertname="AuthFailing""#, #"account="a b""#]
            )
            #expect(silence.endsAt == Made.now.addingTimeInterval(129_600))
            #expect(silence.createdBy == "Jörg")
            #expect(silence.comment == "one\ntwo")
        }
    }

    @Test(
        "say what is wrong with the form, and keep what was written",
        arguments: [
            ("matchers=&duration=2h&author=me&comment=x", "at least one matcher"),
            ("matchers=a&duration=2h&author=me&comment=x", "is no matcher"),
            ("matchers=a%3D~.*&duration=2h&author=me&comment=x", "must not match the empty string"),
            ("matchers=a%3Db&duration=2&author=me&comment=x", "write how long, such as 30m"),
            ("matchers=a%3Db&duration=0&author=me&comment=x", "write how long, such as 30m"),
            ("matchers=a%3Db&duration=2h&author=+&comment=x", "createdBy is empty"),
            ("matchers=a%3Db&duration=2h&author=me", "comment is empty"),
        ]
    )
    func mistakes(body: String, words: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask(
                "/silences/new",
                method: "POST",
                headers: Self.form,
                body: body
            )
            #expect(got.status == 400)
            #expect(got.text.contains("role=\"alert\""))
            #expect(got.text.contains(words), "\(got.text)")
            #expect(got.text.contains(">x</textarea>") == body.contains("comment=x"))
            #expect(!server.console.calls.contains("set"))
        }
    }

    @Test("end a silence, also when somebody else was quicker")
    func expire() async throws {
        try await RunningServer.with(Self.console()) { server in
            func press(_ id: String) async throws -> RunningServer.Got {
                try await server.ask(
                    "/silences/\(id)/expire",
                    method: "POST",
                    headers: Self.form,
                    body: ""
                )
            }
            let got = try await press("on")
            #expect(got.status == 303)
            #expect(got.header("Location") == "/silences#on")
            #expect(try await press("on").status == 303)
            #expect(try await press("unknown").status == 404)
            let silence = try await server.console.silence(withID: "on")
            #expect(silence?.state(at: Made.now) == .expired)
        }
    }

    @Test(
        "do nothing for forms of other sites, nor for what is no form",
        arguments: [
            (["Content-Type": "application/x-www-form-urlencoded", "Origin": "http://x.y"], 403),
            (
                [
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site": "same-site",
                ],
                403
            ),
            (["Content-Type": "text/plain"], 400),
        ] as [([String: String], Int)]
    )
    func crossSite(headers: [String: String], status: Int) async throws {
        try await RunningServer.with(Self.console()) { server in
            for path in ["/silences/new", "/silences/on/expire"] {
                let got = try await server.ask(
                    path,
                    method: "POST",
                    headers: headers,
                    body: "matchers=a%3Db&duration=2h&author=me&comment=x"
                )
                #expect(got.status == status)
            }
            let changes = server.console.calls.filter { !$0.hasPrefix("incidents") }
            #expect(changes.isEmpty)
        }
    }

    @Test("say that silences cannot be read or written")
    func unreadable() async throws {
        try await RunningServer.with(FakeConsole { $0.incidentsFail = true }) { server in
            #expect(try await server.ask("/silences").text.contains("cannot be read now"))
            let got = try await server.ask(
                "/silences/new",
                method: "POST",
                headers: Self.form,
                body: "matchers=a%3Db&duration=2h&author=me&comment=x"
            )
            #expect(got.status == 500)
            #expect(try await server.ask("/api/v1/silences").status == 500)
        }
    }

    @Test(
        "take forms apart as browsers put them together",
        arguments: [
            ("", [:]), ("a=b", ["a": ["b"]]),
            ("a=b+c%2B&a=%C3%A9&b", ["a": ["b c+", "é"], "b": [""]]),
            ("a=b=c", ["a": ["b=c"]]), ("a=%ff", nil), ("%=1", nil),
        ] as [(String, [String: [String]]?)]
    )
    func forms(text: String, fields: [String: [String]]?) {
        #expect(FormBody(Array(text.utf8))?.fields == fields)
    }
}
