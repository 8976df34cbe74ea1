import CogwatchCore
import Foundation
import Testing

@Suite("A test alert")
struct TestAlertTests {
    private let alert = TestAlert(
        id: "test1",
        externalLabels: ["env": "prod", "severity": "critical"],
        at: Sample.start
    )

    @Test("says in labels and in words that it is a test")
    func marked() throws {
        let group = alert.notification(to: "oncall", externalURL: "https://cogwatch.example")
        let incident = try #require(group.incidents.first)
        #expect(incident.labels["alertname"] == "CogwatchTest")
        #expect(incident.labels["severity"] == "info")
        #expect(incident.labels["test"] == "true")
        #expect(incident.labels["env"] == "prod")
        #expect(incident.annotations["summary"]?.contains("Test") == true)
        #expect(incident.fingerprint == Labels.fingerprint(incident.labels))
        #expect(group.receiver == "oncall")
        #expect(group.reason == .first)
        #expect(incident.isFiring)
    }

    @Test("ends as the same alert in the same group")
    func end() throws {
        let firing = alert.notification(to: "oncall", externalURL: "")
        let resolved = alert.notification(
            to: "oncall",
            endingAt: Sample.start + 1,
            externalURL: ""
        )
        #expect(resolved.groupKey == firing.groupKey)
        #expect(resolved.reason == .allResolved)
        #expect(resolved.incidents.map(\.fingerprint) == firing.incidents.map(\.fingerprint))
        #expect(resolved.incidents.map(\.isFiring) == [false])
    }
}
