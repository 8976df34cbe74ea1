import CogwatchCore
import Foundation

/// An incident in the API.
struct IncidentJSON: Encodable {
    /// Absent while a failure is only being confirmed: it may come to nothing.
    let id: String?
    let fingerprint: String?
    /// `firing`, `resolved` or `pending`.
    let state: String
    let account: String
    let labels: [String: String]
    let annotations: [String: String]
    let startsAt: String?
    let endsAt: String?
    /// The ids of the silences that keep it quiet now.
    let silencedBy: [String]

    init(_ incident: Incident, silencedBy silences: [Silence]) {
        id = incident.id
        fingerprint = incident.fingerprint
        state = (incident.isFiring ? IncidentState.firing : .resolved).rawValue
        account = incident.account
        labels = incident.labels
        annotations = incident.annotations
        startsAt = Timestamp.text(incident.startsAt)
        endsAt = incident.endsAt.map(Timestamp.text)
        silencedBy = silences.map(\.id)
    }

    /// An account whose failure is being confirmed.
    init(pending report: AccountReport) {
        let account = report.account
        id = nil
        fingerprint = nil
        state = IncidentFilter.pending.rawValue
        self.account = account.name
        labels = account.labels.merging([
            "account": account.name,
            "azure_cloud": account.cloud.rawValue,
            "azure_region": account.region,
            "kind": account.kind.rawValue,
        ]) { _, own in own }
        annotations = ["summary": "A failure of \(account.name) is being confirmed."]
        startsAt = nil
        endsAt = nil
        silencedBy = []
    }
}
