import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("The fleet's page")
struct FleetPageTests {
    struct Row: CustomTestStringConvertible {
        let query: String
        let names: [String]

        init(_ query: String, _ names: [String]) {
            (self.query, self.names) = (query, names)
        }

        var testDescription: String { query.isEmpty ? "nothing" : query }
    }

    /// Six accounts, each of its own kind.
    private static func console() -> FakeConsole {
        FakeConsole { script in
            var board = Scoreboard(build: Made.build, startedAt: Made.now)
            func account(
                _ name: String,
                _ region: String,
                _ cloud: Cloud = .public,
                team: String = "voice",
                trial days: Double? = nil
            ) -> WatchedAccount {
                let trial = days.map { Trial(expires: Made.now.addingTimeInterval($0 * 86_400)) }
                return WatchedAccount(
                    account: Account(
                        name: name,
                        region: region,
                        keys: [],
                        trial: trial,
                        labels: ["team": team]
                    ),
                    keys: [WatchedKey(name: "key1", fingerprint: "f\(name)", issued: nil)]
                ).moved(to: cloud)
            }
            board.watch([
                account("a", "westeurope", trial: 40), account("b", "japanwest"),
                account("c", "chinaeast2", .china, team: "Ümlaut <&>"),
                account("d", "japanwest", team: "eyes", trial: 2), account("e", "westeurope"),
                account("f", "eastus"),
            ])
            board.record(Made.verdict("a", nil), state: .ok)
            board.record(Made.verdict("b", .keyRegenerated), state: .authFailing)
            board.record(Made.verdict("c", .timeout), state: .unreachable)
            board.pending(account: "d")
            board.record(
                Verdict(
                    account: "e",
                    at: Made.now,
                    refusedSpares: ["key2": Made.diagnosis(.invalidKey)],
                    lastSuccess: Made.now
                ),
                state: .ok
            )
            script.scoreboard = board
        }
    }

    private func rows(_ text: String) -> [String] {
        text.split(separator: "<tr id=\"account-").dropFirst()
            .compactMap { $0.split(separator: "\"").first.map(String.init) }
    }

    @Test(
        "finds what the address asks for",
        arguments: [
            Row("", ["b", "c", "d", "e", "f", "a"]),
            Row("state=attention", ["b", "c", "e"]),
            Row("state=auth_failing", ["b"]), Row("state=unreachable", ["c"]),
            Row("state=pending", ["d"]), Row("state=unknown", ["f"]), Row("state=ok", ["e", "a"]),
            Row("state=dead_spare", ["e"]), Row("state=trial", ["d", "a"]),
            Row("state=throttled", []), Row("state=", ["b", "c", "d", "e", "f", "a"]),
            Row("cause=timeout", ["c"]), Row("cloud=china", ["c"]),
            Row("cloud=public&region=japanwest", ["b", "d"]), Row("region=japanwst", []),
            Row("label=team", ["b", "c", "d", "e", "f", "a"]), Row("label=team%3Deyes", ["d"]),
            Row("label=team%3D", []), Row("label=tea", []),
            Row("q=JAPAN", ["b", "d"]), Row("q=japan+eyes", ["d"]), Row("q=fb", ["b"]),
            Row("q=key_regen", ["b"]), Row("q=%3C%26%3E", ["c"]), Row("q=%C3%9Cml", ["c"]),
            Row("q=nowhere", []), Row("q=%20", ["b", "c", "d", "e", "f", "a"]),
            Row("sort=name", ["a", "b", "c", "d", "e", "f"]),
            Row("sort=-name", ["f", "e", "d", "c", "b", "a"]),
            Row("sort=region", ["c", "f", "b", "d", "a", "e"]),
            Row("sort=trial", ["d", "a", "b", "c", "e", "f"]),
            Row("sort=success&state=attention", ["b", "c", "e"]),
            Row("page=7", ["b", "c", "d", "e", "f", "a"]),
        ]
    )
    func filters(_ row: Row) async throws {
        try await RunningServer.with(Self.console()) { server in
            let got = try await server.ask("/?\(row.query)")
            #expect(got.status == 200)
            #expect(rows(got.text) == row.names)
            #expect(got.text.contains("No account fits") == row.names.isEmpty)
            let head = try await server.ask("/?\(row.query)", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test(
        "says plainly what it cannot read, and shows what it can",
        arguments: [
            (
                "state=OKAY",
                "The filter state is &quot;OKAY&quot;; it is one of attention, auth_failing,"
            ),
            ("state=auth-failng", "did you mean auth_failing?"),
            ("cause=timout", "did you mean timeout?"),
            ("cloud=moon", "one of public, china, usgov."),
            ("sort=", nil), ("sort=-", "sort is &quot;&quot;"), ("sort=nmae", "did you mean name?"),
            ("page=0", "write a number from 1."), ("page=-3", "write a number from 1."),
            ("page=99999999999999999999", "write a number from 1."), ("label=%3Dx", "NAME=VALUE"),
            ("stat=ok", "There is no filter &quot;stat&quot;; did you mean state?"),
            ("%3Cscript%3E=1", "There is no filter &quot;&lt;script&gt;&quot;; there are state,"),
            ("state=%00%22%3E%3Cb%3E", "&lt;b&gt;"),
        ] as [(String, String?)]
    )
    func unreadable(_ query: String, _ words: String?) async throws {
        try await RunningServer.with(Self.console()) { server in
            let got = try await server.ask("/?\(query)")
            #expect(got.status == (words == nil ? 200 : 400))
            #expect(rows(got.text).count == 6)
            if let words { #expect(got.text.contains(words), "\(got.text.prefix(3_000))") }
            #expect(!got.text.contains("<script>"))
        }
    }

    @Test("offers the region that was probably meant")
    func near() async throws {
        try await RunningServer.with(Self.console()) { server in
            let text = try await server.ask("/?region=japanwst&state=pending").text
            #expect(text.contains(#"<a href="/?state=pending&amp;region=japanwest">japanwest</a>"#))
        }
    }

    @Test("pages through a crowd a hundred at a time, with the filters in every link")
    func pages() async throws {
        let console = FakeConsole { script in
            script.scoreboard.watch((0..<250).map { Made.account("account-\(1_000 + $0)") })
        }
        try await RunningServer.with(console, routePrefix: "/c") { server in
            let first = try await server.ask("/c/?sort=-name&q=account").text
            #expect(rows(first).count == 100)
            #expect(rows(first).first == "account-1249")
            #expect(first.contains("1–100 of 250"))
            #expect(!first.contains(#"rel="prev""#))
            let next = #"rel="next" href="/c/?q=account&amp;sort=-name&amp;page=2#accounts""#
            #expect(first.contains(next))
            let last = try await server.ask("/c/?sort=-name&q=account&page=3").text
            #expect(rows(last).count == 50)
            #expect(last.contains("201–250 of 250"))
            #expect(!last.contains(#"rel="next""#))
            #expect(last.contains(#"rel="prev" href="/c/?q=account&amp;sort=-name&amp;page=2#"#))
            let beyond = try await server.ask("/c/?q=account&page=9").text
            #expect(beyond.contains("there is no page 9"))
            #expect(rows(beyond).count == 50)
        }
    }

    @Test("shows an outage of 200 accounts as one card with five names")
    func outage() async throws {
        let console = FakeConsole { script in
            let accounts = (0..<200).map {
                Made.account("a-\(1_000 + $0)", region: $0 < 150 ? "japanwest" : "westeurope")
            }
            script.scoreboard.watch(accounts)
            for watched in accounts {
                script.scoreboard.record(
                    Made.verdict(watched.account.name, .serviceOutage),
                    state: .unreachable
                )
            }
        }
        try await RunningServer.with(console) { server in
            let text = try await server.ask("/").text
            #expect(text.contains("200 of 200 accounts need attention"))
            #expect(text.ranges(of: "<article").count == 1)
            #expect(text.ranges(of: #"<li id="failing-"#).count == 5)
            #expect(text.contains(#"<a href="/?cause=service_outage">All 200 accounts</a>"#))
            let place = #"<a href="/?cause=service_outage&amp;region=japanwest">japanwest</a> 150"#
            #expect(text.contains(place))
            // Who asks for something has found it at once.
            let filtered = try await server.ask("/?region=japanwest").text
            #expect(!filtered.contains("<article"))
        }
    }

    @Test("tells of trials that end, spare keys that are dead, and outages of a region")
    func panels() async throws {
        let console = Self.console()
        console.change { script in
            script.incidents = [
                Incident(
                    id: "1",
                    account: "public/japanwest",
                    fingerprint: "1",
                    labels: ["alertname": "RegionOutage"],
                    annotations: ["summary": "Everything fails in japanwest"],
                    startsAt: Made.now
                )
            ]
        }
        try await RunningServer.with(console) { server in
            let text = try await server.ask("/").text
            #expect(text.contains(#"<li id="trial-d">"#))
            #expect(!text.contains(#"<li id="trial-a">"#))
            #expect(text.contains(#"<li id="spare-e-key2">"#))
            #expect(text.contains("Everything fails in japanwest"))
            #expect(text.contains(#"href="/?state=dead_spare""#))
        }
    }

    @Test("is made of ten thousand accounts in a moment")
    func quick() {
        var board = Scoreboard(build: Made.build, startedAt: Made.now)
        board.watch(
            (0..<10_000).map {
                Made.account("account-\($0)", labels: ["team": "t\($0 % 50)", "env": "prod"])
            }
        )
        for number in stride(from: 0, to: 10_000, by: 3) {
            board.record(Made.verdict("account-\(number)", .serviceOutage), state: .unreachable)
        }
        var query = FleetQuery()
        query.text = "account t17"
        for query in [FleetQuery(), query] {
            let start = ContinuousClock.now
            let page = StatusPage(
                fleet: Fleet(board.glances(), query),
                outages: [],
                startedAt: Made.now,
                now: Made.now,
                layout: Layout(prefix: "", build: Made.build)
            ).html
            let took = ContinuousClock.now - start
            print("a page of 10,000 accounts: \(took), \(page.text.utf8.count) bytes")
            #expect(page.text.utf8.count > 10_000)
            // Some thirty times what an optimised build needs; a look at each account's everything
            // takes longer.
            #expect(took < .seconds(5))
        }
    }
}

extension WatchedAccount {
    fileprivate func moved(to cloud: Cloud) -> WatchedAccount {
        WatchedAccount(
            account: Account(
                name: account.name,
                cloud: cloud,
                region: account.region,
                keys: account.keys,
                trial: account.trial,
                labels: account.labels
            ),
            keys: keys
        )
    }
}
