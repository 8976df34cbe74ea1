import CogwatchCore
import Foundation

/// `/incidents`: what fires, what is being confirmed, what is over.
struct IncidentsPage {
    /// Newest first; nil where they cannot be read.
    let incidents: [Incident]?
    let pending: [AccountReport]
    let now: Date
    let layout: Layout

    var html: HTML {
        layout.page(title: "Incidents", current: "/incidents") { html in
            let firing = incidents?.filter(\.isFiring) ?? []
            html.element("h1", heading(firing.count))
            if incidents == nil {
                html.element("p", ["class": "spare"], "The incidents cannot be read now.")
            }
            section("Firing", firing, into: &html)
            confirming(into: &html)
            section("Resolved", incidents?.filter { !$0.isFiring } ?? [], into: &html)
        }
    }

    private func heading(_ firing: Int) -> String {
        switch firing {
        case 0: "No incident is firing"
        case 1: "1 incident is firing"
        default: "\(firing) incidents are firing"
        }
    }

    private func section(_ title: String, _ incidents: [Incident], into html: inout HTML) {
        guard !incidents.isEmpty else { return }
        html.element("h2", title)
        Self.table(incidents, showingAccounts: layout, at: now, into: &html)
    }

    private func confirming(into html: inout HTML) {
        guard !pending.isEmpty else { return }
        html.element("h2", "Being confirmed")
        html.element("ul", ["class": "plain"]) { html in
            for report in pending {
                html.element("li") { html in
                    layout.link(to: report.account.name, into: &html)
                    html.pill(Wording.state(report), .warn)
                }
            }
        }
    }

    /// A table of incidents, with the account's name in each row unless the page is an account's.
    static func table(
        _ incidents: [Incident],
        showingAccounts layout: Layout?,
        at now: Date,
        into html: inout HTML
    ) {
        html.element("table") { html in
            let account = layout == nil ? [] : ["Account"]
            html.columns(["State", "Alert"] + account + ["Cause", "What", "Since", "Lasted"])
            html.element("tbody") { html in
                for incident in incidents { row(incident, layout, at: now, into: &html) }
            }
        }
    }

    private static func row(
        _ incident: Incident,
        _ layout: Layout?,
        at now: Date,
        into html: inout HTML
    ) {
        html.element("tr") { html in
            html.cell("State") { html in
                html.pill(
                    incident.isFiring ? "firing" : "resolved",
                    incident.isFiring ? .bad : .good
                )
            }
            html.cell("Alert") { alert(of: incident, into: &$0) }
            if let layout {
                html.cell("Account") { html in
                    guard incident.isOfAccount else { return html.write(incident.account) }
                    layout.link(to: incident.account, into: &html)
                }
            }
            html.cell("Cause") { html in
                html.element("code", incident.labels["cause"] ?? incident.labels["key"] ?? "–")
            }
            html.cell("What", incident.annotations["summary"] ?? "–")
            html.cell("Since") { html in
                html.element(
                    "time",
                    ["datetime": Timestamp.text(incident.startsAt)],
                    Wording.moment(incident.startsAt)
                )
            }
            let end = incident.endsAt ?? now
            html.cell("Lasted", Wording.span(end.timeIntervalSince(incident.startsAt)))
        }
    }

    private static func alert(of incident: Incident, into html: inout HTML) {
        // Annotations may come from a template; only an ordinary address becomes a link.
        guard let runbook = incident.annotations["runbook_url"],
            runbook.hasPrefix("https://") || runbook.hasPrefix("http://")
        else { return html.write(incident.alertName) }
        html.element("a", ["href": runbook, "rel": "noreferrer"], incident.alertName)
    }
}
