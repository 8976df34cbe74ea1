package import Foundation

/// An alert that tells of nothing, to see whether a receiver hears it.
package struct TestAlert: Sendable {
    private static let summary = "Test notification from cogwatch; nothing is wrong"

    private let incident: Incident

    /// An alert that begins now.
    ///
    /// - Parameters:
    ///   - id: Unique over all time.
    ///   - externalLabels: What every alert of this agent carries.
    ///   - now: When the test begins.
    package init(id: String, externalLabels: [String: String], at now: Date) {
        let own = [
            "alertname": "CogwatchTest", "severity": "info", "test": "true",
            "account": "cogwatch-test",
        ]
        let labels = externalLabels.merging(own) { $1 }
        incident = Incident(
            id: id,
            account: "cogwatch-test",
            fingerprint: Labels.fingerprint(labels),
            labels: labels,
            annotations: [
                "summary": Self.summary,
                "description":
                    "Somebody ran `cogwatch notify test` to see whether this receiver is told. "
                    + "There is no such account and no failure.",
                "evidence": "- This is a test.",
                "next_steps": "1. Nothing is to be done.",
                "since": Timestamp.text(now),
            ],
            startsAt: now
        )
    }

    /// What the receiver is told.
    ///
    /// - Parameters:
    ///   - receiver: Its name.
    ///   - end: When the test ended; nil while it goes on.
    ///   - externalURL: The agent's own address, for links.
    /// - Returns: A group of this one alert.
    package func notification(
        to receiver: String,
        endingAt end: Date? = nil,
        externalURL: String
    ) -> GroupNotification {
        var told = incident
        told.endsAt = end
        let groupLabels = ["alertname": incident.alertName]
        return GroupNotification(
            receiver: receiver,
            // The same for all tests, so that tests do not pile up at receivers that remember
            // groups, and the end of one ends them all.
            groupKey: "{}/{test=\"true\"}:\(Labels.text(groupLabels))",
            groupLabels: groupLabels,
            reason: end == nil ? .first : .allResolved,
            incidents: [told],
            externalURL: externalURL
        )
    }
}
