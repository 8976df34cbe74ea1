import CogwatchCore
import Foundation
import Testing

@Suite("The body for Alertmanager's API")
struct AlertmanagerBodyTests {
    private struct Posted: Decodable, Equatable {
        let labels: [String: String]
        let annotations: [String: String]
        let startsAt: String
        let endsAt: String
        let generatorURL: String?
    }

    private func posted(
        _ incidents: [Incident],
        externalURL: String = "https://cogwatch.example/x"
    ) throws -> [Posted] {
        let bytes = AlertmanagerBody.bytes(
            of: incidents,
            at: Sample.start + 600,
            externalURL: externalURL
        )
        return try JSONDecoder().decode([Posted].self, from: Data(bytes))
    }

    @Test("holds what fires for four minutes from now, and ends what has ended when it did")
    func times() throws {
        let alerts = try posted([
            Sample.incident("a"), Sample.incident("b", account: "old", endsAt: Sample.start + 60),
        ])
        #expect(alerts.map(\.startsAt) == ["2026-09-21T14:13:20.000Z", "2026-09-21T14:13:20.000Z"])
        #expect(alerts.map(\.endsAt) == ["2026-09-21T14:27:20.000Z", "2026-09-21T14:14:20.000Z"])
    }

    @Test("has labels, annotations and the account's page")
    func fields() throws {
        let alert = try #require(try posted([Sample.incident("a")]).first)
        #expect(alert.labels == ["alertname": "AuthFailing", "account": "tts"])
        #expect(alert.annotations == ["summary": "refused"])
        #expect(alert.generatorURL == "https://cogwatch.example/x/accounts/tts")
    }

    @Test("leaves out what Alertmanager would refuse the whole batch for")
    func refusals() throws {
        let incident = Sample.incident("a", account: "a b", labels: ["team": ""])
        let alert = try #require(try posted([incident]).first)
        #expect(alert.labels["team"] == nil)
        #expect(alert.generatorURL == "https://cogwatch.example/x/accounts/a%20b")
        #expect(
            try posted([incident], externalURL: "cogwatch.example:80").first?.generatorURL == nil
        )
    }

    @Test("never ends an alert before it begins, whatever became of the clock")
    func clockSetBack() throws {
        let alert = try #require(
            try posted([Sample.incident("a", startsAt: Sample.start + 7200)]).first
        )
        #expect(alert.startsAt == "2026-09-21T16:13:20.000Z")
        #expect(alert.endsAt == "2026-09-21T16:17:20.000Z")
    }

    @Test("goes to the instance with its login, and shows the address but not the login")
    func request() {
        let instance = AlertmanagerInstance(
            url: "http://am:9093/api/v2/alerts",
            timeout: .seconds(3),
            headers: [Request.Header("Authorization", prefix: "Bearer ", secret: Secret("hunter2"))]
        )
        let request = instance.request(with: Array("[]".utf8))
        #expect(request.method == .post)
        #expect(request.address.shown == "http://am:9093/api/v2/alerts")
        #expect(request.timeout == .seconds(3))
        #expect(request.headers.map(\.name) == ["Content-Type", "Authorization"])
        #expect(!"\(request) \(instance)".contains("hunter2"))
    }

    @Test("is not the heartbeat's, which is a GET and shows no more than the host")
    func heartbeat() {
        let settings = HeartbeatSettings(url: Secret("https://beat.example/ping/hunter2"))
        let request = settings.request()
        #expect(request.method == .get)
        #expect(request.address.shown == "https://beat.example/[redacted]")
        #expect(!"\(request) \(settings)".contains("hunter2"))
    }
}
