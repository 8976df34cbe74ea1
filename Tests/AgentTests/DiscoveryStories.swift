import CogwatchAgent
import CogwatchCore
import Foundation
import Logging
import Testing
import TestSupport

extension Rig {
    static let appSecret = "app-secret-" + String(repeating: "s", count: 12)

    static func discovery(
        _ credential: EntraCredential = .clientSecret(
            tenantID: "contoso.example",
            clientID: "an-app",
            secret: Secret(appSecret)
        ),
        keys: [String: [AccountKey]] = [:],
        listsKeys: Bool = true
    ) -> AzureDiscovery {
        AzureDiscovery(
            credential: .success(credential),
            subscription: FakeManagement.subscription,
            defaults: Catalogue.Defaults(probeInterval: .seconds(60), labels: ["found": "yes"]),
            listsKeys: listsKeys,
            keys: keys
        )
    }

    /// A rig without accounts of its own, and with accounts in Azure.
    static func discovering(
        _ names: [String],
        by discovery: AzureDiscovery = Rig.discovery()
    ) -> (Rig, FakeManagement) {
        let rig = Rig()
        let azure = FakeManagement()
        azure.change { $0.accounts[FakeManagement.subscription] = names }
        rig.configure { settings in
            settings.accounts = []
            settings.discovery.azure = [discovery]
        }
        let time = rig.time
        rig.azure.play { azure.answer($0) ?? Rig.healthy($0, at: time.now) }
        return (rig, azure)
    }

    func state(of name: String, in agent: Agent) -> AccountState? {
        agent.scoreboard().report(for: name)?.state
    }

    func asked(_ part: String) -> Int {
        azure.requests.count { $0.address.url.reveal { $0.contains(part) } }
    }

    func metric(_ name: String, in agent: Agent) -> Double? {
        let text = String(
            decoding: Exposition.render(agent.scoreboard(), as: .prometheusText, at: time.now),
            as: UTF8.self
        )
        return text.split(separator: "\n").first { $0.hasPrefix(name) }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }

    /// Fails the accounts' own hosts, and nothing of the management plane.
    func refuseKeys(beside azure: FakeManagement) {
        self.azure.play { azure.answer($0) ?? Answers.refusal() }
    }
}

@Suite("Discovery", .serialized)
struct DiscoveryStories {
    private let source = "source=\"azure:\(FakeManagement.subscription)\""

    @Test("watches what it finds over several pages, with the keys that Azure lists")
    func finds() async throws {
        let (rig, azure) = Rig.discovering(["one", "two", "three"])
        azure.change { $0.pageSize = 2 }
        try await rig.run { agent in
            #expect(!agent.isReady)
            try await rig.turn(until: "all are watched", by: .seconds(2)) {
                ["one", "two", "three"].allSatisfy { rig.state(of: $0, in: agent) == .ok }
            }
            try await rig.turn(until: "it is ready", by: .seconds(2)) { agent.isReady }
            let labels = agent.scoreboard().report(for: "one")?.account.labels
            #expect(labels == ["team": "voice", "found": "yes"])
            #expect(rig.metric("cogwatch_discovered_accounts{\(source)}", in: agent) == 3)
            let success = "cogwatch_discovery_last_success_timestamp_seconds{\(source)}"
            #expect(
                try #require(rig.metric(success, in: agent)) <= rig.time.now.timeIntervalSince1970
            )
            #expect(
                rig.metric(
                    "cogwatch_discovery_errors_total{\(source),reason=\"permission\"}",
                    in: agent
                )
                    == 0
            )
            #expect(rig.asked("deletedAccounts") == 0)
        }
        #expect(rig.log.lines("accounts were discovered").count == 1)
    }

    @Test("leaves to a stanza what is the stanza's, by id and by name")
    func stanzas() async throws {
        let (rig, _) = Rig.discovering(["one", "two", "three"])
        rig.configure { settings in
            settings.accounts = [
                Account(
                    name: "mine",
                    region: "japanwest",
                    keys: [AccountKey(name: "k", origin: "test", secret: TestKeys.hex(9))],
                    resourceID: FakeManagement.id("ONE")
                ), Rig.account(named: "Two"),
            ]
        }
        try await rig.run { agent in
            try await rig.turn(until: "the rest is watched", by: .seconds(2)) {
                rig.state(of: "three", in: agent) == .ok
            }
            let names = agent.scoreboard().reports().map(\.account.name)
            #expect(Set(names) == ["mine", "Two", "three", "two.voice"])
            #expect(rig.asked("accounts/one/listKeys") == 0)
        }
    }

    @Test("keeps a missing account for its grace, then ends its incidents and says why")
    func vanished() async throws {
        let (rig, azure) = Rig.discovering(["one", "two"])
        try await rig.run { agent in
            try await rig.turn(until: "both are watched", by: .seconds(2)) {
                rig.state(of: "two", in: agent) == .ok && rig.state(of: "one", in: agent) == .ok
            }
            rig.refuseKeys(beside: azure)
            try await rig.turn(until: "incidents are told", by: .seconds(2)) {
                rig.told("firing") == 2
            }
            azure.change {
                $0.accounts[FakeManagement.subscription] = ["two"]
                $0.deleted = ["one"]
            }
            let gone = rig.time.now
            try await rig.turn(until: "it is missed", by: .seconds(5)) {
                !rig.log.lines("missing in Azure's list").isEmpty
            }
            #expect(rig.state(of: "one", in: agent) == .authFailing)
            try await rig.turn(until: "it left", by: .seconds(5)) {
                rig.state(of: "one", in: agent) == nil
            }
            #expect(rig.time.now.timeIntervalSince(gone) > 300)
            #expect(rig.state(of: "two", in: agent) == .authFailing)
            let ended = try await agent.incidents(IncidentQuery(.resolved, limit: 9))
            #expect(ended.map(\.account) == ["one"])
            let description = try #require(ended.first?.annotations["description"])
            #expect(description.hasSuffix("The account was deleted in Azure."))
        }
        #expect(rig.log.lines("can be restored for 48 hours").count == 1)
    }

    struct Obstacle: Sendable, CustomTestStringConvertible {
        let name: String
        let part: String
        let answer: Answer
        let reason: DiscoveryError
        let words: String
        var credential: EntraCredential = .clientSecret(
            tenantID: "contoso.example",
            clientID: "an-app",
            secret: Secret(Rig.appSecret)
        )
        /// Late enough that the token has to be renewed.
        var after: Duration = .seconds(300)

        var testDescription: String { name }
    }

    static let obstacles = [
        Obstacle(
            name: "an outage of Resource Manager",
            part: "CognitiveServices/accounts?",
            answer: Answers.response(503, body: ""),
            reason: .unavailable,
            words: "asked again later"
        ),
        Obstacle(
            name: "a lost permission",
            part: "CognitiveServices/accounts?",
            answer: FakeManagement.refusal(403, "AuthorizationFailed"),
            reason: .permission,
            words: "Microsoft.CognitiveServices/accounts/read"
        ),
        Obstacle(
            name: "a link to another host",
            part: "CognitiveServices/accounts?",
            answer: Answers.response(
                200,
                body: #"{"value":[],"nextLink":"https://evil.example/subscriptions"}"#
            ),
            reason: .unreadable,
            words: "another host"
        ),
        Obstacle(
            name: "a client secret that expired",
            part: "login.microsoftonline.com",
            answer: Answers.response(
                401,
                body: #"{"error":"invalid_client","error_codes":[7000222]}"#
            ),
            reason: .credential,
            words: "client_secret_file",
            after: .seconds(3600)
        ),
        Obstacle(
            name: "an Instance Metadata Service out of reach",
            part: "169.254.169.254",
            answer: Answers.noResponse(.timedOut(.connect)),
            reason: .unreachable,
            words: "169.254.169.254",
            credential: .managedIdentity(ManagedIdentity(source: .instanceMetadata)),
            after: .seconds(3600)
        ),
    ]

    @Test("says once what stands in its way, counts it, and watches on", arguments: obstacles)
    func obstacle(_ obstacle: Obstacle) async throws {
        let (rig, azure) = Rig.discovering(["one"], by: Rig.discovery(obstacle.credential))
        try await rig.run { agent in
            try await rig.turn(until: "it is watched", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .ok
            }
            azure.change { $0.instead[obstacle.part] = obstacle.answer }
            let counter =
                "cogwatch_discovery_errors_total{\(source),reason=\"\(obstacle.reason.rawValue)\"}"
            try await rig.turn(
                until: "it was in the way three times",
                within: .seconds(3600) + obstacle.after,
                by: .seconds(10)
            ) {
                (rig.metric(counter, in: agent) ?? 0) >= 3
            }
            let lines = rig.log.lines.filter { $0.level >= .warning }
            #expect(lines.count == 1)
            #expect(lines.first?.metadata["reason"]?.contains(obstacle.words) == true)
            #expect(rig.asked("evil.example") == 0)
            // It is still watched, and what happens to it is still seen.
            rig.refuseKeys(beside: azure)
            try await rig.turn(until: "its key is refused", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .authFailing
            }
            azure.change { $0.instead = [:] }
            try await rig.turn(until: "it is over", by: .seconds(10)) {
                !rig.log.lines("discovered again").isEmpty
            }
        }
        #expect(
            !rig.log.lines.contains {
                "\($0)".contains(Rig.appSecret) || "\($0)".contains("mallory")
            }
        )
    }

    @Test(
        "keeps its list over a restart: given keys are used at once, listed ones when they are back"
    )
    func restart() async throws {
        let key = AccountKey(name: "key1", origin: "test", secret: TestKeys.hex(5))
        let (rig, azure) = Rig.discovering(
            ["listed", "given"],
            by: Rig.discovery(keys: ["Given": [key]])
        )
        try await rig.run { agent in
            try await rig.turn(until: "both are watched", by: .seconds(2)) {
                rig.state(of: "given", in: agent) == .ok
                    && rig.state(of: "listed", in: agent) == .ok
            }
            #expect(rig.asked("accounts/given/listKeys") == 0)
            rig.refuseKeys(beside: azure)
            try await rig.turn(until: "both are told", by: .seconds(2)) { rig.told("firing") == 2 }
        }
        azure.change { $0.instead["management.azure.com"] = Answers.response(503, body: "") }
        try await rig.run { agent in
            try await rig.turn(until: "the given key is refused again", by: .seconds(5)) {
                rig.state(of: "given", in: agent) == .authFailing
            }
            let start = rig.time.now
            try await rig.turn(until: "ten minutes are over", by: .seconds(5)) {
                rig.time.now.timeIntervalSince(start) > 600
            }
            #expect(rig.state(of: "listed", in: agent) == nil)
            let firing = try await agent.incidents(IncidentQuery(.firing, limit: 9))
            #expect(Set(firing.map(\.account)) == ["listed", "given"])
            azure.change { $0.instead = [:] }
            try await rig.turn(until: "the listed key is refused again", by: .seconds(5)) {
                rig.state(of: "listed", in: agent) == .authFailing
            }
            let still = try await agent.incidents(IncidentQuery(.firing, limit: 9))
            #expect(Set(still.map(\.id)) == Set(firing.map(\.id)))
        }
        #expect(rig.told("resolved") == 0)
    }

    @Test("writes no key down")
    func secrecy() async throws {
        let (rig, azure) = Rig.discovering(["one"])
        azure.change { $0.keys = ["one": 77] }
        try await rig.run { agent in
            try await rig.turn(until: "it is watched", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .ok
            }
        }
        let files = try FileManager.default.contentsOfDirectory(
            at: rig.directory,
            includingPropertiesForKeys: nil
        )
        let disk = try files.map { try Data(contentsOf: $0) }.reduce(Data(), +)
        #expect(disk.contains(Data("japanwest".utf8)))
        for secret in [TestKeys.hex(77), TestKeys.hex(1077), Secret(Rig.appSecret)] {
            secret.reveal { #expect(!disk.contains(Data($0.utf8))) }
        }
    }

    @Test("lists keys anew after a quarter of an hour, and at once when the account changed")
    func keys() async throws {
        let (rig, azure) = Rig.discovering(["one"])
        try await rig.run { agent in
            try await rig.turn(until: "it is watched", by: .seconds(2)) {
                rig.state(of: "one", in: agent) == .ok
            }
            let start = rig.time.now
            azure.change { $0.keys = ["one": 8] }
            try await rig.turn(until: "keys are listed again", by: .seconds(5)) {
                rig.asked("listKeys") == 2
            }
            #expect(rig.time.now.timeIntervalSince(start) > 590)
            try await rig.turn(until: "the new one is in use", by: .seconds(1)) {
                rig.azure.requests.contains { request in
                    request.headers.contains { $0.value == .secret(prefix: "", TestKeys.hex(8)) }
                }
            }
            let change = rig.time.now
            azure.change { $0.tags = #"{"team":"other"}"# }
            try await rig.turn(until: "keys are listed once more", by: .seconds(5)) {
                rig.asked("listKeys") == 3
            }
            #expect(rig.time.now.timeIntervalSince(change) < 310)
        }
    }

    @Test("names the permission that listing keys wants, once, and watches what has its own keys")
    func keysNotAllowed() async throws {
        let key = AccountKey(name: "key1", origin: "test", secret: TestKeys.hex(5))
        let (rig, azure) = Rig.discovering(
            ["one", "two", "given"],
            by: Rig.discovery(keys: ["given": [key]])
        )
        azure.change {
            $0.instead["/listKeys"] = FakeManagement.refusal(403, "AuthorizationFailed")
        }
        try await rig.run { agent in
            try await rig.turn(until: "it is watched", by: .seconds(2)) {
                rig.state(of: "given", in: agent) == .ok
            }
            let start = rig.time.now
            try await rig.turn(
                until: "an hour is over",
                within: .seconds(7200),
                by: .seconds(10)
            ) {
                rig.time.now.timeIntervalSince(start) > 3600
            }
            #expect(agent.scoreboard().reports().map(\.account.name) == ["given"])
        }
        let lines = rig.log.lines("keys of accounts cannot be listed")
        #expect(lines.count == 1)
        #expect(lines.first?.metadata["accounts"] == "one, two")
        #expect(lines.first?.metadata["reason"]?.contains("listKeys/action") == true)
        #expect(rig.log.lines("not watched").count == 1)
    }

    @Test("divides what it finds among shards, each account to one")
    func shards() async throws {
        let names = (1...12).map { "account-\($0)" }
        var watched: [String] = []
        for index in 0..<2 {
            let (rig, _) = Rig.discovering(names)
            let shard = try Shard(index, of: 2)
            try await rig.run(of: shard) { agent in
                try await rig.turn(until: "its own are watched", by: .seconds(2)) {
                    let reports = agent.scoreboard().reports()
                    return !reports.isEmpty && reports.allSatisfy { $0.state == .ok }
                }
                let own = agent.scoreboard().reports().map(\.account.name)
                #expect(own.allSatisfy(shard.owns))
                // Keys of others' accounts are none of its business.
                #expect(rig.asked("listKeys") == own.count)
                watched += own
            }
        }
        #expect(watched.sorted() == names.sorted())
    }
}
