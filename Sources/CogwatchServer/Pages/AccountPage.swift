import CogwatchCore
import Foundation

/// `/accounts/NAME`: one account, readable at 3 a.m.
struct AccountPage {
    let report: AccountReport
    /// Newest first; nil where they cannot be read.
    let incidents: [Incident]?
    let silencing: Silencing
    let now: Date
    let layout: Layout

    var html: HTML {
        layout.page(title: report.account.name) { html in
            html.element("h1") { html in
                html.write(report.account.name)
                html.write(" ")
                html.pill(Wording.state(report), Tone(report.state))
            }
            verdict(into: &html)
            html.element("h2", "Probes")
            probes(into: &html)
            html.element("h2", "Keys")
            keys(into: &html)
            html.element("h2", "Account")
            facts(into: &html)
            html.element("h2", "Incidents")
            timeline(into: &html)
        }
    }

    private func verdict(into html: inout HTML) {
        guard report.needsAttention else { return }
        html.element("article", ["class": "card \(Tone(report.state).rawValue)"]) { html in
            if let diagnosis = report.diagnosis {
                VerdictView.headline(diagnosis, of: report, at: now, into: &html)
                VerdictView.nextSteps(diagnosis.nextSteps, into: &html)
                VerdictView.evidence(diagnosis.evidence, into: &html)
                VerdictView.candidates(diagnosis, into: &html)
            }
            VerdictView.spares(of: report, into: &html)
        }
    }

    private func probes(into html: inout HTML) {
        guard !report.results.isEmpty else {
            return html.element("p", ["class": "quiet"], "No probe has ended yet.")
        }
        html.element("table") { html in
            html.columns(["Operation", "Key", "Outcome", "Seen", "Took", "When", "Host"])
            html.element("tbody") { html in
                for result in report.results { row(result, into: &html) }
            }
        }
    }

    private func row(_ result: ProbeResult, into html: inout HTML) {
        html.element("tr") { html in
            html.cell("Operation", result.operation.rawValue)
            html.cell("Key", result.key)
            html.cell("Outcome") { html in
                html.pill(
                    result.outcome.rawValue.replacing("_", with: " "),
                    Tone(result.outcome)
                )
            }
            html.cell("Seen", result.summary)
            html.cell("Took") { html in
                html.element(
                    "span",
                    ["title": phases(of: result)],
                    Wording.milliseconds(result.timing.total)
                )
            }
            html.cell("When") { $0.ago(result.at, at: now) }
            html.cell("Host") { $0.element("code", result.host) }
        }
    }

    private func phases(of result: ProbeResult) -> String {
        Phase.allCases.compactMap { phase in
            result.timing.phases[phase].map { "\(phase.rawValue) \(Wording.milliseconds($0))" }
        }.joined(separator: ", ")
    }

    private func keys(into html: inout HTML) {
        guard !report.keys.isEmpty else {
            return html.element("p", ["class": "quiet"], "No key is configured.")
        }
        html.element("table") { html in
            html.columns(["Key", "Fingerprint", "Issued", "Works"])
            html.element("tbody") { html in
                for (place, key) in report.keys.enumerated() {
                    html.element("tr") { html in
                        html.cell("Key", place == 0 ? "\(key.name) (in use)" : key.name)
                        html.cell("Fingerprint") { html in
                            html.element("code", key.fingerprint ?? "no key")
                        }
                        html.cell("Issued", key.issued.map(Wording.month) ?? "–")
                        html.cell("Works") { validity(of: key, into: &$0) }
                    }
                }
            }
        }
    }

    private func validity(of key: AccountReport.Key, into html: inout HTML) {
        guard let isValid = key.isValid else { return html.pill("not tried", .idle) }
        html.pill(isValid ? "yes" : "refused", isValid ? .good : .bad)
    }

    private func facts(into html: inout HTML) {
        let account = report.account
        html.element("dl") { html in
            html.fact("Kind", account.kind.rawValue)
            html.fact("Region", account.region)
            html.fact("Cloud", account.cloud.rawValue)
            html.fact("Hosts") { html in
                for host in report.hosts { html.element("code", host) }
            }
            for operation in account.operations {
                html.fact("Last \(operation.rawValue) success") { html in
                    guard let date = report.lastSuccess[operation] else {
                        return html.write("never")
                    }
                    html.ago(date, at: now)
                }
            }
            if let trial = account.trial {
                html.fact(
                    "Trial",
                    "\(Wording.trial(trial, at: now)), \(Wording.moment(trial.expires))"
                )
            }
            if let id = account.resourceID { html.fact("Resource") { $0.element("code", id) } }
            for (name, value) in account.labels.sorted(by: { $0.key < $1.key }) {
                html.fact(name, value)
            }
        }
    }

    private func timeline(into html: inout HTML) {
        guard let incidents else {
            return html.element("p", ["class": "quiet"], "The incidents cannot be read now.")
        }
        guard !incidents.isEmpty else {
            return html.element("p", ["class": "quiet"], "None that is remembered.")
        }
        IncidentRows(showsAccount: false, silencing: silencing, now: now, layout: layout)
            .table(incidents, into: &html)
    }
}
