import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("Testing a receiver")
struct NotifyJourneys {
    private let signing = "whsec_" + Data("0123456789abcdef01234567".utf8).base64EncodedString()

    private func notify(
        _ arguments: [String],
        on stand: Stand
    ) async throws -> (code: Int32, output: String) {
        let peer = try Peer(
            Stand.binary,
            ["notify", "test"] + arguments,
            in: stand.workplace.directory
        )
        let code = try await peer.exitCode(within: 60)
        return (code, peer.output)
    }

    private func configure(_ stand: Stand) throws {
        try stand.workplace.write(signing, to: "signing")
        try stand.workplace.write("key", to: "key1")
        try stand.workplace.write(
            """
            global: {external_labels: {env: test}}
            accounts: [{name: tts, region: japanwest, keys: [{name: key1, file: key1}]}]
            alerting:
              route: {receiver: oncall}
              receivers:
                - name: oncall
                  webhook_configs:
                    - {url: "http://127.0.0.1:\(stand.inboxPort)/hunter2", signing_secret_file: signing}
                    - {url: "http://127.0.0.1:\(stand.inboxPort)/plum", send_resolved: false}
                - name: drain
                - name: nobody
                  webhook_configs: [{url: "http://127.0.0.1:\(try Ports.free())/hunter2"}]

            """,
            to: "cogwatch.yml"
        )
    }

    @Test("sends what an agent would send, signed, to each of its places, and the end where wanted")
    func delivered() async throws {
        try await Stand.with([]) { stand in
            try configure(stand)
            let result = try await notify(["oncall", "--resolved"], on: stand)
            #expect(result.code == 0, "\(result.output)")
            let messages = stand.inbox.messages()
            #expect(messages.map(\.path) == ["/hunter2", "/plum", "/hunter2"])
            #expect(messages.map(\.webhook?.status) == ["firing", "firing", "resolved"])
            for message in messages {
                let alert = try #require(message.webhook?.alerts.first)
                #expect(alert.labels["alertname"] == "CogwatchTest")
                #expect(alert.labels["test"] == "true")
                #expect(alert.labels["env"] == "test")
            }
            let signed = try #require(messages.first)
            let timestamp = try #require(signed.headers["webhook-timestamp"].flatMap(Double.init))
            let expected = Signature.headers(
                id: try #require(signed.headers["webhook-id"]),
                at: Date(timeIntervalSince1970: timestamp),
                body: signed.body,
                secrets: [Secret(signing)]
            )
            #expect(
                expected.contains { header in
                    header.name == "webhook-signature"
                        && header.value == .plain(signed.headers["webhook-signature"] ?? "")
                }
            )
            #expect(result.output.contains("oncall webhook[0] firing to http://127.0.0.1:"))
            #expect(result.output.contains("oncall webhook[1] resolved: not sent"))
            #expect(!result.output.contains("hunter2"))
            #expect(!FileManager.default.fileExists(atPath: stand.workplace.path("data")))
        }
    }

    @Test("tells a refusal and its status from silence and its cause, and exits with 1 for both")
    func refused() async throws {
        try await Stand.with([]) { stand in
            try configure(stand)
            stand.inbox.behave(.answer(404))
            let refused = try await notify(["oncall"], on: stand)
            #expect(refused.code == 1)
            #expect(refused.output.contains("refused, status 404"))
            stand.inbox.behave(.answer(503))
            let later = try await notify(["oncall"], on: stand)
            #expect(later.code == 1)
            #expect(later.output.contains("refused for now, status 503"))
            let silent = try await notify(["nobody"], on: stand)
            #expect(silent.code == 1)
            #expect(silent.output.contains("not reachable, not connected"))
            #expect(!silent.output.contains("hunter2"))
            // Once each: a test does not retry.
            #expect(stand.inbox.messages().count == 4)
        }
    }

    @Test("exits with 1 where nobody is told, 2 for an unknown name, 3 without a configuration")
    func exitCodes() async throws {
        try await Stand.with([]) { stand in
            try configure(stand)
            #expect(try await notify(["drain"], on: stand).code == 1)
            let misspelt = try await notify(["onkall"], on: stand)
            #expect(misspelt.code == 2)
            #expect(misspelt.output.contains("did you mean \"oncall\"?"))
            let absent = try await notify(["oncall", "--config.file=absent.yml"], on: stand)
            #expect(absent.code == 3)
        }
    }
}
