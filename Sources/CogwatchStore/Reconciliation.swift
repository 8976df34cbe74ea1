import CogwatchCore
import Foundation
import GRDB

/// What a new configuration does to incidents, groups and outbox, within a transaction.
struct Reconciliation {
    let db: Database
    let now: Date
    let watched: Set<String>
    /// Why others are not, by name.
    let reasons: [String: String]
    let routing: AlertingSettings

    private var incidents: IncidentTable { IncidentTable(db: db) }
    private var groups: GroupTable { GroupTable(db: db) }
    private var recording: Recording { Recording(db: db, now: now, route: routing.route) }

    func run() throws {
        try Waits(db: db).check(at: now)
        let receivers = Set(routing.receivers.map(\.name))
        try OutboxTable(db: db).follow(routing.receivers)
        try groups.keep(receivers: receivers)
        for incident in try incidents.firing() {
            if watched.contains(incident.account) {
                try reseat(incident, receivers: receivers)
            } else {
                try recording.end(incident.ended(at: now, as: reasons[incident.account]))
            }
        }
        try groups.dropEmpty()
    }

    /// Only what fires moves: what has ended stays where it was announced, to be told there.
    private func reseat(_ incident: Incident, receivers: Set<String>) throws {
        let routed = (routing.route?.groups(for: incident.labels) ?? [])
            .filter { receivers.contains($0.receiver) }
        for group in try groups.containing(incident)
        where !routed.contains(where: { $0.names(group.state) }) {
            try groups.unseat(incident, from: group)
        }
        for group in routed {
            try recording.enter(incident, into: group)
        }
    }
}

extension RoutedGroup {
    fileprivate func names(_ state: GroupState) -> Bool {
        receiver == state.receiver && key == state.key
    }
}

extension Incident {
    fileprivate func ended(at now: Date, as reason: String?) -> Incident {
        var ended = self
        ended.endsAt = max(now, startsAt)
        let note = reason ?? "The account was removed from the configuration."
        ended.annotations["description"] =
            [annotations["description"], note].compactMap(\.self).joined(separator: " ")
        return ended
    }
}
