import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("Discovery by the program", .serialized)
struct DiscoveryJourney {
    private let plans = [
        AccountPlan(name: "tts-japan", region: "japanwest"),
        AccountPlan(name: "tts-europe", region: "westeurope"),
    ]

    /// The simulator's own subscription and principal.
    private static let discovery = """
        azure_sd_configs:
          - subscription_id: 00000000-0000-4000-8000-000000000001
            tenant_id: 00000000-0000-4000-8000-00000000000a
            client_id: 00000000-0000-4000-8000-0000000000c1
            client_secret_file: app
        """

    @Test("accounts that nobody wrote down are watched, and a regenerated key is told")
    func watched() async throws {
        try await Stand.with(plans) { stand in
            try stand.workplace.write("simulated-client-secret\n", to: "app")
            try stand.configure("", extra: Self.discovery)
            let agent = try stand.start()
            try await eventually("both are watched") {
                for plan in plans {
                    let series =
                        "cogwatch_probe_success{account=\"\(plan.name)\",operation=\"token\"}"
                    guard await stand.metric(series) == 1 else { return false }
                }
                return true
            }
            let source = "source=\"azure:00000000-0000-4000-8000-000000000001\""
            #expect(await stand.metric("cogwatch_discovered_accounts{\(source)}") == 2)
            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan")
            let code = try await agent.stop()
            #expect(code == 0, "\(agent.output.suffix(2000))")
            #expect(!agent.output.contains("simulated-client-secret"))
        }
    }

    @Test("the command lists them, and finds the key that is configured and no longer theirs")
    func command() async throws {
        try await Stand.with(plans) { stand in
            try stand.workplace.write("simulated-client-secret\n", to: "app")
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(
                Stand.stanza("tts-japan", region: "japanwest"),
                extra: Self.discovery
            )
            func discover(_ form: String) async throws -> (code: Int32, text: String) {
                let peer = try Peer(
                    Stand.binary,
                    ["discover", "--config.file=cogwatch.yml", "--output=\(form)"],
                    in: stand.workplace.directory
                )
                let code = try await peer.exitCode(within: 30)
                return (code, peer.output)
            }
            let good = try await discover("json")
            #expect(good.code == 0, "\(good.text)")
            #expect(good.text.contains("\"configured\" : \"matches\""))
            #expect(good.text.contains("\"name\" : \"tts-europe\""))
            let stanzas = try await discover("yaml")
            #expect(stanzas.text.contains("- name: \"tts-europe\""))

            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            let bad = try await discover("table")
            #expect(bad.code == 1, "\(bad.text)")
            #expect(bad.text.contains("key differs"))

            try stand.azure.state.setKeyAccess(.disabled, of: "tts-europe")
            let off = try await discover("yaml")
            #expect(!off.text.contains("- name: \"tts-europe\""))
            #expect(
                off.text.contains("# tts-europe is left out: keys are switched off for it"),
                "\(off.text)"
            )
            #expect(try await discover("json").text.contains("\"watchable\" : false"))
        }
    }

    @Test("Resource Manager proves what the answers of a key cannot tell apart")
    func evidence() async throws {
        try await Stand.with([plans[0]]) { stand in
            try stand.workplace.write("simulated-client-secret\n", to: "app")
            try stand.writeKeys(of: "tts-japan")
            let id =
                "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/cogwatch"
                + "/providers/Microsoft.CognitiveServices/accounts/tts-japan"
            try stand.configure(
                Stand.stanza("tts-japan", region: "japanwest", extra: "resource_id: \(id)"),
                extra: Self.discovery
            )
            try stand.start()
            try await stand.untilReady()
            // From outside this is the 401 of a wrong key.
            try stand.azure.state.setKeyAccess(.disabledSilently, of: "tts-japan")
            try await stand.untilTold(
                "firing",
                "AuthFailing",
                of: "tts-japan",
                cause: .localAuthDisabled,
                within: 60
            )
            let proof = stand.told().last { $0.labels["cause"] == "local_auth_disabled" }
            #expect(proof?.labels["confidence"] == "certain")
            #expect(proof?.annotations["evidence"]?.contains("Azure Resource Manager") == true)
            try stand.azure.state.setKeyAccess(.enabled, of: "tts-japan")
            try await stand.untilTold("resolved", "AuthFailing", of: "tts-japan")
        }
    }
}
