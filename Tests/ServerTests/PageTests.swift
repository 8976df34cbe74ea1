import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("The pages")
struct PageTests {
    @Test(
        "allow a browser nothing but our stylesheet, icon and script",
        arguments: [
            "/", "/incidents", "/accounts/tts-broken", "/silences", "/silences/new", "/nowhere",
        ]
    )
    func policy(_ path: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask(path)
            #expect(
                got.header("Content-Security-Policy")
                    == "default-src 'none'; script-src 'self'; style-src 'self'; "
                    + "img-src 'self'; connect-src 'self'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'"
            )
            #expect(got.header("X-Content-Type-Options") == "nosniff")
            #expect(got.header("Referrer-Policy") == "same-origin")
            #expect(got.text.ranges(of: "<script").count == 1)
            #expect(got.text.contains(#"<script src="/assets/page.js?v="#))
            for forbidden in ["style=", "<style", "onclick", Made.key] {
                #expect(!got.text.contains(forbidden))
            }
        }
    }

    @Test("put what fails first, with cause, confidence and the next step")
    func status() async throws {
        try await RunningServer.with { server in
            let text = try await server.ask("/").text
            #expect(text.contains("1 of 3 accounts needs attention"))
            #expect(text.contains("Key regenerated"))
            #expect(text.contains(">likely<"))
            #expect(text.contains(">1 h 23 min</time>, since <time"))
            #expect(text.contains("1 h 24 min ago"))
            #expect(text.contains("12.5 days left"))
            #expect(text.contains("1 of 2 work"))
            #expect(
                text.contains(
                    #"<noscript><meta http-equiv="refresh" content="60"></noscript>"#
                )
            )
            let broken = try #require(text.firstRange(of: "account-tts-broken"))
            let pending = try #require(text.firstRange(of: "account-tts-pending"))
            let well = try #require(text.firstRange(of: "account-tts-well"))
            #expect(broken.lowerBound < pending.lowerBound)
            #expect(pending.lowerBound < well.lowerBound)
        }
    }

    @Test("tell all of one account")
    func account() async throws {
        let console = FakeConsole { $0.incidents = [Made.incident("1", endsAt: Made.now)] }
        try await RunningServer.with(console) { server in
            let text = try await server.ask("/accounts/tts-broken").text
            for words in [
                "The other key of the account still works.", "&lt;3f9a1c02&gt;",
                "Copy the current key", "Or else: Trial expired (possible).", "401 Access denied",
                "key1 (in use)", "<code>77b0e4d1</code>", ">2027-01<", ">refused<",
                "The key of tts-broken was regenerated",
            ] {
                #expect(text.contains(words), "\(words)")
            }
            try await #expect(server.ask("/accounts/nobody").status == 404)
        }
    }

    @Test("list what fires, what is being confirmed, and what is over")
    func incidents() async throws {
        let console = FakeConsole {
            $0.incidents = [Made.incident("2"), Made.incident("1", endsAt: Made.now)]
        }
        try await RunningServer.with(console) { server in
            let text = try await server.ask("/incidents").text
            #expect(text.contains("1 incident is firing"))
            let firing = try #require(text.firstRange(of: "<h2>Firing</h2>"))
            let confirming = try #require(text.firstRange(of: "<h2>Being confirmed</h2>"))
            let resolved = try #require(text.firstRange(of: "<h2>Resolved</h2>"))
            #expect(firing.lowerBound < confirming.lowerBound)
            #expect(confirming.lowerBound < resolved.lowerBound)
        }
    }

    @Test("escape whatever stands in labels, evidence and annotations")
    func hostile() async throws {
        let evil = "\"><script>alert('x')</script>&\0"
        let console = FakeConsole { script in
            script.scoreboard = Made.scoreboard(labels: [evil: evil])
            script.scoreboard.record(
                Verdict(
                    account: "tts-broken",
                    at: Made.now,
                    diagnosis: Diagnosis(
                        cause: .unknown,
                        confidence: .possible,
                        category: .auth,
                        candidates: [],
                        evidence: [Evidence(evil)],
                        nextSteps: [evil]
                    )
                ),
                state: .authFailing
            )
            script.incidents = [
                Incident(
                    id: evil,
                    account: evil,
                    fingerprint: evil,
                    labels: ["alertname": evil, "cause": evil],
                    annotations: ["summary": evil, "runbook_url": "javascript:alert(1)"],
                    startsAt: Made.now
                )
            ]
        }
        try await RunningServer.with(console) { server in
            let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;\u{fffd}"
            for path in ["/", "/accounts/tts-broken", "/incidents"] {
                let text = try await server.ask(path).text
                #expect(text.contains(escaped), "\(path)")
                #expect(!text.contains("<script>"), "\(path)")
                #expect(!text.contains("javascript:"), "\(path)")
            }
        }
    }

    @Test("are calm before anything is configured")
    func empty() async throws {
        let console = FakeConsole {
            $0.scoreboard = Scoreboard(build: Made.build, startedAt: Made.now)
        }
        try await RunningServer.with(console) { server in
            try await #expect(server.ask("/").text.contains("No accounts are configured"))
            try await #expect(server.ask("/incidents").text.contains("No incident is firing"))
        }
    }

    @Test(
        "write lengths of time as people do",
        arguments: [
            (0, "0 s"), (-5, "0 s"), (59.9, "59 s"), (60, "1 min"), (3_600, "1 h"),
            (12_000, "3 h 20 min"), (86_400, "1 d"), (187_200, "2 d 4 h"),
            (.infinity, "for ever"), (1e300, "11574074 d 1 h"),
        ] as [(Double, String)]
    )
    func spans(_ seconds: Double, _ words: String) {
        #expect(Wording.span(seconds) == words)
    }

    @Test(
        "write causes as headings",
        arguments: [
            (Cause.dnsFailure, "DNS failure"), (.keyRegenerated, "Key regenerated"),
            (.luisKeyRole, "LUIS key role"), (.timeout, "Timeout"),
        ]
    )
    func causes(_ cause: Cause, _ heading: String) {
        #expect(Wording.title(cause) == heading)
    }
}
