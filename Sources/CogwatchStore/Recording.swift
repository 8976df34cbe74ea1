import CogwatchCore
import Foundation
import GRDB

/// What one look at an account writes, within a transaction.
struct Recording {
    let db: Database
    let now: Date
    let route: Route?

    private var incidents: IncidentTable { IncidentTable(db: db) }
    private var groups: GroupTable { GroupTable(db: db) }

    func write(_ change: IncidentChange) throws {
        switch change {
        case .opened(let incident):
            try incidents.insert(incident, verdictAt: now)
            for group in route?.groups(for: incident.labels) ?? [] {
                try enter(incident, into: group)
            }
        case .resolved(let incident): try end(incident)
        case .updated(let incident): try incidents.annotate(incident)
        }
    }

    /// Ends an incident, and has all groups looked at that it is in: the routing may have changed
    /// since it came there, and who heard of it must hear of its end.
    func end(_ incident: Incident) throws {
        try incidents.end(incident, verdictAt: now)
        for var group in try groups.containing(incident) {
            group.state.memberChanged(at: now)
            try groups.update(group)
        }
    }

    func enter(_ incident: Incident, into routed: RoutedGroup) throws {
        guard let found = try groups.find(receiver: routed.receiver, key: routed.key) else {
            let opened = try groups.insert(GroupState(opening: routed, at: now))
            _ = try groups.seat(incident, in: opened)
            return
        }
        var state = found.state.following(routed, at: now)
        if try groups.seat(incident, in: found) { state.memberChanged(at: now) }
        guard state != found.state else { return }
        try groups.update(StoredGroup(id: found.id, state: state))
    }
}
