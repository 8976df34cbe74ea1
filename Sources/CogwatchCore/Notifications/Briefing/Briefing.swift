import Foundation

/// What a person on call is told, before it takes a receiver's form: what happened, how we know,
/// what to do, and where to read on.
struct Briefing: Sendable {
    /// Alerts that tell the same: of one name, cause, severity and state.
    struct Matter: Sendable {
        /// The one whose evidence and steps speak for all.
        let first: Incident
        var incidents: [Incident]

        var isFiring: Bool { first.isFiring }
    }

    let group: GroupNotification
    /// What the receiver wants to hear of, firing ones first.
    let incidents: [Incident]
    /// The worst first.
    let matters: [Matter]
    let firingCount: Int
    /// Of what fires; where nothing does, of what is over.
    let severity: AlertSeverity

    /// Longer than any receiver's title.
    private static let mostOfHeadline = 1000

    var isFiring: Bool { firingCount > 0 }

    var resolvedCount: Int { incidents.count - firingCount }

    /// Red to blue while something fires, green when all is over.
    var colour: UInt32 { isFiring ? severity.colour : AlertSeverity.resolvedColour }

    init(_ group: GroupNotification, incidents: [Incident]) {
        self.group = group
        self.incidents = incidents
        firingCount = incidents.count { $0.isFiring }
        matters = Self.matters(incidents)
        let speaking = firingCount > 0 ? incidents.filter(\.isFiring) : incidents
        severity = speaking.map { AlertSeverity(labels: $0.labels) }.max() ?? .info
    }

    private static func matters(_ incidents: [Incident]) -> [Matter] {
        var places: [[String]: Int] = [:]
        var matters: [Matter] = []
        for incident in incidents {
            let key =
                ["alertname", "cause", "severity"].map { incident.labels[$0] ?? "" }
                + [incident.isFiring ? "firing" : "resolved"]
            if let place = places[key] {
                matters[place].incidents.append(incident)
            } else {
                places[key] = matters.count
                matters.append(Matter(first: incident, incidents: [incident]))
            }
        }
        // Stable, so that of equally bad ones the oldest stays first.
        return matters.enumerated()
            .sorted { left, right in
                left.element.rank == right.element.rank
                    ? left.offset < right.offset : left.element.rank > right.element.rank
            }
            .map(\.element)
    }
}

extension Briefing.Matter {
    /// What fires comes before what is over, and of both the worst.
    fileprivate var rank: Int {
        let severity = AlertSeverity.allCases.firstIndex(of: AlertSeverity(labels: first.labels))
        return (isFiring ? 100 : 0) + (severity ?? 0)
    }
}

// MARK: - The headline

extension Briefing {
    /// One line that says it all: `FIRING critical: tts-japanwest: the key is refused
    /// (key_regenerated)`.
    var headline: String {
        Tidy.line("\(state): \(subject)", most: Self.mostOfHeadline)
    }

    private var state: String {
        guard isFiring else { return "RESOLVED" }
        let verb = group.reason == .repeatInterval ? "STILL FIRING" : "FIRING"
        return "\(verb) \(severity.rawValue)"
    }

    private var subject: String {
        guard incidents.count > 1, let matter = matters.first else {
            return incidents.first.map(Self.summary) ?? ""
        }
        // What is over is not counted among what fires.
        let total = isFiring ? firingCount : incidents.count
        let count = matter.incidents.count
        let what =
            count == 1
            ? Self.summary(of: matter.first)
            : "\(count) alerts\(place): \(Self.claim(of: matter.first))"
        let others = total - count
        let more = others > 0 ? ", and \(others) other alert\(others == 1 ? "" : "s")" : ""
        let over = isFiring && resolvedCount > 0 ? "; \(resolvedCount) resolved" : ""
        return what + more + over
    }

    /// ` in japanwest`, where all are of one region.
    private var place: String {
        let regions = Set(incidents.map { $0.labels["azure_region"] ?? "" })
        guard let region = regions.first, regions.count == 1, !region.isEmpty else { return "" }
        return " in \(Tidy.line(region, most: 64))"
    }

    /// The alert's own summary; its name and account where it has none.
    static func summary(of incident: Incident) -> String {
        let summary = Tidy.line(incident.annotations["summary"] ?? "", most: 300)
        guard summary.isEmpty else { return summary }
        let account = Tidy.line(incident.account, most: 100)
        return "\(account): \(Tidy.line(incident.alertName, most: 100))"
    }

    /// What the summary says, without the account that it says it of.
    static func claim(of incident: Incident) -> String {
        let summary = summary(of: incident)
        let start = "\(Tidy.line(incident.account, most: 100)): "
        return summary.hasPrefix(start) ? String(summary.dropFirst(start.count)) : summary
    }
}

// MARK: - Addresses

extension Briefing {
    /// The page of the account, where all alerts are of one; else the list of incidents.
    var pageURL: String? { accountURL ?? Link.incidents(at: group.externalURL) }

    /// The page of the account, where all alerts are of one.
    var accountURL: String? {
        guard let first = incidents.first,
            incidents.allSatisfy({ $0.account == first.account })
        else { return nil }
        return Link.account(of: first, at: group.externalURL)
    }

    /// Where to read on about the worst of it.
    var runbookURL: String? {
        Link.safe((matters.first?.first ?? incidents.first)?.annotations["runbook_url"])
    }

    /// Account page, runbook and the list of incidents, as far as there are any.
    var links: [(name: String, url: String)] {
        let pages = [
            ("Account page", accountURL), ("Runbook", runbookURL),
            ("Incidents", Link.incidents(at: group.externalURL)),
        ]
        return pages.compactMap { name, url in url.map { (name, $0) } }
    }
}

extension GroupNotification {
    /// The incidents that a receiver hears of; nil where it wants none of this.
    func wanted(sendResolved: Bool) -> [Incident]? {
        // As in Alertmanager, an end that is not wanted is no reason to repeat the rest.
        guard sendResolved || reason != .someResolved else { return nil }
        let wanted = sendResolved ? incidents : incidents.filter(\.isFiring)
        return wanted.isEmpty ? nil : wanted
    }

    /// What a receiver is told; nil where it wants none of this.
    func briefing(sendResolved: Bool) -> Briefing? {
        wanted(sendResolved: sendResolved).map { Briefing(self, incidents: $0) }
    }
}
