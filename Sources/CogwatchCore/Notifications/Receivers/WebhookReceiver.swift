package import Foundation

/// A receiver of Alertmanager's webhook, version 4.
package struct WebhookReceiver: Sendable, Equatable {
    package let url: Secret
    package let sendResolved: Bool
    /// The most alerts in one notification; 0 is no limit.
    package let maximumAlerts: Int
    package let timeout: Duration
    /// From `http_config`: authorization and the like.
    package let headers: [Request.Header]
    /// Signs each request where it is set, as Standard Webhooks 1.0.0 has it.
    package let signingSecret: Secret?

    package init(
        url: Secret,
        sendResolved: Bool = true,
        maximumAlerts: Int = 0,
        timeout: Duration = .seconds(10),
        headers: [Request.Header] = [],
        signingSecret: Secret? = nil
    ) {
        self.url = url
        self.sendResolved = sendResolved
        self.maximumAlerts = maximumAlerts
        self.timeout = timeout
        self.headers = headers
        self.signingSecret = signingSecret
    }

    func body(for group: GroupNotification) -> [UInt8]? {
        // As in Alertmanager, an end that is not wanted is no reason to repeat the rest.
        guard sendResolved || group.reason != .someResolved else { return nil }
        let wanted = sendResolved ? group.incidents : group.incidents.filter(\.isFiring)
        guard !wanted.isEmpty else { return nil }
        let message = WebhookMessage(group, incidents: wanted, maximumAlerts: maximumAlerts)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding strings and one integer cannot fail.
        return (try? encoder.encode(message)).map(Array.init)
    }

    func request(for notification: QueuedNotification, at now: Date) -> Request {
        let signature = signingSecret.map {
            Signature.headers(id: notification.id, at: now, body: notification.body, secret: $0)
        }
        return Request(
            method: .post,
            address: .confidential(url),
            headers: [
                Request.Header("Content-Type", "application/json"),
                Request.Header("webhook-id", notification.id),
            ] + (signature ?? []) + headers,
            body: notification.body,
            timeout: timeout
        )
    }
}

/// The body of Alertmanager's webhook, field for field.
private struct WebhookMessage: Encodable {
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
        commonLabels = Self.common(told.map(\.labels))
        commonAnnotations = Self.common(told.map(\.annotations))
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
            generatorURL: "\(externalURL)/accounts/\(incident.account)",
            fingerprint: incident.fingerprint
        )
    }

    private static func common(_ sets: [[String: String]]) -> [String: String] {
        guard var shared = sets.first else { return [:] }
        for set in sets.dropFirst() {
            shared = shared.filter { set[$0.key] == $0.value }
        }
        return shared
    }
}

/// Times as JSON carries them.
package enum Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-08-22T10:00:00.123Z`.
    package static func text(_ date: Date) -> String {
        // The style cuts off what is below a millisecond, and a binary .001 is a little less.
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        return Date(timeIntervalSince1970: (milliseconds + 0.5) / 1000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
