import CogwatchCore
import Foundation
import Logging
import Testing

@testable import CogwatchSimulator

@Suite("A scenario file")
struct ScenarioTests {
    private static let file = #"""
        {
          "accounts": [
            {"name": "tts", "region": "japanwest", "sku": "F0", "trial_expires": "2026-12-20"},
            {"name": "gov", "cloud": "usgov", "region": "usgovvirginia", "kind": "AIServices",
             "custom_domain": "Gov-Speech.cognitiveservices.azure.us", "key_shape": "hex32"}
          ],
          "timeline": [
            {"after_seconds": 60, "action": "fault", "kind": "hang",
             "host": "japanwest.tts.speech.microsoft.com"},
            {"after_seconds": 10, "action": "regenerate", "account": "tts", "key": "key2",
             "propagation_seconds": 600},
            {"after_seconds": 90, "action": "create", "name": "late", "region": "uksouth"}
          ]
        }
        """#

    @Test("tells accounts and a timeline, which is put in order")
    func reads() throws {
        let scenario = try Scenario(parsing: Array(Self.file.utf8))
        #expect(scenario.accounts.map(\.name) == ["tts", "gov"])
        #expect(scenario.accounts.last?.kind == .aiServices)
        #expect(scenario.accounts.last?.customDomain == "gov-speech.cognitiveservices.azure.us")
        #expect(scenario.timeline.map(\.after) == [.seconds(10), .seconds(60), .seconds(90)])
        #expect(
            scenario.timeline.first?.change
                == .regenerate(account: "tts", key: .key2, propagation: .seconds(600))
        )
        var random = SystemRandomNumberGenerator()
        let world = try scenario.world(at: Sample.now, using: &random)
        #expect(world.accounts["tts"]?.trialExpires == Date(timeIntervalSince1970: 1_797_724_800))
        #expect(world.accounts["gov"]?.cloud == .usgov)
    }

    @Test("uses keys that it gives")
    func givenKeys() throws {
        let key = String(repeating: "0a", count: 16)
        let text = #"{"accounts":[{"name":"a","region":"eastus","key1":"\#(key)"}]}"#
        var random = SystemRandomNumberGenerator()
        let world = try Scenario(parsing: Array(text.utf8)).world(at: Sample.now, using: &random)
        #expect(world.accounts["a"]?.keys[.key1]?.secret == Secret(key))
        #expect(world.accounts["a"]?.keys[.key2]?.secret != Secret(key))
    }

    @Test(
        "is refused with the place of the mistake",
        arguments: [
            ("[]", "scenario: write a JSON object"),
            ("{", "not JSON"),
            (#"{"acounts":[]}"#, #"no field "acounts"; allowed: accounts, timeline"#),
            (#"{"accounts":{}}"#, #""accounts" is an object; write a list"#),
            (#"{"accounts":[{"name":"a"}]}"#, #"accounts[0]: the field "region" is missing"#),
            (#"{"accounts":[{"name":"a","region":1}]}"#, #""region" is 1.0; write a text"#),
            (#"{"timeline":[{"action":"fly"}]}"#, "timeline[0]: write an object"),
            (#"{"timeline":[{"action":"delete","account":"a"}]}"#, "after_seconds"),
            (#"{"timeline":[{"action":"delete","after_seconds":1}]}"#, #""account" is missing"#),
            (
                #"{"timeline":[{"action":"move","after_seconds":1,"account":"a","host":"h"}]}"#,
                #"no field "host"; allowed: after_seconds, action, account, region"#
            ),
        ]
    )
    func mistakes(_ text: String, _ says: String) {
        let problem = #expect(throws: ControlProblem.self) {
            try Scenario(parsing: Array(text.utf8))
        }
        #expect(problem?.description.contains(says) == true, "\(problem?.description ?? "none")")
    }

    @Test("happens step by step, and goes on after a step that cannot be")
    func timeline() async throws {
        let time = JumpingTime(Sample.now)
        let azure = SimulatedAzure(world: try Sample.world(), time: time)
        let before = try azure.key(.key1, of: "speech")
        let player = TimelinePlayer(azure: azure, time: time, logger: .silent)
        try await player.play([
            .init(
                after: .seconds(10),
                .regenerate(account: "speech", key: .key1, propagation: .zero)
            ),
            .init(after: .seconds(20), .delete(account: "nobody")),
            .init(after: .seconds(30), .trial(account: "old", expires: .after(.zero))),
        ])
        #expect(try azure.key(.key1, of: "speech") != before)
        #expect(
            try azure.account("speech").keys[.key1]?.issued == Sample.now.addingTimeInterval(10)
        )
        #expect(try azure.account("old").trialExpires == Sample.now.addingTimeInterval(30))
        #expect(time.now == Sample.now.addingTimeInterval(30))
    }
}

@Suite("An address to listen at")
struct ListenAddressTests {
    @Test(
        "is read as people write it",
        arguments: [
            ("127.0.0.1:8443", ListenAddress(host: "127.0.0.1", port: 8443)),
            (":0", ListenAddress()), ("[::1]:80", ListenAddress(host: "::1", port: 80)),
            ("localhost:65535", ListenAddress(host: "localhost", port: 65_535)),
        ]
    )
    func reads(_ text: String, _ expected: ListenAddress) {
        #expect(ListenAddress(parsing: text) == expected)
    }

    @Test(
        "is refused otherwise",
        arguments: ["", "8443", "host", "host:", "::1:80", "a:65536", "a:-1"]
    )
    func refuses(_ text: String) {
        #expect(ListenAddress(parsing: text) == nil)
    }
}
