import CogwatchCore
import Foundation

/// The accounts that a query finds, a hundred at a time, with the form that asks.
struct FleetTable {
    let fleet: Fleet
    let now: Date
    let layout: Layout

    private var query: FleetQuery { fleet.query }

    func write(into html: inout HTML) {
        html.element("section", ["aria-labelledby": "accounts"]) { html in
            html.element("h2", ["id": "accounts"], heading)
            FilterForm(fleet: fleet, layout: layout).write(into: &html)
            guard !fleet.found.isEmpty else { return nothing(into: &html) }
            table(into: &html)
            pager(into: &html)
        }
    }

    private var heading: String {
        let (found, all) = (fleet.found.count, fleet.all.count)
        guard query.isFilter else { return "All \(Wording.count(all, "account"))" }
        return "\(Wording.count(found)) of \(Wording.count(all, "account"))"
    }

    private func nothing(into html: inout HTML) {
        html.element("p", ["class": "empty"]) { html in
            html.write("No account fits all of these filters. ")
            if let region = query.region, !fleet.regions.contains(region) {
                let near = Spelling.closest(to: region, among: fleet.regions)
                html.write("No account is in the region \(Labels.quoted(region)).")
                if let near {
                    html.write(" Did you mean ")
                    let there = query.with { $0.region = near }
                    html.element("a", ["href": layout.path(to: there)], near)
                    html.write("?")
                }
                html.write(" ")
            }
            html.element("a", ["href": "\(layout.prefix)/"], "Show all accounts")
        }
    }

    private func table(into html: inout HTML) {
        html.element("table", ["class": "fleet"]) { html in
            html.element("caption", ["class": "unseen"], "Accounts, one a row")
            html.element("thead") { html in
                html.element("tr") { html in
                    column("Account", .name, into: &html)
                    column("State", .urgency, into: &html)
                    column("Where", .region, into: &html)
                    column("Probes", .latency, into: &html)
                    column("Last success", .success, into: &html)
                    html.element("th", ["scope": "col"], "Keys")
                    column("Trial", .trial, into: &html)
                }
            }
            html.element("tbody") { html in
                for place in fleet.window { row(fleet.found[place].report, into: &html) }
            }
        }
    }

    private func column(_ name: String, _ order: FleetQuery.Order, into html: inout HTML) {
        let isCurrent = query.order == order
        var attributes: [(key: StaticString, value: String)] = [("scope", "col")]
        if isCurrent {
            attributes.append(("aria-sort", query.isReversed ? "descending" : "ascending"))
        }
        let next = query.with {
            $0.order = order
            $0.isReversed = isCurrent && !query.isReversed
        }
        html.open("th", listed: attributes)
        html.element("a", ["href": layout.path(to: next) + "#accounts"], name)
        html.raw("</th>")
    }

    private func row(_ report: AccountReport, into html: inout HTML) {
        let account = report.account
        html.element("tr", ["id": "account-\(account.name)"]) { html in
            html.element("th", ["scope": "row"]) { html in
                layout.link(to: account.name, into: &html)
                labels(of: account, into: &html)
            }
            html.cell("State") { html in
                html.pill(Wording.state(report), Tone(report.state))
                if let cause = report.diagnosis?.cause { html.element("code", cause.rawValue) }
            }
            html.cell("Where", "\(account.region) · \(account.cloud.rawValue)")
            html.cell("Probes") { probes(of: report, into: &$0) }
            html.cell("Last success") { html in
                guard let success = report.lastKnownSuccess else { return html.write("never") }
                html.ago(success, at: now)
            }
            html.cell("Keys") { keys(of: report, into: &$0) }
            html.cell("Trial", account.trial.map { Wording.trial($0, at: now) } ?? "–")
        }
    }

    private func labels(of account: Account, into html: inout HTML) {
        guard !account.labels.isEmpty else { return }
        html.element("span", ["class": "labels"]) { html in
            for (name, value) in account.labels.sorted(by: { $0.key < $1.key }) {
                let text = "\(name)=\(value)"
                let query = FleetQuery().with { $0.label = FleetQuery.Label(text) }
                html.element("a", ["href": layout.path(to: query)], text)
            }
        }
    }

    private func probes(of report: AccountReport, into html: inout HTML) {
        guard !report.results.isEmpty else { return html.write("–") }
        for operation in report.account.operations {
            guard let result = report.result(of: operation) else { continue }
            let tone = Tone(result.outcome)
            html.element(
                "span",
                ["class": "probe \(tone.rawValue)", "title": result.summary]
            ) { html in
                html.element("span", operation.rawValue)
                html.write(" \(Wording.milliseconds(result.timing.total))")
                if tone != .good {
                    html.element("span", ["class": "unseen"], Wording.outcome(result.outcome))
                }
            }
        }
    }

    private func keys(of report: AccountReport, into html: inout HTML) {
        let tried = report.keys.filter { $0.isValid != nil }
        guard !tried.isEmpty else { return html.write("–") }
        let working = tried.count { $0.isValid == true }
        let words = "\(working) of \(report.keys.count) work"
        guard working < tried.count else { return html.write(words) }
        html.element("span", ["class": "spare"], words)
    }

    private func pager(into html: inout HTML) {
        html.element("nav", ["class": "pager", "aria-label": "Pages"]) { html in
            let (first, last) = (fleet.window.lowerBound + 1, fleet.window.upperBound)
            html.element("span") { html in
                html.write(
                    "\(Wording.count(first))–\(Wording.count(last)) of "
                        + Wording.count(fleet.found.count)
                )
                if query.page > fleet.pageCount {
                    html.write(", the last page: there is no page \(query.page)")
                }
            }
            if fleet.page > 1 { step("Previous", "prev", fleet.page - 1, into: &html) }
            if fleet.page < fleet.pageCount { step("Next", "next", fleet.page + 1, into: &html) }
        }
    }

    private func step(_ name: String, _ relation: String, _ page: Int, into html: inout HTML) {
        let path = layout.path(to: query.with { $0.page = page }) + "#accounts"
        html.element("a", ["class": "button plain", "rel": relation, "href": path], name)
    }
}
