package import Foundation

/// An alert's life, from its first sight until it is over.
package struct Incident: Sendable, Equatable, Codable {
    /// Unique over all time; an alert that fires again is a new incident.
    package let id: String
    package let account: String
    package let fingerprint: String
    package let labels: [String: String]
    package var annotations: [String: String]
    package let startsAt: Date
    /// Nil while it fires.
    package var endsAt: Date?

    package init(
        id: String,
        account: String,
        fingerprint: String,
        labels: [String: String],
        annotations: [String: String],
        startsAt: Date,
        endsAt: Date? = nil
    ) {
        self.id = id
        self.account = account
        self.fingerprint = fingerprint
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    package var isFiring: Bool { endsAt == nil }

    /// The alert's name; empty only for rows written by a stranger.
    package var alertName: String { labels["alertname"] ?? "" }
}

/// What a new look at an account does to its incidents.
package enum IncidentChange: Sendable, Equatable {
    case opened(Incident)
    case resolved(Incident)
    /// The same alert goes on, and its annotations say something new.
    case updated(Incident)

    package var incident: Incident {
        switch self {
        case .opened(let incident), .resolved(let incident), .updated(let incident): incident
        }
    }
}

extension Incident {
    /// Compares an account's open incidents with the alerts that hold now.
    ///
    /// - Parameters:
    ///   - open: The account's incidents that fire.
    ///   - alerts: All alerts that hold for the account now.
    ///   - now: The time of the look, at which what is gone has ended.
    ///   - newID: Makes an id for an incident that opens.
    /// - Returns: What to write down; empty when nothing changed.
    package static func advance(
        open: [Incident],
        alerts: [Alert],
        at now: Date,
        newID: () -> String
    ) -> [IncidentChange] {
        let held = Dictionary(alerts.map { ($0.fingerprint, $0) }) { first, _ in first }
        var changes: [IncidentChange] = []
        for var incident in open {
            guard let alert = held[incident.fingerprint] else {
                incident.endsAt = max(now, incident.startsAt)
                changes.append(.resolved(incident))
                continue
            }
            guard alert.annotations != incident.annotations else { continue }
            incident.annotations = alert.annotations
            changes.append(.updated(incident))
        }
        let known = Set(open.map(\.fingerprint))
        for (fingerprint, alert) in held.sorted(by: { $0.key < $1.key })
        where !known.contains(fingerprint) {
            changes.append(
                .opened(
                    Incident(
                        id: newID(),
                        account: alert.account,
                        fingerprint: fingerprint,
                        labels: alert.labels,
                        annotations: alert.annotations,
                        startsAt: min(alert.since, now)
                    )
                )
            )
        }
        return changes
    }
}
