import CogwatchCore
import CogwatchSimulator
import Foundation
import TestSupport
import Testing

@Suite("Silences", .serialized)
struct SilenceJourneys {
    private func silence(
        _ arguments: String...,
        on stand: Stand
    ) async throws -> (code: Int32, output: String) {
        let peer = try Peer(
            Stand.binary,
            ["silence"] + arguments + ["--url", stand.agentURL],
            in: stand.workplace.directory
        )
        let code = try await peer.exitCode(within: 20)
        return (code, peer.output.trimmingCharacters(in: .newlines))
    }

    private func silencedBy(_ stand: Stand) async throws -> [[String]] {
        struct Envelope: Decodable {
            struct Incident: Decodable { let silencedBy: [String] }
            let data: [Incident]
        }
        let text = await stand.web.get("\(stand.agentURL)/api/v1/incidents?state=firing").text
        return try JSONDecoder().decode(Envelope.self, from: Data(text.utf8)).data
            .map(\.silencedBy)
    }

    @Test("keep the agent quiet over a restart, until somebody expires them")
    func story() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let first = try stand.start()
            try await stand.untilReady()
            let added = try await silence(
                "add",
                "AuthFailing",
                "account=~tts-.*",
                "-d",
                "1h",
                "-a",
                "Jörg",
                "-c",
                "rotation",
                on: stand
            )
            #expect(added.code == 0, "\(added.output)")
            let id = added.output
            #expect(await stand.metric("cogwatch_silences{state=\"active\"}") == 1)

            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await eventually("the incident is there, silenced") {
                try await silencedBy(stand) == [[id]]
            }
            let listed = try await silence("list", "--state", "active", on: stand)
            #expect(listed.code == 0)
            #expect(listed.output.contains(id))
            #expect(listed.output.contains(#"alertname="AuthFailing" account=~"tts-.*""#))

            #expect(try await first.stop() == 0)
            try stand.start()
            try await stand.untilReady()
            #expect(try await silencedBy(stand) == [[id]])
            // A few of the group's intervals.
            try await Task.sleep(for: .seconds(2))
            #expect(stand.told().isEmpty)

            let expired = try await silence("expire", id, on: stand)
            #expect(expired.code == 0, "\(expired.output)")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan", within: 5)
            #expect(try await silencedBy(stand) == [[]])
            let again = try await silence("expire", id, on: stand)
            #expect(again.code == 2)
            #expect(again.output.contains("is over since"))
        }
    }

    @Test("end by themselves, and what fires still is told at that moment")
    func end() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            // Longer than the test: only the silence's end can bring the look.
            let text = try String(
                contentsOfFile: stand.workplace.path("cogwatch.yml"),
                encoding: .utf8
            )
            try stand.workplace.write(
                text.replacing("group_interval: 500ms", with: "group_interval: 10m"),
                to: "cogwatch.yml"
            )
            try stand.start()
            try await stand.untilReady()
            let added = try await silence(
                "add",
                "account=tts-japan",
                "-d",
                "8s",
                "-c",
                "short",
                on: stand
            )
            #expect(added.code == 0, "\(added.output)")
            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await eventually("the incident is silenced") {
                try await silencedBy(stand) == [[added.output]]
            }
            #expect(stand.told().isEmpty)
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan", within: 15)
            let shown = await stand.web.get("\(stand.agentURL)/silences").text
            #expect(shown.contains(">Expired<"))
        }
    }

    @Test(
        "tell on the command line what is wrong, with exit code 2, and 3 where no agent is",
        arguments: [
            (["add", "a=~(", "-c", "x"], "is no regular expression", 2),
            (["add", "a=~.*", "-c", "x"], "must not match the empty string", 2),
            (["add", "a=b"], "--comment", 2), (["add", "-c", "x"], "matchers", 2),
            (["add", "a=b", "-c", "x", "-d", "soon"], "write how long, such as 30m", 2),
            (["add", "a=b", "-c", "x", "--end", "soon"], "write a time such as", 2),
            (["add", "a=b", "-c", "x", "--end", "2020-01-01"], "--end is in the past", 2),
            (["add", "a=b", "-c", "x", "-d", "1h", "--end", "2099-01-01"], "give one", 2),
            (["add", "a=b", "-c", "x"], "no agent answers at", 3),
            (["list"], "no agent answers", 3),
            (["expire", "x"], "no agent answers", 3), (["expire"], "ids", 2),
        ] as [([String], String, Int32)]
    )
    func mistakes(arguments: [String], words: String, code: Int32) async throws {
        let workplace = try Workplace()
        let url = ["--url", "http://127.0.0.1:\(try Ports.free())"]
        let peer = try Peer(Stand.binary, ["silence"] + arguments + url, in: workplace.directory)
        #expect(try await peer.exitCode(within: 20) == code)
        #expect(peer.output.contains(words), "\(peer.output)")
    }
}

@Suite("Silences of Alertmanager", .enabled(if: Peer.isInstalled("prometheus-alertmanager")))
struct SilenceParity {
    private static let values = ["a", "b", "ab", "é", "wrong key", ""]
    private static let patterns = [
        "a|b", "a.*", ".*", ".+", "[^a]+", "(?i)A", "", "wrong.key", "\\S*",
    ]

    @Test("cover the same alerts as ours, and the same are refused")
    func same() async throws {
        let seed = Seed.fromEnvironment()
        print("silences like Alertmanager's: COGWATCH_SEED=\(seed)")
        var dice = SeededGenerator(seed: seed)
        let workplace = try Workplace()
        let (web, port) = (try Web(), try Ports.free())
        try workplace.write("{route: {receiver: x}, receivers: [{name: x}]}", to: "am.yml")
        let alertmanager = try Peer(
            "prometheus-alertmanager",
            [
                "--config.file=am.yml", "--storage.path=am", "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:\(port)",
            ],
            in: workplace.directory
        )
        let api = "http://127.0.0.1:\(port)/api/v2"
        try await eventually("Alertmanager is ready") {
            await web.get("http://127.0.0.1:\(port)/-/ready").status == 200
        }
        let alerts = (0..<30).map { number in
            var labels = ["alertname": "n\(number)"]
            for name in ["x", "y", "z"] {
                labels[name] = Self.values.randomElement(using: &dice)
            }
            return labels.filter { !$0.value.isEmpty }
        }
        let posted = try JSONEncoder().encode(alerts.map { ["labels": $0] })
        #expect(
            await web.post("\(api)/alerts", json: String(decoding: posted, as: UTF8.self)).status
                == 200
        )
        var ours: [Silence] = []
        for _ in 0..<60 {
            let matchers = try Self.matchers(using: &dice)
            let text = matchers.map(\.description).joined(separator: ", ")
            let answer = await web.post("\(api)/silences", json: try Self.body(matchers))
            let draft = try? Self.draft(matchers)
            #expect((answer.status == 200) == (draft != nil), "seed \(seed): \(text)")
            guard let draft, answer.status == 200 else { continue }
            let created = try JSONDecoder().decode(
                [String: String].self,
                from: Data(answer.text.utf8)
            )
            let id = try #require(created["silenceID"])
            ours.append(try draft.outcome(over: nil, at: Date()) { id }.silence)
        }
        #expect(ours.count > 20)
        try await eventually("Alertmanager has taken all alerts") {
            try await Self.silenced(api, web).count == alerts.count
        }
        let theirs = try await Self.silenced(api, web)
        let silencing = Silencing(ours)
        for alert in theirs {
            let expected = Set(silencing.silences(of: alert.labels, at: Date()).map(\.id))
            #expect(
                Set(alert.status.silencedBy) == expected,
                "seed \(seed): \(Labels.text(alert.labels))"
            )
        }
        try await alertmanager.stop()
    }

    private static func matchers(using dice: inout SeededGenerator) throws -> [Matcher] {
        try (0..<Int.random(in: 1...3, using: &dice)).map { _ in
            let comparison = Matcher.Operator.allCases.randomElement(using: &dice) ?? .equals
            let isPattern = comparison == .matches || comparison == .misses
            return try Matcher(
                name: ["x", "y", "z", "w"].randomElement(using: &dice) ?? "x",
                operator: comparison,
                value: (isPattern ? patterns : values).randomElement(using: &dice) ?? ""
            )
        }
    }

    private static func draft(_ matchers: [Matcher]) throws -> SilenceDraft {
        try SilenceDraft(
            matchers: matchers,
            endsAt: Date().addingTimeInterval(3_600),
            createdBy: "me",
            comment: "why",
            at: Date()
        )
    }

    private static func body(_ matchers: [Matcher]) throws -> String {
        let written = try JSONEncoder().encode(matchers.map(WrittenMatcher.init))
        let (start, end) = (Date(), Date().addingTimeInterval(3_600))
        return """
            {"matchers":\(String(decoding: written, as: UTF8.self)),"createdBy":"me",\
            "startsAt":"\(Timestamp.text(start))","endsAt":"\(Timestamp.text(end))","comment":"why"}
            """
    }

    private struct Shown: Decodable {
        struct Status: Decodable { let silencedBy: [String] }
        let labels: [String: String]
        let status: Status
    }

    private static func silenced(_ api: String, _ web: Web) async throws -> [Shown] {
        let text = await web.get("\(api)/alerts").text
        return try JSONDecoder().decode([Shown].self, from: Data(text.utf8))
    }
}
