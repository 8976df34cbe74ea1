import CogwatchCore
import CogwatchSimulator
import Foundation
import TestSupport
import Testing

@Suite("Files that change under a running agent", .serialized)
struct FileJourneys {
    private let japan = AccountPlan(name: "tts-japan", region: "japanwest")
    private let other = AccountPlan(name: "tts-other", region: "eastus")

    @Test("a secret that Kubernetes swaps by a link is used without a reload")
    func swappedSecret() async throws {
        try await Stand.with([japan]) { stand in
            let files = FileManager.default
            let folder = stand.workplace.directory.appending(path: "secrets")
            func mount(_ generation: String) throws {
                try stand.writeKeys(of: "tts-japan")
                let data = folder.appending(path: generation)
                try files.createDirectory(at: data, withIntermediateDirectories: true)
                for key in ["key1", "key2"] {
                    let file = stand.workplace.directory.appending(path: "tts-japan.\(key)")
                    try files.moveItem(at: file, to: data.appending(path: key))
                }
                let link = folder.appending(path: "..new")
                try files.createSymbolicLink(atPath: link.path(), withDestinationPath: generation)
                // As the kubelet does: the link changes in one step.
                #expect(rename(link.path(), folder.appending(path: "..data").path()) == 0)
            }
            try mount("..1")
            try stand.configure(
                """
                  - name: tts-japan
                    region: japanwest
                    keys: [{name: key1, file: secrets/..data/key1}, {name: key2, file: secrets/..data/key2}]
                """
            )
            try stand.start()
            try await stand.untilReady()
            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan")
            try mount("..2")
            try await stand.untilTold("resolved", "AuthFailing", of: "tts-japan")
            #expect(
                await stand.metric("cogwatch_key_valid{account=\"tts-japan\",key=\"key1\"}") == 1
            )
        }
    }

    @Test("an authority that is exchanged under its name is trusted without a reload")
    func authority() async throws {
        try await Stand.with([japan]) { stand in
            let right = try String(contentsOfFile: stand.workplace.path("ca.pem"), encoding: .utf8)
            try stand.workplace.write(try SimulatedCA().pem, to: "ca.pem")
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            try stand.start()
            let series = "cogwatch_probe_success{account=\"tts-japan\",operation=\"token\"}"
            try await eventually("the server is not trusted") { await stand.metric(series) == 0 }
            try stand.workplace.write(right, to: "ca.pem")
            try await eventually("it is") { await stand.metric(series) == 1 }
        }
    }

    @Test("accounts come with a file, outlast its damage and go with it")
    func accountFile() async throws {
        try await Stand.with([japan, other]) { stand in
            for plan in [japan, other] { try stand.writeKeys(of: plan.name) }
            try stand.configure(
                Stand.stanza("tts-japan", region: "japanwest"),
                extra: "file_sd_configs: [{files: [\"accounts-*.yml\"], refresh_interval: 1s}]"
            )
            try stand.start()
            try await stand.untilReady()
            let series = "cogwatch_probe_success{account=\"tts-other\",operation=\"token\"}"
            #expect(await stand.metric(series) == nil)

            try stand.workplace.write(
                """
                - name: tts-other
                  region: eastus
                  keys: [{name: key1, file: tts-other.key1}]
                """,
                to: "accounts-a.yml"
            )
            try await eventually("the account of the file is probed") {
                await stand.metric(series) == 1
            }
            let source = "{source=\"file:accounts-a.yml\"}"
            #expect(await stand.metric("cogwatch_discovered_accounts\(source)") == 1)
            try stand.workplace.write("- name: [", to: "accounts-a.yml")
            try await eventually("the damage is counted") {
                let errors = "{source=\"file:accounts-a.yml\",reason=\"unreadable\"}"
                return await stand.metric("cogwatch_discovery_errors_total\(errors)") == 1
            }
            try stand.azure.state.regenerate(.key1, of: "tts-other")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-other")

            let file = stand.workplace.directory.appending(path: "accounts-a.yml")
            try FileManager.default.removeItem(at: file)
            try await stand.untilTold("resolved", "AuthFailing", of: "tts-other")
            #expect(await stand.metric(series) == nil)
        }
    }
}
