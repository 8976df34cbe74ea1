import CogwatchCore
import Foundation

/// `/accounts/NAME`: one account, readable at 3 a.m.
struct AccountPage {
    let report: AccountReport
    let findings: [Finding]
    /// Newest first; nil where they cannot be read.
    let incidents: [Incident]?
    let silencing: Silencing
    let now: Date
    let layout: Layout

    /// The most incidents that are shown.
    static let incidentLimit = 100

    private var name: String { report.account.name }

    var html: HTML {
        layout.page(title: name) { html in
            html.element("h1", ["id": "headline"]) { html in
                html.write(name)
                html.write(" ")
                html.pill(Wording.state(report), Tone(report.state))
            }
            doors(into: &html)
            verdict(into: &html)
            html.element("h2", "The last 24 hours")
            timelines(into: &html)
            html.element("h2", "Newest probes")
            AccountTables(report: report, now: now).probes(into: &html)
            html.element("h2", "Keys")
            AccountTables(report: report, now: now).keys(into: &html)
            experiments(into: &html)
            html.element("h2", "Incidents")
            history(into: &html)
            html.element("h2", "Account")
            facts(into: &html)
            stanza(into: &html)
        }
    }

    private func doors(into html: inout HTML) {
        let matcher = "account=\(Labels.quoted(name))"
        html.element("p", ["class": "buttons"]) { html in
            html.element(
                "a",
                ["class": "button plain", "href": layout.pathToSilence([matcher])],
                "Silence this account"
            )
            html.element(
                "a",
                [
                    "class": "button plain",
                    "href": "\(layout.prefix)/probe"
                        + Locator.query([("account", name), ("debug", "true")]),
                ],
                "Probe it now"
            )
            html.element(
                "a",
                [
                    "class": "button plain",
                    "href": "\(layout.prefix)/api/v1/accounts/\(Locator.encoded(name))",
                ],
                "JSON"
            )
        }
    }

    private func verdict(into html: inout HTML) {
        guard report.needsAttention else { return well(into: &html) }
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

    private func well(into html: inout HTML) {
        guard let success = report.lastKnownSuccess else { return }
        html.element("p") { html in
            html.write("Last success ")
            html.ago(success, at: now)
            html.write(".")
        }
    }

    private func timelines(into html: inout HTML) {
        let known = report.timelines.values.compactMap(\.knownSince).min()
        if let known, known > Timeline.start(of: now) {
            html.element("p", ["class": "quiet"]) { html in
                html.write("Known since ")
                html.moment(known)
                html.write(", when the agent started or the account was added.")
            }
        }
        for operation in report.account.operations {
            TimelinePicture(
                operation: operation,
                timeline: report.timelines[operation] ?? Timeline(),
                now: now
            ).write(into: &html)
        }
        legend(into: &html)
    }

    private func legend(into html: inout HTML) {
        html.element("p", ["class": "legend quiet"]) { html in
            html.write("Above what probes of the key in use took, usually and at most; below how ")
            html.write("they ended: ")
            for kind in Timeline.Kind.allCases {
                html.element("span", ["class": "swatch \(kind.style)"], TimelinePicture.word(kind))
                html.write(" ")
            }
        }
    }

    private func experiments(into html: inout HTML) {
        guard !findings.isEmpty else { return }
        html.element("h2", "Experiments")
        ExperimentRows(findings: findings, layout: layout).write(into: &html)
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
                html.fact("Trial") { html in
                    html.write("\(Wording.trial(trial, at: now)), ")
                    html.moment(trial.expires)
                }
            }
            if let id = account.resourceID { html.fact("Resource") { $0.element("code", id) } }
            for (name, value) in account.labels.sorted(by: { $0.key < $1.key }) {
                html.fact(name, value)
            }
        }
    }

    private func stanza(into html: inout HTML) {
        html.element("details", ["id": "stanza"]) { html in
            html.element("summary", "Configuration in force")
            html.element("pre", ["tabindex": "0"]) { html in
                html.element("code", StanzaText.yaml(report.account))
            }
            html.element("p", ["class": "quiet"]) { html in
                html.write("With everything that goes without saying. ")
                html.element(
                    "a",
                    ["href": "\(layout.prefix)/api/v1/status/config"],
                    "The whole configuration"
                )
            }
        }
    }

    private func history(into html: inout HTML) {
        guard let incidents else {
            return html.element("p", ["class": "quiet"], "The incidents cannot be read now.")
        }
        guard !incidents.isEmpty else {
            return html.element("p", ["class": "quiet"], "None that is remembered.")
        }
        IncidentRows(showsAccount: false, silencing: silencing, now: now, layout: layout)
            .table(incidents, caption: "Incidents of \(name), the newest first", into: &html)
        guard incidents.count >= Self.incidentLimit else { return }
        html.element("p", ["class": "quiet"], "The newest \(Self.incidentLimit) are shown.")
    }
}
