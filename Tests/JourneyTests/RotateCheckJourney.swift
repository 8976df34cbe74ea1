import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("cogwatch rotate-check", .serialized)
struct RotateCheckJourney {
    private struct Report: Decodable {
        let answer: String
        let reasons: [String]
        let next_steps: [String]
        let probes: [[String: String]]
    }

    private func run(
        _ arguments: [String],
        on stand: Stand
    ) async throws -> (code: Int32, output: String) {
        let peer = try Peer(
            Stand.binary,
            ["rotate-check", "tts"] + arguments,
            in: stand.workplace.directory
        )
        return (try await peer.exitCode(within: 60), peer.output)
    }

    @Test("says no while the key is in use, yes once the other one is, and changes nothing")
    func order() async throws {
        try await Stand.with([AccountPlan(name: "tts", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts")
            try stand.configure(Self.stanza(first: "key1", second: "key2"))
            let early = try await run([], on: stand)
            #expect(early.code == 1)
            #expect(early.output.contains("may key1 be regenerated now? No."))
            #expect(early.output.contains("key1 is the key in use"))
            #expect(early.output.contains("the account has no resource_id"))

            try stand.configure(Self.stanza(first: "key2", second: "key1"))
            let key = try stand.azure.state.key(.key1, of: "tts")
            let good = try await run(["--output", "json"], on: stand)
            #expect(good.code == 0, "\(good.output)")
            let report = try JSONDecoder().decode(Report.self, from: Data(good.output.utf8))
            #expect(report.answer == "yes")
            #expect(report.probes.count == 4)
            #expect(report.reasons.contains { $0.contains("token, voices") })
            #expect(!good.output.contains(key.reveal { $0 }))
            #expect(try stand.azure.state.key(.key1, of: "tts") == key)
        }
    }

    @Test("says no where the spare is dead, and that nothing is known where nobody answers")
    func dead() async throws {
        try await Stand.with([AccountPlan(name: "tts", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts")
            try stand.configure(Self.stanza(first: "key2", second: "key1"))
            let other = try await run(["--key", "key2"], on: stand)
            #expect(other.code == 1)
            #expect(other.output.contains("key2 is the key in use"))
            try stand.azure.state.delete("tts")
            let gone = try await run([], on: stand)
            #expect(gone.code == 1)
            #expect(gone.output.contains("key2 is refused for token"))
        }
        let workplace = try Workplace()
        try workplace.write("\(String(repeating: "c", count: 32))\n", to: "tts.key1")
        try workplace.write("\(String(repeating: "d", count: 32))\n", to: "tts.key2")
        let dead = try Ports.free()
        try workplace.write(
            """
            global: {probe_timeout: 1s}
            http_client: {connect_to: ["::127.0.0.1:\(dead)"]}
            accounts:
            \(Self.stanza(first: "key2", second: "key1"))

            """,
            to: "cogwatch.yml"
        )
        let peer = try Peer(
            Stand.binary,
            ["rotate-check", "tts", "--output", "json"],
            in: workplace.directory
        )
        #expect(try await peer.exitCode(within: 60) == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(peer.output.utf8))
        #expect(report.answer == "unknown" && !report.reasons.isEmpty)
    }

    private static func stanza(first: String, second: String) -> String {
        """
          - name: tts
            region: japanwest
            keys: [{name: \(first), file: tts.\(first)}, {name: \(second), file: tts.\(second)}]
        """
    }
}
