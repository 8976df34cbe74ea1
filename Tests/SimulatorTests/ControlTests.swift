import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("The control API", .timeLimit(.minutes(2)))
struct ControlTests {
    private static let tokenURL = "https://\(Sample.tokenHost)/sts/v1.0/issueToken"

    /// The body of an answer that curl printed with its head.
    private func json(_ result: ShellResult) throws -> [String: Any] {
        let body = try #require(result.text.components(separatedBy: "\r\n\r\n").last)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        )
    }

    private func status(_ result: ShellResult) -> String {
        String(result.text.dropFirst("HTTP/1.1 ".count).prefix(3))
    }

    @Test("creates an account whose keys open it, and deletes it")
    func createAndDelete() async throws {
        try await Street.open { street in
            let created = try await street.control(
                "POST",
                "/v1/accounts",
                #"{"name":"fresh","region":"uksouth","sku":"F0"}"#
            )
            #expect(status(created) == "200")
            let key = try #require(try json(created)["key1"] as? String)
            let url = "https://uksouth.api.cognitive.microsoft.com/sts/v1.0/issueToken"
            let ask = ["--data", "", "--header", "Ocp-Apim-Subscription-Key: \(key)"]
            #expect(status(try await street.curl(url, ask)) == "200")
            #expect(status(try await street.control("DELETE", "/v1/accounts/fresh")) == "200")
            #expect(status(try await street.curl(url, ask)) == "401")
        }
    }

    @Test("regenerates a key, and the new one is shown on request only")
    func regenerate() async throws {
        try await Street.open { street in
            let answer = try await street.control(
                "POST",
                "/v1/accounts/speech/regenerate",
                #"{"key":"key2"}"#
            )
            let value = try #require(try json(answer)["value"] as? String)
            let shown = try json(try await street.control("GET", "/v1/accounts/speech/keys"))
            #expect(shown["key2"] as? String == value)
            let world = try await street.control("GET", "/v1/world")
            #expect(status(world) == "200")
            #expect(world.text.contains("\"speech\""))
            #expect(!world.text.contains(value))
        }
    }

    @Test(
        "changes an account's state",
        arguments: [
            ("move", #"{"region":"japaneast"}"#, "401"),
            ("trial", "", "401"),
            ("trial", #"{"expires":"2020-01-01"}"#, "401"),
            ("trial", #"{"expires_in_seconds":3600}"#, "200"),
            ("throttle", #"{"retry_after":30}"#, "429"),
            ("throttle", #"{"clear":true}"#, "200"),
            ("quota", "", "403"),
            ("network", #"{"rules":true}"#, "403"),
            ("public-access", #"{"enabled":false}"#, "403"),
            ("local-auth", #"{"disabled":true}"#, "403"),
            ("local-auth", #"{"disabled":true,"silently":true}"#, "401"),
            ("approval", "", "403"),
            ("approval", #"{"granted":true}"#, "200"),
            ("subscription", "", "401"),
            ("subscription", #"{"enabled":true}"#, "200"),
            ("private-endpoint", "", "200"),
        ]
    )
    func commands(_ command: String, _ body: String, _ expected: String) async throws {
        try await Street.open { street in
            let done = try await street.control("POST", "/v1/accounts/speech/\(command)", body)
            #expect(status(done) == "200", "\(done.text)")
            let answer = try await street.curl(
                Self.tokenURL,
                ["--data", ""] + street.keyHeader("speech")
            )
            #expect(status(answer) == expected)
        }
    }

    @Test("breaks and mends a host, and goes back to the start")
    func faults() async throws {
        try await Street.open { street in
            let before = street.simulator.state.world
            let path = "/v1/hosts/\(Sample.tokenHost)/fault"
            let fault = #"{"kind":"server_error","status":503}"#
            _ = try await street.control("POST", path, fault)
            #expect(status(try await street.curl(Self.tokenURL)) == "503")
            #expect(status(try await street.control("DELETE", path)) == "200")
            #expect(status(try await street.control("DELETE", path)) == "404")
            #expect(status(try await street.curl(Self.tokenURL)) == "404")
            _ = try await street.control("POST", path, #"{"kind":"dead"}"#)
            _ = try await street.control("POST", "/v1/reset")
            #expect(street.simulator.state.world == before)
            #expect(street.simulator.state.world.faults.isEmpty)
            #expect(street.simulator.state.receivedRequests().isEmpty)
        }
    }

    @Test("lists what was asked, without a key")
    func requests() async throws {
        try await Street.open { street in
            for account in ["speech", "face"] {
                _ = try await street.curl(
                    Self.tokenURL,
                    ["--data", ""] + street.keyHeader(account)
                )
            }
            let all = try json(try await street.control("GET", "/v1/requests"))
            let list = try #require(all["requests"] as? [[String: Any]])
            #expect(list.map { $0["credential"] as? String } == ["speech/key1", "face/key1"])
            #expect(list.map { $0["status"] as? Int } == [200, 401])
            let last = try json(try await street.control("GET", "/v1/requests?limit=1"))
            #expect((last["requests"] as? [Any])?.count == 1)
            let text = try await street.control("GET", "/v1/requests").text
            let key = try street.simulator.state.key(.key1, of: "speech")
            #expect(key.reveal { !text.contains($0) })
        }
    }

    @Test(
        "says what is wrong and what is allowed",
        arguments: [
            (
                "POST", "/v1/accounts/nobody/move", #"{"region":"westus"}"#, "404",
                "there are: china"
            ),
            ("POST", "/v1/accounts/speech/fly", "{}", "404", "regenerate, move"),
            ("POST", "/v1/accounts/speech/move", #"{"region":"useast"}"#, "400", "eastus"),
            ("POST", "/v1/accounts/speech/move", "{}", "400", #"\"region\" is missing"#),
            ("POST", "/v1/accounts/speech/move", #"{"zone":1}"#, "400", "allowed: region"),
            ("POST", "/v1/accounts/speech/regenerate", #"{"key":"k"}"#, "400", "key1, key2"),
            ("POST", "/v1/accounts/speech/regenerate", "[]", "400", "write a JSON object"),
            ("POST", "/v1/accounts/speech/regenerate", "{", "400", "not JSON"),
            ("POST", "/v1/accounts/speech/throttle", #"{"retry_after":-1}"#, "400", "from 0"),
            ("POST", "/v1/accounts/speech/throttle", #"{"retry_after":"1"}"#, "400", "whole"),
            ("POST", "/v1/accounts/speech/propagation", #"{"seconds":1e99}"#, "400", "seconds"),
            ("POST", "/v1/accounts/speech/trial", #"{"expires":"soon"}"#, "400", "2026-12-20"),
            ("POST", "/v1/accounts", #"{"name":"speech","region":"westus"}"#, "409", "exists"),
            ("POST", "/v1/accounts", #"{"name":"a b","region":"westus"}"#, "400", "letters"),
            (
                "POST", "/v1/accounts", #"{"name":"x","region":"westus","kind":"Speech"}"#, "400",
                "SpeechServices"
            ),
            (
                "POST", "/v1/accounts",
                #"{"name":"x","region":"westus","custom_domain":"x.example.org"}"#, "400",
                "my-speech.cognitiveservices.azure.com"
            ),
            ("POST", "/v1/hosts/example.org/fault", #"{"kind":"hang"}"#, "400", "tts.speech"),
            (
                "POST", "/v1/hosts/\(Sample.tokenHost)/fault", #"{"kind":"burn"}"#, "400",
                "captive_portal"
            ),
            (
                "POST", "/v1/hosts/\(Sample.tokenHost)/fault",
                #"{"kind":"server_error","status":404}"#, "400", "500 to 599"
            ),
            ("DELETE", "/v1/accounts/nobody", "", "404", "no account"),
            ("GET", "/v1/accounts/nobody/keys", "", "404", "no account"),
            ("GET", "/v1/requests?limit=many", "", "400", "1 to 10000"),
            ("GET", "/v2", "", "404", "GET /v1/world"),
        ]
    )
    func mistakes(
        _ method: String,
        _ path: String,
        _ body: String,
        _ expected: String,
        _ says: String
    ) async throws {
        try await Street.open { street in
            let before = street.simulator.state.world
            let answer = try await street.control(method, path, body.isEmpty ? nil : body)
            #expect(status(answer) == expected)
            #expect(answer.text.contains(says), "\(answer.text)")
            #expect(street.simulator.state.world == before)
        }
    }
}
