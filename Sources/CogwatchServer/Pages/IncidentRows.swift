import CogwatchCore
import Foundation

/// A table of incidents.
struct IncidentRows {
    /// Whether each row names its account; a page of one account does not.
    let showsAccount: Bool
    let silencing: Silencing
    let now: Date
    let layout: Layout

    func table(_ incidents: [Incident], caption: String, into html: inout HTML) {
        let canBeSilenced = incidents.contains(where: \.isFiring)
        html.element("table") { html in
            html.element("caption", ["class": "unseen"], caption)
            html.columns(
                ["State", "Alert"] + (showsAccount ? ["Account"] : [])
                    + ["Cause", "What", "Since", "Lasted"] + (canBeSilenced ? ["Silence"] : [])
            )
            html.element("tbody") { html in
                for incident in incidents {
                    html.element("tr", ["id": "incident-\(incident.id)"]) { html in
                        row(incident, into: &html)
                        if canBeSilenced {
                            html.cell("Silence") { silence(of: incident, into: &$0) }
                        }
                    }
                }
            }
        }
    }

    private func row(_ incident: Incident, into html: inout HTML) {
        html.cell("State") { state(of: incident, into: &$0) }
        html.cell("Alert") { alert(of: incident, into: &$0) }
        if showsAccount {
            html.cell("Account") { layout.link(to: incident, into: &$0) }
        }
        html.cell("Cause") { html in
            html.element("code", incident.labels["cause"] ?? incident.labels["key"] ?? "–")
        }
        html.cell("What", incident.annotations["summary"] ?? "–")
        html.cell("Since") { $0.moment(incident.startsAt) }
        let end = incident.endsAt ?? now
        html.cell("Lasted", Wording.span(end.timeIntervalSince(incident.startsAt)))
    }

    private func state(of incident: Incident, into html: inout HTML) {
        let isSilenced = !silencing.silences(of: incident, at: now).isEmpty
        html.element("span", ["class": "pills"]) { html in
            html.pill(
                incident.isFiring ? "firing" : "resolved",
                incident.isFiring ? .bad : .good
            )
            if isSilenced { html.pill("silenced", .idle) }
        }
    }

    private func alert(of incident: Incident, into html: inout HTML) {
        // Annotations may come from a template; only an ordinary address becomes a link.
        guard let runbook = incident.annotations["runbook_url"],
            runbook.hasPrefix("https://") || runbook.hasPrefix("http://")
        else { return html.write(incident.alertName) }
        html.element("a", ["href": runbook, "rel": "noreferrer"], incident.alertName)
    }

    private func silence(of incident: Incident, into html: inout HTML) {
        guard incident.isFiring else { return html.write("–") }
        let silences = silencing.silences(of: incident, at: now)
        if let last = silences.max(by: { $0.endsAt < $1.endsAt }) {
            let words = "for \(Wording.span(last.endsAt.timeIntervalSince(now)))"
            return html.element("a", ["href": layout.path(to: last)], words)
        }
        let name = "Silence \(incident.alertName) of \(incident.account)"
        html.element(
            "a",
            ["href": layout.pathToSilence(incident), "aria-label": name],
            "Silence"
        )
    }
}

extension Layout {
    /// Where a silence stands among all others.
    func path(to silence: Silence) -> String { "\(prefix)/silences#\(silence.id)" }

    /// A form that would silence an incident, also when its cause becomes clearer.
    func pathToSilence(_ incident: Incident) -> String {
        let names =
            incident.isOfAccount
            ? ["alertname", "account", "key"] : ["alertname", "azure_cloud", "azure_region"]
        let matchers = names.compactMap { name in
            incident.labels[name].map { "\(name)=\(Labels.quoted($0))" }
        }
        return pathToSilence(matchers)
    }

    /// A form with these matchers in it.
    func pathToSilence(_ matchers: [String]) -> String {
        "\(prefix)/silences/new" + Locator.query(matchers.map { ("matcher", $0) })
    }
}
