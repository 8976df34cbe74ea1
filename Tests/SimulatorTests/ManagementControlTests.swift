import CogwatchCore
import Foundation
import Testing
import TestSupport

@testable import CogwatchSimulator

@Suite("The control API of Azure's management", .timeLimit(.minutes(2)))
struct ManagementControlTests {
    private func status(_ result: ShellResult) -> String {
        String(result.text.dropFirst("HTTP/1.1 ".count).prefix(3))
    }

    @Test("leads a client from IMDS to keys, over the wire, by Azure's own names")
    func wire() async throws {
        try await Street.open { street in
            let asked = try await street.identity(
                "/metadata/identity/oauth2/token?api-version=2018-02-01"
                    + "&resource=https://management.azure.com/"
            )
            #expect(status(asked) == "200", "\(asked.text)")
            let body = try #require(asked.text.components(separatedBy: "\r\n\r\n").last)
            let token = try #require(
                try JSONValue(parsing: Array(body.utf8))["access_token"]?.string
            )
            let path = Desk.group + Desk.accounts + "/speech/listKeys?api-version=2023-05-01"
            let keys = try await street.curl(
                "https://\(Desk.arm)\(path)",
                ["--data", "", "--header", "Authorization: Bearer \(token)"]
            )
            #expect(status(keys) == "200", "\(keys.text)")
            let key = try street.simulator.state.key(.key1, of: "speech")
            #expect(key.reveal { keys.text.contains($0) })
            let seen = try await street.control("GET", "/v1/requests")
            #expect(seen.text.contains("principal machine"))
            #expect(!seen.text.contains(token))
        }
    }

    @Test("lets IMDS be unreachable, and come back")
    func unreachable() async throws {
        try await Street.open { street in
            let path = "/v1/hosts/\(Desk.metadata)/fault"
            _ = try await street.control("POST", path, #"{"kind":"dead"}"#)
            let dead = try await street.identity("/msi/token")
            // 52: the server closed the connection without an answer.
            #expect(dead.status == 52)
            #expect(status(try await street.control("DELETE", path)) == "200")
            #expect(status(try await street.identity("/msi/token")) == "401")
        }
    }

    @Test(
        "carries out commands, and shows what came of them without secrets",
        arguments: [
            ("accounts/speech/lock", "", #""read_only_lock" : true"#),
            ("accounts/speech/health", #"{"state":"Degraded"}"#, #""health" : "Degraded""#),
            ("accounts/speech/tags", #"{"tags":{"team":"voice"}}"#, #""team" : "voice""#),
            ("accounts/speech/provisioning", #"{"state":"Moving"}"#, #""Moving""#),
            (
                "principals",
                #"{"name":"p","client_id":"c","secret":"very-secret","permissions":["*/read"]}"#,
                #""client_id" : "c""#
            ),
            (
                "principals/agent/permission", #"{"permission":"*/listKeys/action"}"#,
                #""*/listKeys/action""#
            ),
            (
                "principals/agent/client-secret",
                #"{"secret":"very-secret","expires":"2026-12-20"}"#,
                #""secret_expires" : "2026-12-20"#
            ),
            ("principals/agent/block", "", #""blocked" : true"#),
            (
                "subscriptions/\(Desk.subscription)/subscription-state", #"{"state":"Warned"}"#,
                #""Warned""#
            ),
            (
                "subscriptions",
                #"{"id":"00000000-0000-4000-8000-000000000002","name":"Second"}"#, #""Second""#
            ),
            ("vaults", #"{"name":"my-vault","cloud":"china"}"#, #""my-vault""#),
            ("management", #"{"page_size":2,"odd_casing":true}"#, #""page_size" : 2"#),
        ]
    )
    func commands(_ path: String, _ body: String, _ says: String) async throws {
        try await Street.open { street in
            let done = try await street.control("POST", "/v1/\(path)", body)
            #expect(status(done) == "200", "\(done.text)")
            #expect(done.text.contains(says), "\(done.text)")
            let world = try await street.control("GET", "/v1/world").text
            #expect(world.contains(says))
            #expect(!world.contains("very-secret"))
        }
    }

    @Test("fills and rotates a vault")
    func vault() async throws {
        try await Street.open { street in
            for (path, body) in [
                ("vaults", #"{"name":"my-vault"}"#),
                ("vaults/my-vault/put-secret", #"{"name":"a","account":"speech","key":"key2"}"#),
                ("vaults/my-vault/rotate-secret", #"{"name":"a"}"#),
                ("vaults/my-vault/change-secret", #"{"name":"a","enabled":false}"#),
                ("vaults/my-vault/vault-throttle", #"{"retry_after":5}"#),
            ] {
                let done = try await street.control("POST", "/v1/\(path)", body)
                #expect(status(done) == "200", "\(done.text)")
            }
            let vault = try #require(street.simulator.state.world.management.vaults["my-vault"])
            #expect(vault.secrets["a"]?.map(\.attributes.isEnabled) == [true, false])
            #expect(vault.retryAfter == 5)
            #expect(status(try await street.control("DELETE", "/v1/vaults/my-vault")) == "200")
        }
    }

    @Test(
        "says what is wrong and what is allowed",
        arguments: [
            ("management", #"{"pages":1}"#, "400", "allowed: page_size"),
            ("management", #"{"page_size":0}"#, "400", "from 1 to 1000"),
            ("principals/nobody/block", "", "404", "there are: agent, machine"),
            ("principals/agent/fly", "", "404", "permission, client-secret"),
            ("principals", #"{"name":"x"}"#, "400", "client_id"),
            (
                "principals",
                #"{"name":"x","client_id":"00000000-0000-4000-8000-0000000000c1"}"#, "409",
                "belongs to agent"
            ),
            ("vaults", #"{"name":"A B"}"#, "400", "3 to 24"),
            ("vaults/none/vault-firewall", "", "404", "no vault"),
            ("subscriptions", #"{"id":"mine"}"#, "400", "GUID"),
            ("subscriptions/mine/subscription-state", "", "404", Desk.subscription),
            ("accounts/speech/health", #"{"state":"Ill"}"#, "400", "Degraded"),
            ("accounts/speech/tags", #"{"tags":{"a":1}}"#, "400", "write a text"),
            ("accounts/nobody/lock", "", "404", "no account"),
            (
                "accounts", #"{"name":"x","region":"westus","subscription":"mine"}"#, "400",
                "GUID"
            ),
        ]
    )
    func mistakes(
        _ path: String,
        _ body: String,
        _ code: String,
        _ says: String
    ) async throws {
        try await Street.open { street in
            let answer = try await street.control("POST", "/v1/\(path)", body)
            #expect(status(answer) == code, "\(answer.text)")
            #expect(answer.text.contains(says), "\(answer.text)")
        }
    }
}

@Suite("A scenario file of Azure's management")
struct ManagementScenarioTests {
    private static let file = #"""
        {
          "accounts": [
            {"name": "tts", "region": "japanwest", "resource_group": "Voices",
             "subscription": "00000000-0000-4000-8000-000000000002", "tags": {"team": "voice"}}
          ],
          "subscriptions": [
            {"id": "00000000-0000-4000-8000-000000000002", "name": "Voices", "state": "Warned"}
          ],
          "principals": [
            {"name": "agent", "client_id": "11111111-0000-4000-8000-000000000000",
             "secret": "s", "permissions": ["Microsoft.CognitiveServices/*/read"]}
          ],
          "vaults": [
            {"name": "my-vault", "secrets": [
              {"name": "key-of-tts", "account": "tts", "key": "key2",
               "expires_in_seconds": 60},
              {"name": "plain", "value": "v"}]}
          ],
          "management": {"page_size": 2, "log_delay_seconds": 600},
          "timeline": [
            {"after_seconds": 5, "action": "permission", "principal": "agent",
             "permission": "Microsoft.CognitiveServices/accounts/read"},
            {"after_seconds": 6, "action": "rotate-secret", "vault": "my-vault",
             "name": "key-of-tts"},
            {"after_seconds": 7, "action": "management", "page_size": 3},
            {"after_seconds": 8, "action": "lock", "account": "tts"}
          ]
        }
        """#

    @Test("tells who may ask what, where, and what happens to it")
    func reads() throws {
        let scenario = try Scenario(parsing: Array(Self.file.utf8))
        var random = SystemRandomNumberGenerator()
        var world = try scenario.world(at: Sample.now, using: &random)
        let account = try #require(world.accounts["tts"])
        #expect(account.resourceID.hasPrefix("/subscriptions/00000000-0000-4000-8000-000000000002"))
        #expect(account.resourceID.contains("/resourceGroups/Voices/"))
        #expect(account.tags == ["team": "voice"])
        #expect(world.management.settings.pageSize == 2)
        #expect(world.management.settings.logDelay == .seconds(600))
        #expect(world.management.log.isEmpty)
        let agent = try #require(world.management.principals["agent"])
        #expect(agent.may("Microsoft.CognitiveServices/accounts/read"))
        #expect(!agent.may("Microsoft.CognitiveServices/accounts/listKeys/action"))
        let secret = try #require(world.management.vaults["my-vault"]?.secrets["key-of-tts"]?.last)
        #expect(secret.value == .key(.key2, account: "tts"))
        #expect(secret.attributes.expires == Sample.now.addingTimeInterval(60))
        for event in scenario.timeline {
            try world.apply(event.change, at: Sample.now, using: &random)
        }
        #expect(
            world.management.principals["agent"]?.may("Microsoft.CognitiveServices/accounts/read")
                == false
        )
        #expect(world.management.vaults["my-vault"]?.secrets["key-of-tts"]?.count == 2)
        #expect(world.management.settings.pageSize == 3)
        #expect(world.accounts["tts"]?.readOnlyLock == true)
    }

    @Test("needs none of it: accounts are in a subscription and group, and two may ask")
    func defaults() throws {
        let world = try Sample.world()
        #expect(world.accounts["speech"]?.subscription == "00000000-0000-4000-8000-000000000001")
        #expect(world.accounts["speech"]?.resourceGroup == "cogwatch")
        #expect(world.management.principals.keys.sorted() == ["agent", "machine"])
    }

    @Test(
        "is refused with the place of the mistake",
        arguments: [
            (#"{"vaults":[{"name":"abc","secrets":[{"name":"a"}]}]}"#, "value"),
            (#"{"vaults":[{"name":"abc","secrets":[{"nam":"a"}]}]}"#, "vaults[0].secrets[0]"),
            (#"{"principals":[{"nam":"a"}]}"#, "principals[0]: there is no field"),
            (#"{"management":[]}"#, "management: write a JSON object"),
            (
                #"{"timeline":[{"after_seconds":1,"action":"block"}]}"#,
                #""principal" is missing"#
            ),
        ]
    )
    func mistakes(_ text: String, _ says: String) {
        let problem = #expect(throws: ControlProblem.self) {
            try Scenario(parsing: Array(text.utf8))
        }
        #expect(problem?.description.contains(says) == true, "\(problem?.description ?? "none")")
    }

    @Test(
        "reads Azure's wildcards",
        arguments: [
            ("*", "a/b", true), ("*/read", "a/b/read", true), ("*/read", "a/b/write", false),
            ("A/*/read", "a/b/c/read", true), ("a/b", "a/b", true), ("a/b", "a/bc", false),
            ("a/*/b/*/c", "a/1/b/2/c", true), ("a/*", "b/a/", false),
        ]
    )
    func wildcards(_ pattern: String, _ action: String, _ matches: Bool) {
        #expect(ActionPattern.matches(pattern, action) == matches)
    }

    @Test("answers management's hosts without a wire, plain HTTP on the loopback too")
    func inProcess() throws {
        var azure = InProcessAzure(world: try Sample.world())
        let url =
            "http://localhost:42356/msi/token?api-version=2019-08-01"
            + "&resource=https%3A%2F%2Fvault.azure.net"
        let request = Request(
            method: .get,
            address: .open(url),
            headers: [Request.Header("X-IDENTITY-HEADER", "simulated-identity-header")],
            timeout: .seconds(10)
        )
        guard case .response(let response) = azure.answer(request, at: Sample.now).outcome else {
            Issue.record("no response")
            return
        }
        #expect(response.status == 200)
        azure.world.faults[Desk.metadata] = .dead
        guard case .noResponse(let dead) = azure.answer(request, at: Sample.now).outcome else {
            Issue.record("a response")
            return
        }
        #expect(dead == .notConnected(detail: "connection refused"))
    }
}
