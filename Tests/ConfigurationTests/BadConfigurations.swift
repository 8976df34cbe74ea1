import CogwatchConfiguration
import CogwatchCore
import CogwatchTemplates
import Foundation
import Testing

@Suite("A bad configuration")
struct BadConfigurations {
    @Test(
        "is told from a good one in exactly the words of its first line",
        arguments: Fixture.all(in: "bad")
    )
    func oneMistake(_ fixture: Fixture) throws {
        let expectation = try #require(fixture.expectation)
        let loaded = World.load(fixture.text, as: fixture.name)
        #expect(loaded.problems.map(\.headline) == [expectation])
        let isUsable = loaded.problems.allSatisfy { $0.severity != .error || $0.isKeySource }
        #expect((loaded.settings != nil) == isUsable)
    }

    @Test("is there in numbers: the fixtures are really read")
    func fixturesAreThere() {
        #expect(Fixture.all(in: "bad").count > 100)
        #expect(Fixture.all(in: "good").count == 8)
    }

    @Test("is told all its mistakes at once, in the order of the file")
    func everythingAtOnce() {
        let text = """
            globall: {}
            global:
              probe_interval: 60
            http_client:
              ip_family: ipv7
            accounts:
              - name: a b
                region: ja-JP
                region: japanwest
                kind: Speech
                keys: []
                trial: {expires: soon}
              - name: c
                keys: [{name: key1, file: keys/none}]
                operations: [tokens]
                labels: {cause: me}
            alerting:
              route: {receiver: nobody}
              heartbeat: {}
            """
        let found = World.load(text)
        #expect(found.settings == nil)
        #expect(
            found.problems.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.what)" } == [
                "1:1 unknown key \"globall\" in the configuration",
                "3:19 \"probe_interval\" in global is \"60\", which is no duration",
                "5:14 \"ip_family\" in http_client cannot be \"ipv7\"",
                "7:11 \"name\" in an account is \"a b\"",
                "8:13 region \"ja-JP\" is a language, not a region",
                "9:5 key \"region\" stands here twice",
                "10:11 \"kind\" in an account cannot be \"Speech\"",
                "11:5 an account has no \"keys\"",
                "12:22 \"expires\" in a trial is \"soon\", which is no date",
                "13:5 an account has no \"region\"",
                "14:31 key \"key1\": cannot read file \"keys/none\": there is no such file",
                "15:18 \"operations\" in an account cannot be \"tokens\"",
                "16:14 label \"cause\" is given by cogwatch itself; choose another name",
                "18:21 a route names receiver \"nobody\", and there is none",
                "19:14 heartbeat has no address",
            ]
        )
    }

    @Test("may lack a key for one account, and the others are watched all the same")
    func keySources() throws {
        let text = """
            accounts:
              - {name: a, region: japanwest, keys: [{name: k, env: EMPTY}]}
              - {name: b, region: japanwest, keys: [{name: k, file: keys/two}]}
            """
        let loaded = World.load(text)
        #expect(loaded.hasErrors)
        #expect(loaded.problems.map(\.isKeySource) == [true])
        let accounts = try #require(loaded.settings).accounts
        #expect(accounts.first?.keys.first?.problem == "variable EMPTY is empty")
        #expect(accounts.first?.keys.first?.secret.isEmpty == true)
        #expect(accounts.last?.keys.first?.problem == nil)
    }

    @Test("may hold a key itself, which is doubted, or a variable, which is not expanded")
    func writtenKeys() throws {
        let text = """
            accounts:
              - name: a
                region: japanwest
                keys:
                  - {name: k, value: \(World.keys[2])}
                  - {name: l, value: "${TTS_KEY}"}
            """
        let loaded = World.load(text)
        #expect(
            loaded.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.what)" } == [
                "5 warning: key \"k\" stands in the configuration file itself",
                "6 warning: key \"l\" from configuration file: This is a placeholder; put the real "
                    + "key in its place.",
                "6 warning: key \"l\" stands in the configuration file itself",
                "6 hint: variables are not expanded here",
            ]
        )
        let keys = try #require(loaded.settings?.accounts.first).keys
        #expect(keys.map { $0.secret.reveal(\.self) } == [World.keys[2], "${TTS_KEY}"])
    }

    @Test("may hold accounts of retired kinds, which are named and asked nothing")
    func retired() throws {
        let text = """
            accounts:
              - name: bing
                kind: Bing.Search
                region: global
                endpoint: https://api.bing.microsoft.com/
                keys: [{name: k, file: keys/hex}]
              - name: luis
                kind: LUIS
                region: westus
                operations: [list]
                keys: [{name: k, file: keys/hex2}]
            """
        let loaded = World.load(text)
        #expect(
            loaded.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.what)" } == [
                "3 warning: kind Bing.Search was retired on 2025-08-11, and nothing is sent",
                "8 warning: kind LUIS was retired on 2026-03-31, and nothing is sent",
                "10 error: an account of kind LUIS cannot be asked for list",
            ]
        )
        #expect(loaded.problems.last?.remedy == "leave the key out: nothing is sent")
    }

    @Test("may not be there at all")
    func absent() {
        let loader = ConfigurationLoader(
            environment: [:],
            readFile: { _ in throw CocoaError(.fileReadNoSuchFile) },
            compileTemplate: MustacheTemplates.compile
        )
        let loaded = loader.load(path: "etc/cogwatch.yml")
        #expect(
            loaded.problems.map(\.headline)
                == ["etc/cogwatch.yml: error: cannot read the file: there is no such file"]
        )
        #expect(loaded.settings == nil)
        #expect(loaded.watchedFiles == ["etc/cogwatch.yml"])
    }

    @Test(
        "may not be text",
        arguments: [
            ([0xff, 0xfe, 0x61, 0x00], "c.yml:1:1: error: the file is UTF-16; save it as UTF-8"),
            (
                Array("a: b\nc: ".utf8) + [0xc3, 0x28],
                "c.yml:2:4: error: the file is not UTF-8 from here on; save it as UTF-8"
            ),
            (
                Array("accounts:\n  - \u{7}".utf8),
                "c.yml:2:5: error: a control character stands here, and YAML allows none; remove "
                    + "it, or write it as an escape in double quotes"
            ),
        ] as [([UInt8], String)]
    )
    func noText(bytes: [UInt8], headline: String) {
        #expect(World.load(bytes, as: "c.yml").problems.map(\.headline) == [headline])
    }

    @Test("may have line breaks of Windows and a byte order mark, and has its mistake there")
    func windows() throws {
        let text = "\u{feff}accounts:\r\n  - name: a\r\n    regoin: x\r\n    name: b\r\n"
        let problems = World.load(text).problems
        #expect(problems.map(\.line) == [2, 2, 3, 4])
        #expect(problems.last?.what == "key \"name\" stands here twice")
        #expect(problems.last?.sourceLine == "    name: b")
    }

    @Test("is shown with a caret below the mistake, in colour where that helps")
    func rendering() throws {
        let fixture = try #require(Fixture.all(in: "bad").first { $0.name == "kind-misspelt.yml" })
        let problem = try #require(World.load(fixture.text, as: "k.yml").problems.first)
        #expect(
            problem.description == """
                k.yml:7:11: error: "kind" in an account cannot be "SpeechService"; did you mean \
                "SpeechServices"?
                      kind: SpeechService
                            ^
                """
        )
        let coloured = problem.rendered(colour: true)
        #expect(coloured.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[1;31m          ^\u{1B}[0m"))
    }

    @Test("is told to programs as JSON")
    func json() throws {
        let text = "accounts: []\n"
        let problem = try #require(World.load(text).problems.first)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(problem), as: UTF8.self)
        #expect(
            json == """
                {"column":1,"file":"cogwatch.yml","key_source":false,"line":1,"message":"there are \
                no accounts, so there is nothing to watch","remedy":"list at least one below \
                \\"accounts:\\"","severity":"error","source_line":"accounts: []"}
                """
        )
    }
}
