import CogwatchCore
import Foundation

/// `/`: what needs a human, then all accounts, or those that the address asks for.
struct StatusPage {
    let fleet: Fleet
    /// What fires and is about more than one account.
    let outages: [Incident]
    let startedAt: Date
    let now: Date
    let layout: Layout

    var html: HTML {
        layout.page(title: title, current: "/") { html in
            html.element("h1", ["id": "headline"], heading)
            html.problems(fleet.query.problems)
            tiles(into: &html)
            if fleet.query.isPlain {
                let attention = AttentionSection(fleet: fleet, now: now, layout: layout)
                html.element("div", ["class": "cards"]) { html in
                    outageCards(into: &html)
                    attention.cards(into: &html)
                }
                attention.panels(into: &html)
            }
            if !fleet.all.isEmpty {
                FleetTable(fleet: fleet, now: now, layout: layout).write(into: &html)
            }
            html.element("p", ["class": "quiet"]) { html in
                html.write("As of ")
                html.moment(now)
                html.write(", running for \(Wording.span(now.timeIntervalSince(startedAt))).")
            }
        }
    }

    private var troubled: Int { fleet.count(of: .attention) }

    private var title: String { troubled == 0 ? "Status" : "(\(Wording.count(troubled))) Status" }

    private var heading: String {
        let all = Wording.count(fleet.all.count, "account")
        if fleet.all.isEmpty { return "No accounts are configured" }
        guard troubled == 0 else {
            return "\(Wording.count(troubled)) of \(all) need\(troubled == 1 ? "s" : "") attention"
        }
        let silent = fleet.all.count { $0.verdict == nil }
        return silent == 0
            ? "All is well with \(all)" : "Watching \(all), \(Wording.count(silent)) not probed yet"
    }

    private func tiles(into html: inout HTML) {
        guard !fleet.all.isEmpty else { return }
        html.element("nav", ["aria-label": "Accounts by state"]) { html in
            html.element("ul", ["class": "tiles"]) { html in
                for standing in FleetQuery.Standing.allCases where isShown(standing) {
                    tile(standing, into: &html)
                }
            }
        }
    }

    private func isShown(_ standing: FleetQuery.Standing) -> Bool {
        standing == .ok || fleet.count(of: standing) > 0 || fleet.query.standing == standing
    }

    private func tile(_ standing: FleetQuery.Standing, into html: inout HTML) {
        let isCurrent = fleet.query.standing == standing
        let target = isCurrent ? FleetQuery() : .of(standing)
        html.element("li") { html in
            var attributes: [(key: StaticString, value: String)] = [
                ("class", "tile \(Tone(standing).rawValue)"), ("href", layout.path(to: target)),
            ]
            if isCurrent { attributes.append(("aria-current", "true")) }
            html.open("a", listed: attributes)
            let count = fleet.count(of: standing)
            html.element("b", Wording.count(count))
            html.write(" ")
            html.element("span", Wording.standing(standing, of: count))
            html.raw("</a>")
        }
    }

    private func outageCards(into html: inout HTML) {
        for incident in outages {
            html.element(
                "article",
                ["class": "card bad outage", "id": "outage-\(incident.id)"]
            ) { html in
                html.element("h2", incident.annotations["summary"] ?? incident.alertName)
                html.element("p", ["class": "quiet"]) { html in
                    html.write("\(incident.alertName) of \(incident.account), since ")
                    html.moment(incident.startsAt)
                    html.write(". ")
                    html.element("a", ["href": "\(layout.prefix)/incidents"], "Incidents")
                }
            }
        }
    }
}

extension Layout {
    /// Where the status page shows what a query asks for.
    func path(to query: FleetQuery) -> String { "\(prefix)/\(Locator.query(query.fields))" }
}

extension Tone {
    init(_ standing: FleetQuery.Standing) {
        switch standing {
        case .attention, .authFailing, .unreachable: self = .bad
        case .pending, .throttled, .degraded, .deadSpare: self = .warn
        case .ok: self = .good
        case .unknown, .trial: self = .idle
        }
    }
}
