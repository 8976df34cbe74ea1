import CogwatchCore
import Foundation
import Testing

@Suite("/api/v1")
struct APIRouteTests {
    @Test("lists the accounts by name")
    func accounts() async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/api/v1/accounts")
            #expect(got.header("Content-Type") == "application/json")
            #expect(got.header("X-Content-Type-Options") == "nosniff")
            let json = try got.json()
            #expect(json["status"] as? String == "success")
            let accounts = try #require(json["data"] as? [[String: Any]])
            #expect(
                accounts.map { $0["name"] as? String } == ["tts-broken", "tts-pending", "tts-well"]
            )
            #expect(!got.text.contains(Made.key))
        }
    }

    @Test("tells all of one account")
    func account() async throws {
        try await RunningServer.with { server in
            let json = try await server.ask("/api/v1/accounts/tts-broken").json()
            let account = try #require(json["data"] as? [String: Any])
            #expect(account["state"] as? String == "auth_failing")
            #expect(account["azureRegion"] as? String == "japanwest")
            #expect(account["since"] as? String == "2027-01-15T06:37:00.000Z")
            let diagnosis = try #require(account["diagnosis"] as? [String: Any])
            #expect(diagnosis["cause"] as? String == "key_regenerated")
            #expect(diagnosis["confidence"] as? String == "likely")
            #expect((diagnosis["evidence"] as? [String])?.count == 3)
            #expect((diagnosis["nextSteps"] as? [String])?.count == 2)
            let keys = try #require(account["keys"] as? [[String: Any]])
            #expect(keys.map { $0["valid"] as? Bool } == [false, true])
            #expect(keys.map { $0["issued"] as? String } == ["2027-01", nil])
            let probes = try #require(account["probes"] as? [[String: Any]])
            #expect(probes.map { $0["key"] as? String } == ["key1", "key1", "key2"])
            #expect(probes.first?["durationSeconds"] as? Double == 0.083412)

            let well = try await server.ask("/api/v1/accounts/tts-well").json()
            let trial = try #require((well["data"] as? [String: Any])?["trial"] as? [String: Any])
            #expect(trial["daysRemaining"] as? Double == 12.5)
        }
    }

    @Test(
        "puts what is wrong into the envelope too",
        arguments: [
            ("GET", "/api/v1/accounts/nobody", 404, "not_found"),
            ("GET", "/api/v1/nothing", 404, "not_found"), ("GET", "/api", 404, "not_found"),
            ("GET", "/api/v1/incidents?state=loud", 400, "bad_data"),
            ("POST", "/api/v1/accounts", 405, "method_not_allowed"),
        ]
    )
    func errors(_ method: String, _ path: String, _ status: Int, _ type: String) async throws {
        try await RunningServer.with { server in
            let got = try await server.ask(path, method: method)
            #expect(got.status == status)
            let json = try got.json()
            #expect(json["status"] as? String == "error")
            #expect(json["errorType"] as? String == type)
            #expect((json["error"] as? String)?.isEmpty == false)
        }
    }

    @Test(
        "lists incidents by state",
        arguments: [
            ("", ["pending", "firing", "resolved"]),
            ("?state=all", ["pending", "firing", "resolved"]),
            ("?state=firing", ["firing"]), ("?state=resolved", ["resolved"]),
            ("?state=pending", ["pending"]),
        ]
    )
    func incidents(_ query: String, _ states: [String]) async throws {
        let console = FakeConsole {
            $0.incidents = [Made.incident("2"), Made.incident("1", endsAt: Made.now)]
        }
        try await RunningServer.with(console) { server in
            let json = try await server.ask("/api/v1/incidents\(query)").json()
            let incidents = try #require(json["data"] as? [[String: Any]])
            #expect(incidents.map { $0["state"] as? String } == states)
            for incident in incidents where incident["state"] as? String == "pending" {
                #expect(incident["account"] as? String == "tts-pending")
                #expect(incident["id"] == nil)
            }
        }
    }

    @Test("says that incidents cannot be read")
    func unreadable() async throws {
        try await RunningServer.with(FakeConsole { $0.incidentsFail = true }) { server in
            let got = try await server.ask("/api/v1/incidents")
            #expect(got.status == 500)
            #expect(try got.json()["errorType"] as? String == "internal")
            try await #expect(server.ask("/incidents").text.contains("cannot be read"))
        }
    }

    @Test("shows configuration and build")
    func status() async throws {
        try await RunningServer.with(FakeConsole { $0.configuration = "a: \"<secret>\"\n" }) {
            server in
            let configuration = try await server.ask("/api/v1/status/config").json()
            #expect(configuration["data"] as? [String: String] == ["yaml": "a: \"<secret>\"\n"])
            let build = try await server.ask("/api/v1/status/buildinfo").json()
            #expect(
                build["data"] as? [String: String]
                    == ["version": "1.2.3", "revision": "abc1234", "swiftVersion": "6.3.1"]
            )
        }
    }
}
