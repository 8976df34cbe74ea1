import CogwatchCore
import Foundation
import Testing

@Suite("A webhook's body")
struct WebhookReceiverTests {
    private let firing = Sample.incident(
        "a",
        account: "tts-1",
        labels: ["cause": "invalid_key", "region": "japanwest"],
        annotations: ["summary": "refused", "description": "d1"],
        startsAt: Sample.start.addingTimeInterval(0.123)
    )
    private let resolved = Sample.incident(
        "b",
        account: "tts-2",
        labels: ["cause": "wrong_region", "region": "japanwest"],
        annotations: ["summary": "refused", "description": "d2"],
        endsAt: Sample.start + 60
    )

    private func body(
        _ incidents: [Incident],
        reason: NotifyReason = .newAlerts,
        sendResolved: Bool = true,
        maximumAlerts: Int = 0
    ) throws -> [String: Any]? {
        let receiver = WebhookReceiver(
            url: Secret("https://hooks.example/x"),
            sendResolved: sendResolved,
            maximumAlerts: maximumAlerts
        )
        let group = GroupNotification(
            receiver: "oncall",
            groupKey: #"{}:{region="japanwest"}"#,
            groupLabels: ["region": "japanwest"],
            reason: reason,
            incidents: incidents,
            externalURL: "https://cogwatch.example"
        )
        guard let bytes = Integration.webhook(receiver).body(for: group) else { return nil }
        let json = try JSONSerialization.jsonObject(with: Data(bytes))
        return try #require(json as? [String: Any])
    }

    @Test("has the fields of Alertmanager's version 4, and no others")
    func fields() throws {
        let body = try #require(try body([firing, resolved]))
        #expect(
            Set(body.keys) == [
                "version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels",
                "commonLabels", "commonAnnotations", "externalURL", "alerts",
                "notification_reason",
            ]
        )
        #expect(body["version"] as? String == "4")
        #expect(body["groupKey"] as? String == #"{}:{region="japanwest"}"#)
        #expect(body["truncatedAlerts"] as? Int == 0)
        #expect(body["status"] as? String == "firing")
        #expect(body["receiver"] as? String == "oncall")
        #expect(body["groupLabels"] as? [String: String] == ["region": "japanwest"])
        #expect(
            body["commonLabels"] as? [String: String]
                == ["alertname": "AuthFailing", "region": "japanwest"]
        )
        #expect(body["commonAnnotations"] as? [String: String] == ["summary": "refused"])
        #expect(body["externalURL"] as? String == "https://cogwatch.example")
        #expect(body["notification_reason"] as? String == "new alerts added")
    }

    @Test("has Alertmanager's fields for each alert, firing and resolved")
    func alerts() throws {
        let body = try #require(try body([firing, resolved]))
        let alerts = try #require(body["alerts"] as? [[String: Any]])
        #expect(alerts.count == 2)
        for (alert, incident) in zip(alerts, [firing, resolved]) {
            #expect(
                Set(alert.keys) == [
                    "status", "labels", "annotations", "startsAt", "endsAt", "generatorURL",
                    "fingerprint",
                ]
            )
            #expect(alert["labels"] as? [String: String] == incident.labels)
            #expect(alert["annotations"] as? [String: String] == incident.annotations)
            #expect(alert["fingerprint"] as? String == incident.fingerprint)
            #expect(
                alert["generatorURL"] as? String
                    == "https://cogwatch.example/accounts/\(incident.account)"
            )
        }
        #expect(alerts.map { $0["status"] as? String } == ["firing", "resolved"])
        #expect(
            alerts.map { $0["startsAt"] as? String }
                == ["2026-09-21T14:13:20.123Z", "2026-09-21T14:13:20.000Z"]
        )
        #expect(
            alerts.map { $0["endsAt"] as? String }
                == ["0001-01-01T00:00:00Z", "2026-09-21T14:14:20.000Z"]
        )
    }

    @Test("is resolved only when nothing fires")
    func status() throws {
        #expect(try body([resolved], reason: .allResolved)?["status"] as? String == "resolved")
    }

    @Test("is cut at the receiver's limit and says by how much; the rest is of what is left")
    func truncated() throws {
        let body = try #require(try body([firing, resolved, resolved], maximumAlerts: 1))
        #expect((body["alerts"] as? [Any])?.count == 1)
        #expect(body["truncatedAlerts"] as? Int == 2)
        #expect(body["commonLabels"] as? [String: String] == firing.labels)
    }

    @Test("leaves out ends that the receiver does not want, and is none where nothing is left")
    func withoutResolved() throws {
        let mixed = try #require(try body([firing, resolved], sendResolved: false))
        #expect((mixed["alerts"] as? [Any])?.count == 1)
        #expect(try body([resolved], reason: .allResolved, sendResolved: false) == nil)
        #expect(try body([firing, resolved], reason: .someResolved, sendResolved: false) == nil)
    }

    @Test("is posted with the notification's id, its address shown only in part")
    func request() {
        let receiver = WebhookReceiver(
            url: Secret("https://hooks.example/T0/secret"),
            http: HTTPOptions(
                timeout: .seconds(7),
                headers: [Request.Header("Authorization", prefix: "Bearer ", secret: Secret("t"))]
            )
        )
        let notification = QueuedNotification(
            id: "msg_1",
            receiver: "oncall",
            integrationIndex: 0,
            destination: "",
            groupKey: "k",
            reason: .first,
            body: Array("{}".utf8),
            verdictAt: Sample.start,
            attempts: 3
        )
        let request = Integration.webhook(receiver).request(for: notification, at: Sample.start)
        #expect(request.method == .post)
        #expect(request.body == notification.body)
        #expect(request.timeout == .seconds(7))
        #expect(request.address.shown == "https://hooks.example/[redacted]")
        #expect(request.headers.contains(Request.Header("Content-Type", "application/json")))
        #expect(request.headers.contains(Request.Header("webhook-id", "msg_1")))
        #expect(request.headers.count == 3)
    }

    @Test("writes every millisecond as it is")
    func milliseconds() {
        for millisecond in 0..<1000 {
            let date = Date(timeIntervalSince1970: 1_790_000_000 + Double(millisecond) / 1000)
            let digits = "00\(millisecond)".suffix(3)
            #expect(Timestamp.text(date) == "2026-09-21T14:13:20.\(digits)Z")
        }
    }
}
