import CogwatchCore
import Logging

extension Logger {
    /// One line for an incident that begins or ends.
    func log(_ change: IncidentChange) {
        let incident = change.incident
        let metadata: Logger.Metadata = [
            "account": "\(incident.account)", "alertname": "\(incident.alertName)",
            "cause": "\(incident.labels["cause"] ?? "")", "incident": "\(incident.id)",
        ]
        switch change {
        case .opened: warning("incident opened", metadata: metadata)
        case .resolved: info("incident resolved", metadata: metadata)
        case .updated: break
        }
    }
}
