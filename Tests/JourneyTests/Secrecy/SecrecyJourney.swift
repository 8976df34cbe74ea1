import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("Secrets", .serialized)
struct SecrecyJourney {
    @Test(
        "no key, token, password or secret address appears in a log, page, metric, answer, command, crash or on disk"
    )
    func everywhere() async throws {
        try await Stand.with(Garden.accounts) { stand in
            let garden = try Garden(stand)
            try garden.plant()
            var plants = try garden.plants()
            let papers = Papers()
            let agent = try stand.start(
                ["--web.enable-lifecycle", "--web.config.file=web.yml"],
                variables: try garden.environment()
            )
            try await stand.untilReady()
            let web = try Web(login: "prometheus:\(garden.password.secret)")
            try await failures(in: garden, agent)
            plants += try garden.plants()

            try await reloads(of: garden, agent, web, to: papers)
            try await pages(of: stand, web, to: papers)
            try garden.writeInputs()
            for order in garden.orders() {
                papers.file(order.name, try await garden.run(order))
            }
            try papers.file(directory: stand.workplace.path("data"), as: "while it runs")
            #expect(try await agent.stop() == 0, "\(agent.output.suffix(2000))")
            papers.file("the log", agent.output)
            try papers.file(directory: stand.workplace.path("data"), as: "after its end")
            papers.file("a crash", try await crash(in: garden))

            let search = LeakSearch(plants)
            for paper in papers.all { search.expectNone(in: paper.name, paper.bytes) }
            deliveries(from: garden, search)
        }
    }

    /// Has everything go wrong that shows a secret's neighbourhood: refusals with evidence, odd keys,
    /// wrong regions, receivers that refuse.
    private func failures(in garden: Garden, _ agent: Peer) async throws {
        let stand = garden.stand
        try await stand.untilTold(
            "firing",
            "AuthFailing",
            of: "moved",
            cause: .wrongRegion,
            within: 90
        )
        try await eventually("the key of the vault is used", within: 90) {
            agent.output.contains("account=vaulted")
        }
        for name in ["token", "guid", "quoted", "connection", "vault"] {
            try await stand.untilTold("firing", "AuthFailing", of: "pasted-\(name)", within: 90)
        }
        try stand.azure.state.regenerate(.key1, of: "bad")
        try await stand.untilTold(
            "firing",
            "AuthFailing",
            of: "bad",
            cause: .keyRegenerated,
            within: 90
        )
        try await eventually("Resource Manager has proven it", within: 90) {
            stand.told().contains { alert in
                alert.labels["account"] == "bad" && alert.labels["confidence"] == "certain"
                    && alert.annotations["evidence"]?.contains("Resource Manager") == true
            }
        }
        try await eventually("the discovered account is probed", within: 90) {
            agent.output.contains("account=found")
        }
        let lanes =
            ["/hook/", "/services/", "/pagerduty", "/opsgenie", "/teams", "/discord/"]
            + ["/api/v2/alerts", "/other/api/v2/alerts", "/\(garden.heartbeat.secret)", "/msi/"]
        for lane in lanes {
            try await eventually("the parrot hears \(lane.prefix(8))", within: 90) {
                garden.parrot.heard.contains { $0.lane.hasPrefix(lane) }
            }
        }
        try await eventually("refusals and proxies that are away are logged") {
            let log = agent.output
            return log.contains("notification refused for good")
                && log.contains("notification not delivered")
                && log.contains("cannot be discovered")
        }
    }

    /// Has it read what is broken on a line with a secret, in all files.
    private func reloads(
        of garden: Garden,
        _ agent: Peer,
        _ web: Web,
        to papers: Papers
    ) async throws {
        let stand = garden.stand
        let broken = try garden.brokenConfigurations()
        for (number, text) in broken.enumerated() {
            try stand.workplace.write(text, to: "cogwatch.yml")
            let answer = await web.post("\(stand.agentURL)/-/reload")
            #expect(answer.status == 500, "mistake \(number): \(answer.text)")
            papers.file("the answer to mistake \(number)", answer.text)
            papers.file(
                "the check of mistake \(number)",
                try await garden.run(.init(words: ["check"], codes: [1]))
            )
        }
        agent.signal(SIGHUP)
        try await eventually("the hangup is refused") {
            agent.output.components(separatedBy: "the old one stays in force").count > broken.count
                + 1
        }
        try stand.workplace.write(try garden.configuration(), to: "cogwatch.yml")
        let good = await web.post("\(stand.agentURL)/-/reload")
        #expect(good.status == 200, "\(good.text)")
        let secret = garden.broken.secret
        for line in [
            "- {name: x, keys: [{name: k, value: \"\(secret)\", a}", "  key: \"\(secret)\"\n",
        ] {
            let before = agent.output.components(separatedBy: "accounts.d/one.yml:").count
            try garden.writeAccountFile(adding: line)
            try await eventually("the file of accounts is complained of") {
                agent.output.components(separatedBy: "accounts.d/one.yml:").count > before
            }
            papers.file(
                "the check of it",
                try await garden.run(.init(words: ["check"], codes: [1]))
            )
        }
        try garden.writeAccountFile()
        try garden.writeWeb(secret)
        try await eventually("the web configuration is complained of") {
            _ = await web.get("\(stand.agentURL)/metrics")
            return agent.output.contains("the one before stays in force")
        }
        papers.file(
            "the check of web.yml",
            try await garden.run(.init(words: ["check", "--web.config.file=web.yml"], codes: [1]))
        )
        try garden.writeWeb("$2y$10$" + garden.hash.secret)
    }

    private static let paths = [
        "/", "/?state=auth_failing", "/incidents", "/silences", "/silences/new", "/metrics",
        "/-/healthy", "/-/ready", "/probe", "/probe?account=nobody", "/accounts/nobody",
        "/api/v1/accounts", "/api/v1/incidents?state=all", "/api/v1/silences",
        "/api/v1/status/config", "/api/v1/status/buildinfo", "/api/v1/nothing",
    ]

    private func pages(of stand: Stand, _ web: Web, to papers: Papers) async throws {
        let accounts =
            ["pasted-token", "pasted-guid", "pasted-quoted", "pasted-connection"]
            + Garden.accounts.map(\.name)
        let paths =
            Self.paths
            + accounts.flatMap { name in
                [
                    "/accounts/\(name)", "/probe?account=\(name)&debug=true",
                    "/probe?account=\(name)", "/api/v1/accounts/\(name)", "/badge/\(name).svg",
                ]
            }
        for path in paths {
            let page = await web.get("\(stand.agentURL)\(path)")
            #expect([200, 400, 404].contains(page.status), "\(path): \(page.status)")
            if !path.contains("nobody"), !path.contains("nothing"), path != "/probe" {
                #expect(page.status == 200, "\(path): \(page.text.prefix(200))")
            }
            papers.file(path, page.text)
        }
        // Who asks with a key gets it back, and nobody else does.
        let key = try stand.azure.state.key(.key1, of: "good").reveal(\.self)
        for path in ["/probe?account=\(key)", "/accounts/\(key)", "/\(key)", "/?find=\(key)"] {
            #expect(await web.get("\(stand.agentURL)\(path)").status != 500)
        }
        let metrics = await web.get(
            "\(stand.agentURL)/metrics",
            accept: "application/openmetrics-text; version=1.0.0"
        )
        #expect(metrics.text.hasSuffix("# EOF\n"))
        papers.file("/metrics as OpenMetrics", metrics.text)
        let locked = await stand.web.get("\(stand.agentURL)/metrics")
        #expect(locked.status == 401)
        papers.file("the locked door", locked.text)
    }

    /// A crash while it probes, on a machine where Swift could show its memory.
    private func crash(in garden: Garden) async throws -> String {
        let agent = try garden.stand.start(
            ["--web.config.file=web.yml", "--log.format=json"],
            variables: ["-u", "SWIFT_BACKTRACE"] + (try garden.environment())
        )
        try await garden.stand.untilReady()
        agent.signal(SIGABRT)
        #expect(try await agent.exitCode(within: 30) == 128 + SIGABRT)
        let output = agent.output
        // A backtrace has sixteen bytes of memory behind every register.
        #expect(!output.contains("rax"), "\(output.suffix(2000))")
        return output
    }

    /// A receiver gets what proves who sends, and no more.
    private func deliveries(from garden: Garden, _ search: LeakSearch) {
        let bodies = garden.stand.inbox.messages().map(\.body).reduce(Data(), +)
        search.expectNone(in: "what the webhook got", bodies)
        for heard in garden.parrot.heard where !heard.body.isEmpty {
            search.expectNone(
                in: "what \(heard.lane.prefix(8)) got",
                heard.body,
                mayHave: heard.lane == "/pagerduty" ? [garden.routingKey.name] : []
            )
        }
    }
}
