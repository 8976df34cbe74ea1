import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("The command line")
struct CommandJourneys {
    private func run(
        _ arguments: [String],
        in workplace: Workplace,
        stdin: String? = nil
    ) async throws -> (code: Int32, output: String) {
        var command = ([Stand.binary] + arguments).map { "'\($0)'" }.joined(separator: " ")
        if let stdin {
            try workplace.write(stdin, to: "stdin")
            command += " < stdin"
        }
        let peer = try Peer("sh", ["-c", command], in: workplace.directory)
        let code = try await peer.exitCode(within: 60)
        return (code, peer.output)
    }

    struct Usage: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let code: Int32

        init(_ arguments: String, _ code: Int32) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.code = code
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "exits with 2 for wrong usage, and 3 when the file is not there",
        arguments: [
            Usage("--no-such-flag", 2), Usage("nonsense", 2), Usage("silence lst", 2),
            Usage("run --web.listen-address=nonsense", 2), Usage("--web.listen-address=:x", 2),
            Usage("check absent.yml", 3),
            Usage("run --config.file=absent.yml", 3), Usage("--help", 0), Usage("--version", 0),
        ]
    )
    func exitCodes(_ usage: Usage) async throws {
        let result = try await run(usage.arguments, in: Workplace())
        #expect(result.code == usage.code, "\(result.output)")
        #expect(!result.output.isEmpty)
    }

    @Test(
        "says what was probably meant",
        arguments: [
            ("chek", "did you mean \"cogwatch check\"?"),
            ("silence lst", "did you mean \"cogwatch silence list\"?"),
            ("key inspekt", "did you mean \"cogwatch key inspect\"?"),
            ("check --outptu json", "Did you mean '--output'?"),
        ]
    )
    func meant(_ line: String, _ hint: String) async throws {
        let words = line.split(separator: " ").map(String.init)
        let result = try await run(words, in: Workplace())
        #expect(result.code == 2)
        #expect(result.output.contains(hint), "\(result.output)")
    }

    @Test("shows the usage of the command that was meant, and of no other")
    func ownUsage() async throws {
        let words = ["silence", "add", "a=b", "--duration", "soon", "--comment", "c"]
        let result = try await run(words, in: Workplace())
        #expect(result.code == 2)
        #expect(result.output.contains("Usage: cogwatch silence add"), "\(result.output)")
        #expect(!result.output.contains("storage.path"))
    }

    @Test(
        "every command has help with an example",
        arguments: [
            ["run"], ["demo"], ["check"], ["probe"], ["diagnose"], ["explain"], ["key", "inspect"],
            ["incidents"], ["silence"], ["silence", "add"], ["silence", "list"],
            ["silence", "expire"], ["routes", "test"], ["notify", "test"], ["simulate"],
        ]
    )
    func help(_ command: [String]) async throws {
        let result = try await run(command + ["--help"], in: Workplace())
        #expect(result.code == 0)
        #expect(result.output.contains("EXAMPLE"))
    }

    @Test("check names every error at once, each with its place, and exits with 1")
    func check() async throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            global: {probe_intervall: 60s}
            accounts:
              - name: tts
                cloud: mars
                region: japanwest
                keys: [{name: key1, env: COGWATCH_NO_SUCH_KEY}]

            """,
            to: "bad.yml"
        )
        let result = try await run(["check", "bad.yml"], in: workplace)
        #expect(result.code == 1)
        for place in ["bad.yml:1:", "bad.yml:4:", "bad.yml:6:"] {
            #expect(result.output.contains(place), "\(place) is missing in \(result.output)")
        }
        #expect(result.output.contains("probe_interval"))
    }

    @Test("a reload of a bad file keeps the old configuration, and says so in metric and log")
    func badReload() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let agent = try stand.start(["--web.enable-lifecycle"])
            try await stand.untilReady()
            #expect(await stand.metric("cogwatch_config_last_reload_successful") == 1)
            try stand.workplace.write("accounts: 7\n", to: "cogwatch.yml")
            let answer = await stand.web.post("\(stand.agentURL)/-/reload")
            #expect(answer.status == 500)
            #expect(answer.text.contains("cogwatch.yml:1:"))
            #expect(await stand.metric("cogwatch_config_last_reload_successful") == 0)
            #expect(agent.output.contains("the old one stays in force"))
            let before = await stand.metric(
                "cogwatch_probes_total{account=\"tts-japan\",operation=\"token\",outcome=\"success\"}"
            )
            try await eventually("probing goes on") {
                let now = await stand.metric(
                    "cogwatch_probes_total{account=\"tts-japan\",operation=\"token\",outcome=\"success\"}"
                )
                return (now ?? 0) > (before ?? 0)
            }
        }
    }

    @Test("a second agent is kept out of the first one's storage directory")
    func secondAgent() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            try stand.start()
            try await stand.untilReady()
            let second = try await run(
                ["run", "--storage.path=data", "--web.listen-address=127.0.0.1:0"],
                in: stand.workplace
            )
            #expect(second.code == 3)
            #expect(second.output.contains("another cogwatch works in"))
        }
    }

    @Test("probe shows each probe and what is wrong, as a table and as JSON")
    func probe() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let good = try await run(["probe"], in: stand.workplace)
            #expect(good.code == 0, "\(good.output)")
            #expect(good.output.contains("voices"))
            try stand.azure.state.setKeyAccess(.disabled, of: "tts-japan")
            let bad = try await run(
                ["probe", "tts-japan", "--output", "json"],
                in: stand.workplace
            )
            #expect(bad.code == 1)
            #expect(bad.output.contains("local_auth_disabled"))
            let unknown = try await run(["probe", "tts-japn"], in: stand.workplace)
            #expect(unknown.code == 2)
            #expect(unknown.output.contains("did you mean \"tts-japan\"?"))
        }
    }

    @Test("decorates on a terminal, unless NO_COLOR is set")
    func terminal() async throws {
        guard Peer.isInstalled("script") else { return }
        let plans = ["a", "b"].map { AccountPlan(name: "tts-\($0)", region: "japanwest") }
        try await Stand.with(plans) { stand in
            for plan in plans { try stand.writeKeys(of: plan.name) }
            try stand.configure(
                plans.map { Stand.stanza($0.name, region: "japanwest") }.joined(separator: "\n")
            )
            let probe = "\(Stand.binary) probe"
            let shown = try await onTerminal("env NO_COLOR= TERM=xterm \(probe)", in: stand)
            #expect(shown.contains("] 2/2"), "\(shown)")
            #expect(shown.contains("\u{1B}[32mok"), "\(shown)")
            let plain = try await onTerminal("env NO_COLOR=1 TERM=xterm \(probe)", in: stand)
            #expect(!plain.contains("\u{1B}"))
            #expect(!plain.contains("2/2"))
            let piped = try await run(["probe", "--output", "json"], in: stand.workplace)
            #expect(piped.output.hasPrefix("["))
        }
    }

    private func onTerminal(_ command: String, in stand: Stand) async throws -> String {
        let peer = try Peer(
            "script",
            ["-qec", command, "/dev/null"],
            in: stand.workplace.directory
        )
        #expect(try await peer.exitCode(within: 60) == 0)
        return peer.output
    }

    @Test("explain reads what curl prints, and what was collected as JSON lines")
    func explain() async throws {
        let workplace = try Workplace()
        let pasted = """
            HTTP/1.1 403 Forbidden
            Content-Type: application/json

            {"error":{"code":"403","message":"Public access is disabled. Please configure private endpoint."}}
            """
        let one = try await run(["explain"], in: workplace, stdin: pasted)
        #expect(one.code == 1)
        #expect(one.output.contains("public_access_disabled (certain)"))
        let lines = #"{"id":"a","response":{"status":429,"headers":{"Retry-After":"7"}}}"# + "\n"
        let many = try await run(["explain", "--jsonl"], in: workplace, stdin: lines)
        #expect(many.output.contains(#""id":"a""#))
        #expect(many.output.contains(#""cause":"rate_limited""#))
    }

    @Test("key inspect tells of keys, and never prints one")
    func inspect() async throws {
        let workplace = try Workplace()
        let key = String(repeating: "d", count: 32)
        let result = try await run(["key", "inspect"], in: workplace, stdin: "\"\(key)\"\n\n")
        #expect(result.code == 1)
        #expect(result.output.contains(#""shape":"hex32""#))
        #expect(result.output.contains("quoted"))
        #expect(result.output.contains(#""shape":"empty""#))
        #expect(!result.output.contains(key))
    }

    @Test("the demonstration tells its story to the end")
    func demo() async throws {
        let workplace = try Workplace()
        let (agent, inbox) = (try Ports.free(), try Ports.free())
        let peer = try Peer(
            Stand.binary,
            [
                "demo", "--exit-when-done", "--web.listen-address=127.0.0.1:\(agent)",
                "--inbox.listen-address=127.0.0.1:\(inbox)",
            ],
            in: workplace.directory
        )
        #expect(try await peer.exitCode(within: 120) == 0, "\(peer.output)")
        for story in ["cause key_regenerated", "cause wrong_region", "TrialExpiring", "resolved"] {
            #expect(peer.output.contains(story), "\(story) is missing in \(peer.output)")
        }
    }
}
