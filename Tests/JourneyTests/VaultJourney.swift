import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("Keys in a Key Vault, by the program", .serialized)
struct VaultJourney {
    private static let plan = AccountPlan(name: "tts", region: "japanwest")
    private static let host = "our-keys.vault.azure.net"
    private static let clientSecret = "simulated-client-" + "secret"

    /// A vault with both keys of the account, as they are at any time.
    private func fill(_ stand: Stand) throws {
        try stand.azure.state.apply(.management(.addVault(SimulatedVault(name: "our-keys"))))
        for slot in KeySlot.allCases {
            let plan = SecretPlan(
                name: "tts-\(slot.rawValue)",
                value: .key(slot, account: "tts"),
                attributes: SecretAttributesPlan(expires: .after(.seconds(86_400 * 30)))
            )
            try stand.azure.state.apply(.management(.putSecret(vault: "our-keys", plan)))
        }
        try stand.workplace.write(Self.clientSecret + "\n", to: "app")
        let keys = KeySlot.allCases.map { slot in
            """
                  - name: \(slot.rawValue)
                    key_vault:
                      vault_uri: https://\(Self.host)/
                      secret: tts-\(slot.rawValue)
                      tenant_id: 00000000-0000-4000-8000-00000000000a
                      client_id: 00000000-0000-4000-8000-0000000000c1
                      client_secret_file: app
            """
        }
        try stand.configure(
            """
              - name: tts
                region: japanwest
                keys:
            \(keys.joined(separator: "\n"))
            """
        )
        // The usual patience: a vault is asked before a refusal is believed.
        let file = stand.workplace.directory.appending(path: "cogwatch.yml")
        let text = try String(contentsOf: file, encoding: .utf8).replacing(
            "diagnosis: {confirmations: 1, confirm_interval: 200ms}",
            with: "diagnosis: {confirmations: 2, confirm_interval: 2s}"
        )
        try stand.workplace.write(text, to: "cogwatch.yml")
    }

    private func untilWell(_ stand: Stand) async throws {
        try await eventually("all is well") {
            await stand.metric("cogwatch_account_state{account=\"tts\",state=\"ok\"}") == 1
        }
    }

    private func failures(_ reason: String, on stand: Stand) async -> Double {
        let labels = "{vault=\"\(Self.host)\",reason=\"\(reason)\"}"
        return await stand.metric("cogwatch_key_vault_errors_total\(labels)") ?? 0
    }

    private static let paths = [
        "/", "/accounts/tts", "/incidents", "/metrics", "/probe?account=tts&debug=true",
        "/api/v1/accounts/tts", "/api/v1/status/config",
    ]

    /// What stands in the log and on every page, and must not have these secrets.
    private func search(_ stand: Stand, _ agent: Peer, for secrets: [String]) async throws {
        var shown = ["log": agent.output]
        for path in Self.paths {
            shown[path] = await stand.web.get("\(stand.agentURL)\(path)").text
        }
        for (name, text) in shown {
            #expect(!text.isEmpty, "\(name) is empty, so it proves nothing")
            for secret in secrets { #expect(!text.contains(secret), "a secret is in \(name)") }
        }
        let folder = stand.workplace.path("data")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
            for secret in secrets {
                #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "a secret is in \(file)")
            }
        }
    }

    @Test("a rotated key is in use before anybody is told; of a closed vault somebody is told")
    func rotation() async throws {
        try await Stand.with([Self.plan]) { stand in
            try fill(stand)
            func keys() throws -> [String] {
                try KeySlot.allCases.map { slot in
                    try stand.azure.state.key(slot, of: "tts").reveal(\.self)
                }
            }
            var secrets = try keys() + [Self.clientSecret, "eyJ"]
            let agent = try stand.start(["--web.enable-lifecycle"])
            try await stand.untilReady()
            try await untilWell(stand)
            let expiry = "cogwatch_key_expiry_timestamp_seconds{account=\"tts\",key=\"key2\"}"
            #expect(await stand.metric(expiry) ?? 0 > Date().timeIntervalSince1970)

            try stand.azure.state.apply(
                .management(
                    .rotateSecret(vault: "our-keys", name: "tts-key1", propagation: .zero)
                )
            )
            secrets += try keys()
            try await eventually("the new key is in use") {
                agent.output.contains("hold other keys now")
            }
            try await untilWell(stand)
            try await Task.sleep(for: .seconds(6))
            #expect(stand.told().isEmpty)
            #expect(await stand.metric("cogwatch_key_valid{account=\"tts\",key=\"key1\"}") == 1)

            // The vault is closed, and then the key is made anew: nobody can follow.
            try stand.azure.state.apply(
                .management(.permission(principal: "agent", action: "*", granted: false))
            )
            try stand.azure.state.regenerate(.key1, of: "tts")
            secrets += try keys()
            try await stand.untilTold("firing", "AuthFailing", of: "tts")
            try await eventually("the refusal is counted", within: 60) {
                await failures("not_allowed", on: stand) >= 1
            }
            #expect(agent.output.contains("Key Vault Secrets User"))
            #expect(
                await stand.metric("cogwatch_key_vault_unreadable_secrets{vault=\"\(Self.host)\"}")
                    == 1
            )
            try await search(stand, agent, for: secrets)

            // Who reloads has mended it.
            try stand.azure.state.apply(
                .management(.permission(principal: "agent", action: "*", granted: true))
            )
            #expect(await stand.web.post("\(stand.agentURL)/-/reload").status == 200)
            try await stand.untilTold("resolved", "AuthFailing", of: "tts")
            let complaints = agent.output.components(
                separatedBy: "a Key Vault cannot be read;"
            )
            #expect(complaints.count == 2)
            #expect(try await agent.stop() == 0)
        }
    }

    @Test("a vault that is down does not keep the agent from its start, and is waited for")
    func lateVault() async throws {
        try await Stand.with([Self.plan]) { stand in
            try fill(stand)
            try stand.azure.state.apply(.fault(host: Self.host, .serverError(503)))
            let agent = try stand.start()
            try await stand.untilReady()
            #expect(
                await stand.metric("cogwatch_account_state{account=\"tts\",state=\"unknown\"}") == 1
            )
            #expect(await failures("unavailable", on: stand) >= 1)
            let probe = await stand.web.get("\(stand.agentURL)/probe?account=tts")
            #expect(probe.text.contains("probe_success 0"))
            try stand.azure.state.apply(.mend(host: Self.host))
            try await eventually("the keys come", within: 60) {
                await stand.metric("cogwatch_key_valid{account=\"tts\",key=\"key2\"}") == 1
            }
            try await untilWell(stand)
            #expect(stand.told().isEmpty)
            #expect(agent.output.contains("can be read again"))
            #expect(try await agent.stop() == 0)
        }
    }

    @Test("commands read the vault that they need, and `check` asks nobody")
    func commands() async throws {
        try await Stand.with([Self.plan]) { stand in
            try fill(stand)
            func run(_ arguments: [String]) async throws -> (code: Int32, text: String) {
                let peer = try Peer(
                    Stand.binary,
                    arguments,
                    in: stand.workplace.directory
                )
                return (try await peer.exitCode(within: 60), peer.output)
            }
            let good = try await run(["probe", "tts", "--output", "json"])
            #expect(good.code == 0, "\(good.text)")
            let advice = try await run(["rotate-check", "tts", "--key", "key2"])
            #expect(advice.text.contains("key2"), "\(advice.text)")

            try stand.azure.state.apply(
                .management(.vaultFirewall(vault: "our-keys", closed: true))
            )
            for command in ["probe", "diagnose"] {
                let bad = try await run([command, "tts", "--output", "json"])
                #expect(bad.code == 1, "\(bad.text)")
                #expect(bad.text.contains("missing_key"))
                #expect(bad.text.contains("firewall keeps this machine out"), "\(bad.text)")
            }
            let asked = stand.azure.state.receivedRequests().count
            let check = try await run(["check", "cogwatch.yml"])
            #expect(check.code == 0, "\(check.text)")
            #expect(stand.azure.state.receivedRequests().count == asked)
        }
    }
}
