import CogwatchCore
import Foundation

/// `/incidents`: what fires, what is being confirmed, what is over.
struct IncidentsPage {
    /// Newest first; nil where they cannot be read.
    let incidents: [Incident]?
    let pending: [AccountReport]
    let silencing: Silencing
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
        IncidentRows(showsAccount: true, silencing: silencing, now: now, layout: layout)
            .table(incidents, into: &html)
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
}
