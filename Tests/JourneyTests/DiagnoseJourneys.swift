import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("cogwatch diagnose", .serialized)
struct DiagnoseJourneys {
    /// What the program writes with `--output json`.
    private struct Report: Decodable {
        struct Step: Decodable {
            let step: String
            let subject: String
            let outcome: String
            let host: String?
        }

        let account: String
        let ok: Bool
        let cause: String?
        let confidence: String?
        let evidence: [String]
        let next_steps: [String]
        let steps: [Step]
    }

    private func run(
        _ arguments: [String],
        in workplace: Workplace,
        stdin: String = "/dev/null"
    ) async throws -> (code: Int32, output: String) {
        let words = ([Stand.binary, "diagnose"] + arguments).map { "'\($0)'" }
        let command = words.joined(separator: " ") + " < \(stdin)"
        let peer = try Peer("sh", ["-c", command], in: workplace.directory)
        return (try await peer.exitCode(within: 60), peer.output)
    }

    @Test("finds the region of a key, shows the way there, and never the key")
    func region() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "uksouth")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            let result = try await run(["tts-japan"], in: stand.workplace)
            #expect(result.code == 1)
            #expect(result.output.contains("wrong_region, certain"))
            #expect(result.output.contains("`region: uksouth`"))
            #expect(result.output.contains("bogus_key"))
            let key = try stand.azure.state.key(.key1, of: "tts-japan")
            #expect(!result.output.contains(key.reveal { $0 }))
            let received = stand.azure.state.receivedRequests()
            #expect(received.contains { $0.host == "uksouth.tts.speech.microsoft.com" })
        }
    }

    @Test("needs no configuration of the account for a key from standard input")
    func looseKey() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "eastus"))
            let here = try await run(
                ["--key-stdin", "--region", "japanwest"],
                in: stand.workplace,
                stdin: "tts-japan.key1"
            )
            #expect(here.code == 0, "\(here.output)")
            #expect(here.output.contains("is well"))
            try stand.azure.state.delete("tts-japan")
            let gone = try await run(
                ["--key-file", "tts-japan.key1", "--region", "japanwest", "--output", "json"],
                in: stand.workplace
            )
            #expect(gone.code == 1)
            let report = try JSONDecoder().decode(Report.self, from: Data(gone.output.utf8))
            #expect(report.cause == "invalid_key")
            #expect(report.confidence == "possible")
            #expect(!report.ok)
            #expect(!report.next_steps.isEmpty)
            #expect(report.steps.filter { $0.step == "other_region" }.count >= 30)
            #expect(report.evidence.contains { $0.contains("made-up key") })
        }
    }

    @Test(
        "says what is missing or too much on the command line",
        arguments: [
            [], ["tts", "--key-file", "k"], ["--key-file", "k"], ["tts", "--region", "japanwest"],
            ["--key-file", "k", "--key-stdin", "--region", "japanwest"],
            ["--key-file", "k", "--region", "japanwest", "--kind", "SpechServices"],
            ["--key-file", "k", "--region", "japanwest", "--cloud", "mars"],
            ["--key-file", "k", "--region", "japanwest", "--endpoint", "http://x.example"],
        ]
    )
    func usage(_ arguments: [String]) async throws {
        let result = try await run(arguments, in: Workplace())
        #expect(result.code == 2, "\(result.output)")
    }

    @Test("cannot do without the key's file")
    func noFile() async throws {
        let result = try await run(
            ["--key-file", "absent", "--region", "japanwest"],
            in: Workplace()
        )
        #expect(result.code == 3)
        #expect(result.output.contains("absent"))
    }
}
