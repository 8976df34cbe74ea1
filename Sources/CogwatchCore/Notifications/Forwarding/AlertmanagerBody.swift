package import Foundation

/// The body of `POST /api/v2/alerts`.
///
/// Source: Alertmanager's `api/v2/openapi.yaml`, `postableAlerts`.
package enum AlertmanagerBody {
    /// Incidents as Alertmanager takes them.
    ///
    /// - Parameters:
    ///   - incidents: Those that fire and those that have ended.
    ///   - now: From when on a firing one holds for ``AlertmanagerFeed/validity``.
    ///   - externalURL: The agent's own address, for links.
    /// - Returns: A JSON array.
    package static func bytes(
        of incidents: [Incident],
        at now: Date,
        externalURL: String
    ) -> [UInt8] {
        let alerts = incidents.map { PostableAlert($0, at: now, externalURL: externalURL) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding strings cannot fail.
        return (try? encoder.encode(alerts)).map(Array.init) ?? []
    }
}

private struct PostableAlert: Encodable {
    let labels: [String: String]
    let annotations: [String: String]
    let startsAt: String
    let endsAt: String
    /// Left out where it would be no URL, for which Alertmanager would refuse the whole batch.
    let generatorURL: String?

    init(_ incident: Incident, at now: Date, externalURL: String) {
        // Alertmanager takes an empty label for none, as all of Prometheus does.
        labels = incident.labels.filter { !$0.value.isEmpty }
        annotations = incident.annotations
        startsAt = Timestamp.text(incident.startsAt)
        // After a clock was set back an incident may begin later than now, and Alertmanager refuses
        // an end before the beginning.
        let validUntil = max(now, incident.startsAt)
            .addingTimeInterval(AlertmanagerFeed.validity.seconds)
        endsAt = Timestamp.text(incident.endsAt ?? validUntil)
        generatorURL = Self.page(of: incident, below: externalURL)
    }

    private static func page(of incident: Incident, below externalURL: String) -> String? {
        let isURL = ["http://", "https://"].contains(where: externalURL.hasPrefix)
        return isURL ? Link.generator(of: incident, at: externalURL) : nil
    }
}
