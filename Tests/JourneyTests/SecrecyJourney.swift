import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("Secrets")
struct SecrecyJourney {
    @Test("no key, token or webhook address appears in a log, page, metric, answer or on disk")
    func planted() async throws {
        let plans = [
            AccountPlan(name: "good", region: "japanwest"),
            AccountPlan(name: "bad", region: "eastus"),
        ]
        try await Stand.with(plans) { stand in
            for plan in plans { try stand.writeKeys(of: plan.name) }
            let hook = "hook-" + "planted-secret-path"
            let stanzas = plans.map { plan in
                Stand.stanza(
                    plan.name,
                    region: plan.region,
                    extra: "operations: [token, voices, bearer]"
                )
            }
            try stand.configure(stanzas.joined(separator: "\n"), hook: hook)
            let agent = try stand.start(["--web.enable-lifecycle"])
            try await stand.untilReady()
            let secrets = try Self.secrets(of: stand, accounts: plans.map(\.name)) + [hook]
            try stand.azure.state.regenerate(.key1, of: "bad")
            try await stand.untilTold("firing", "AuthFailing", of: "bad")
            stand.inbox.behave(.answer(400))
            try stand.azure.state.regenerate(.key2, of: "good")
            try await eventually("a refused notification is logged") {
                agent.output.contains("notification refused for good")
            }

            var shown = ["log": agent.output]
            for path in Self.paths {
                shown[path] = await stand.web.get("\(stand.agentURL)\(path)").text
            }
            #expect(try await agent.stop() == 0)
            shown["log at the end"] = agent.output
            for (name, text) in shown {
                #expect(!text.isEmpty, "\(name) is empty, so it proves nothing")
                for secret in secrets { #expect(!text.contains(secret), "a secret is in \(name)") }
            }
            try Self.searchDisk(stand.workplace.path("data"), for: secrets)
            let bodies = stand.inbox.messages().map { String(decoding: $0.body, as: UTF8.self) }
            for secret in secrets { #expect(!bodies.contains { $0.contains(secret) }) }
        }
    }

    private static let paths = [
        "/", "/accounts/good", "/accounts/bad", "/incidents", "/metrics",
        "/probe?account=good&debug=true", "/probe?account=bad&debug=true",
        "/api/v1/accounts", "/api/v1/accounts/bad", "/api/v1/incidents?state=all",
        "/api/v1/status/config", "/api/v1/status/buildinfo",
    ]

    /// All keys, and what every issued token begins with.
    private static func secrets(of stand: Stand, accounts: [String]) throws -> [String] {
        let keys = try accounts.flatMap { account in
            try KeySlot.allCases.map { slot in
                try stand.azure.state.key(slot, of: account).reveal { $0 }
            }
        }
        return keys + ["eyJ"]
    }

    private static func searchDisk(_ directory: String, for secrets: [String]) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(files.contains("cogwatch.sqlite"))
        for file in files {
            let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)") ?? Data()
            for secret in secrets {
                #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "a secret is in \(file)")
            }
        }
    }
}
