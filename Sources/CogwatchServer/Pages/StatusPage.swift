import CogwatchCore
import Foundation

/// `/`: what burns, then everything else.
struct StatusPage {
    let reports: [AccountReport]
    let startedAt: Date
    let now: Date
    let layout: Layout

    /// More rows than this no person reads, and no phone shows.
    private static let rowLimit = 500

    var html: HTML {
        let sorted = reports.enumerated()
            .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element)
        let troubled = sorted.filter(\.needsAttention)
        return layout.page(title: title(troubled.count), current: "/") { html in
            html.element("h1", heading(troubled.count))
            counts(into: &html)
            for report in troubled.prefix(Self.rowLimit) { card(report, into: &html) }
            if !sorted.isEmpty { table(sorted, into: &html) }
            html.element("p", ["class": "quiet"]) { html in
                html.write("Running for \(Wording.span(now.timeIntervalSince(startedAt))).")
            }
        }
    }

    private func title(_ troubled: Int) -> String {
        troubled == 0 ? "Status" : "(\(troubled)) Status"
    }

    private func heading(_ troubled: Int) -> String {
        let all = reports.count == 1 ? "1 account" : "\(reports.count) accounts"
        if reports.isEmpty { return "No accounts are configured" }
        guard troubled == 0 else {
            return "\(troubled) of \(all) need\(troubled == 1 ? "s" : "") attention"
        }
        let silent = reports.filter { $0.verdict == nil }.count
        return silent == 0 ? "All is well with \(all)" : "Watching \(all), \(silent) not probed yet"
    }

    private func counts(into html: inout HTML) {
        var counted: [String: (count: Int, tone: Tone, rank: Int)] = [:]
        for report in reports {
            let words = Wording.state(report)
            let known = counted[words]?.count ?? 0
            counted[words] = (known + 1, Tone(report.state), report.rank)
        }
        html.element("ul", ["class": "counts"]) { html in
            for (words, entry) in counted.sorted(by: { $0.value.rank < $1.value.rank }) {
                html.element("li", ["class": entry.tone.rawValue]) { html in
                    html.element("b", "\(entry.count)")
                    html.write(" \(words)")
                }
            }
        }
    }

    private func card(_ report: AccountReport, into html: inout HTML) {
        html.element("article", ["class": "card \(Tone(report.state).rawValue)"]) { html in
            html.element("h2") { html in
                layout.link(to: report.account.name, into: &html)
                html.pill(Wording.state(report), Tone(report.state))
            }
            if let diagnosis = report.diagnosis {
                VerdictView.headline(diagnosis, of: report, at: now, into: &html)
                if let step = diagnosis.nextSteps.first {
                    html.element("p", ["class": "step"]) { html in
                        html.element("b", "Do next: ")
                        html.write(step)
                    }
                }
            }
            VerdictView.spares(of: report, into: &html)
        }
    }

    private func table(_ sorted: [AccountReport], into html: inout HTML) {
        html.element("h2", "All accounts")
        html.element("table") { html in
            html.columns(["Account", "State", "Where", "Probes", "Last success", "Keys", "Trial"])
            html.element("tbody") { html in
                for report in sorted.prefix(Self.rowLimit) { row(report, into: &html) }
            }
        }
        guard sorted.count > Self.rowLimit else { return }
        html.element(
            "p",
            ["class": "quiet"],
            "\(sorted.count - Self.rowLimit) more accounts are not shown here; the API has them."
        )
    }

    private func row(_ report: AccountReport, into html: inout HTML) {
        let account = report.account
        html.element("tr") { html in
            html.cell("Account") { layout.link(to: account.name, into: &$0) }
            html.cell("State") { $0.pill(Wording.state(report), Tone(report.state)) }
            html.cell("Where", "\(account.region) · \(account.cloud.rawValue)")
            html.cell("Probes") { probes(of: report, into: &$0) }
            html.cell("Last success") { html in
                guard let success = report.lastKnownSuccess else { return html.write("never") }
                html.ago(success, at: now)
            }
            html.cell("Keys", keys(of: report))
            html.cell("Trial", account.trial.map { Wording.trial($0, at: now) } ?? "–")
        }
    }

    private func probes(of report: AccountReport, into html: inout HTML) {
        guard !report.results.isEmpty else { return html.write("–") }
        for operation in report.account.operations {
            guard let result = report.result(of: operation) else { continue }
            html.element("span", ["class": "probe \(Tone(result.outcome).rawValue)"]) { html in
                html.element("span", operation.rawValue)
                html.write(" \(Wording.milliseconds(result.timing.total))")
            }
        }
    }

    private func keys(of report: AccountReport) -> String {
        let tried = report.keys.filter { $0.isValid != nil }
        guard !tried.isEmpty else { return "–" }
        return "\(tried.filter { $0.isValid == true }.count) of \(report.keys.count) work"
    }
}
