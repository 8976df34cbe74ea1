import CogwatchCore
import CogwatchSimulator
import Foundation
import Logging
import Testing

@Suite("Alertmanager", .enabled(if: Peer.isInstalled("prometheus-alertmanager")))
struct AlertmanagerJourney {
    @Test(
        "a receiver of Alertmanager's webhook gets every field of it from the agent, with the same type"
    )
    func contract() async throws {
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            try stand.start()
            try await stand.untilReady()
            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await stand.untilTold("firing", "AuthFailing", of: "tts-japan")
            try stand.writeKeys(of: "tts-japan")

            let ours = try #require(stand.inbox.messages().last?.body)
            stand.inbox.clear()
            let labels = try labels(of: ours)
            try await askAlertmanager(toSend: labels, on: stand)
            let theirs = try #require(stand.inbox.messages().last?.body)

            let (own, original) = (try shape(of: ours), try shape(of: theirs))
            for (path, type) in original.sorted(by: { $0.key < $1.key }) {
                #expect(own[path] == type, "\(path) is \(type) in Alertmanager's webhook")
            }
            #expect(try fingerprint(of: ours) == fingerprint(of: theirs))
        }
    }

    private func askAlertmanager(toSend labels: [String: String], on stand: Stand) async throws {
        let port = try Ports.free()
        try stand.workplace.write(
            """
            route: {receiver: inbox, group_by: [alertname, account], group_wait: 100ms}
            receivers:
              - name: inbox
                webhook_configs: [{url: "http://127.0.0.1:\(stand.inboxPort)/original"}]

            """,
            to: "alertmanager.yml"
        )
        let alertmanager = try Peer(
            "prometheus-alertmanager",
            [
                "--config.file=alertmanager.yml", "--storage.path=am", "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:\(port)",
            ],
            in: stand.workplace.directory
        )
        try await eventually("Alertmanager is ready") {
            await stand.web.get("http://127.0.0.1:\(port)/-/ready").status == 200
        }
        let alert = try JSONEncoder().encode([
            ["labels": labels, "annotations": ["summary": "the same alert by another sender"]]
        ])
        let posted = await stand.web.post(
            "http://127.0.0.1:\(port)/api/v2/alerts",
            json: String(decoding: alert, as: UTF8.self)
        )
        #expect(posted.status == 200)
        try await eventually("Alertmanager sends its own") { !stand.inbox.messages().isEmpty }
        try await alertmanager.stop()
    }

    private func labels(of body: [UInt8]) throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let alerts = object?["alerts"] as? [[String: Any]]
        return try #require(alerts?.first?["labels"] as? [String: String])
    }

    private func fingerprint(of body: [UInt8]) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let alerts = object?["alerts"] as? [[String: Any]]
        return try #require(alerts?.first?["fingerprint"] as? String)
    }

    /// Each field's path and type; the free keys of label sets are left out.
    private func shape(of body: [UInt8]) throws -> [String: String] {
        var shape: [String: String] = [:]
        func walk(_ value: Any, _ path: String) {
            switch value {
            case let object as [String: Any]:
                shape[path] = "object"
                let isFree = path.hasSuffix("abels") || path.hasSuffix("nnotations")
                if !isFree { object.forEach { walk($1, "\(path).\($0)") } }
            case let list as [Any]:
                shape[path] = "list"
                list.forEach { walk($0, "\(path)[]") }
            case is String: shape[path] = "string"
            default: shape[path] = "number"
            }
        }
        walk(try JSONSerialization.jsonObject(with: Data(body)), "")
        return shape
    }
}
