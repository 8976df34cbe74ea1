import Foundation

/// The body of Alertmanager's webhook, field for field.
struct WebhookMessage: Encodable {
    struct Alert: Encodable {
        let status: String
        let labels: [String: String]
        let annotations: [String: String]
        let startsAt: String
        let endsAt: String
        let generatorURL: String
        let fingerprint: String
    }

    let version = "4"
    let groupKey: String
    let truncatedAlerts: Int
    let status: String
    let receiver: String
    let groupLabels: [String: String]
    let commonLabels: [String: String]
    let commonAnnotations: [String: String]
    let externalURL: String
    let alerts: [Alert]
    let notificationReason: String

    enum CodingKeys: String, CodingKey {
        case version, groupKey, truncatedAlerts, status, receiver, groupLabels, commonLabels
        case commonAnnotations, externalURL, alerts
        case notificationReason = "notification_reason"
    }

    init(_ group: GroupNotification, incidents: [Incident], maximumAlerts: Int) {
        let told = maximumAlerts > 0 ? Array(incidents.prefix(maximumAlerts)) : incidents
        groupKey = group.groupKey
        truncatedAlerts = incidents.count - told.count
        status = told.contains(where: \.isFiring) ? "firing" : "resolved"
        receiver = group.receiver
        groupLabels = group.groupLabels
        // Alertmanager cuts first and then looks at what is left.
        commonLabels = Labels.common(told.map(\.labels))
        commonAnnotations = Labels.common(told.map(\.annotations))
        externalURL = group.externalURL
        notificationReason = group.reason.rawValue
        alerts = told.map { Self.alert($0, externalURL: group.externalURL) }
    }

    private static func alert(_ incident: Incident, externalURL: String) -> Alert {
        Alert(
            status: incident.isFiring ? "firing" : "resolved",
            labels: incident.labels,
            annotations: incident.annotations,
            startsAt: Timestamp.text(incident.startsAt),
            // Go's zero time, which Alertmanager sends while an alert fires.
            endsAt: incident.endsAt.map(Timestamp.text) ?? "0001-01-01T00:00:00Z",
            generatorURL: Link.generator(of: incident, at: externalURL),
            fingerprint: incident.fingerprint
        )
    }
}

extension Encodable {
    /// The value as JSON, its fields sorted; nil where it cannot be written as such.
    fileprivate func json() -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init)
    }
}

extension WebhookMessage {
    /// Encoding strings and one integer cannot fail.
    var bytes: [UInt8]? { json() }
}

extension WebhookMessage.Alert {
    var bytes: [UInt8]? { json() }
}

extension Labels {
    /// What all sets agree on.
    static func common(_ sets: [[String: String]]) -> [String: String] {
        guard var shared = sets.first else { return [:] }
        for set in sets.dropFirst() where !shared.isEmpty {
            shared = shared.filter { set[$0.key] == $0.value }
        }
        return shared
    }
}
