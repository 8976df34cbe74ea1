import CogwatchCore
import Foundation

/// What an account was asked last, and with which keys.
struct AccountTables {
    let report: AccountReport
    let now: Date

    func probes(into html: inout HTML) {
        guard !report.results.isEmpty else {
            return html.element("p", ["class": "quiet"], "No probe has ended yet.")
        }
        html.element("table") { html in
            html.element(
                "caption",
                ["class": "unseen"],
                "The newest probe of each operation with each key"
            )
            html.columns(["Operation", "Key", "Outcome", "Seen", "Took", "When", "Host"])
            html.element("tbody") { html in
                for result in report.results { row(result, into: &html) }
            }
        }
    }

    private func row(_ result: ProbeResult, into html: inout HTML) {
        html.element("tr") { html in
            html.element("th", ["scope": "row"], result.operation.rawValue)
            html.cell("Key", result.key)
            html.cell("Outcome") { $0.pill(Wording.outcome(result.outcome), Tone(result.outcome)) }
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

    func keys(into html: inout HTML) {
        guard !report.keys.isEmpty else {
            return html.element("p", ["class": "quiet"], "No key is configured.")
        }
        html.element("table") { html in
            html.element(
                "caption",
                ["class": "unseen"],
                "The configured keys, the one in use first"
            )
            html.columns(["Key", "Fingerprint", "Issued", "Works"])
            html.element("tbody") { html in
                for (place, key) in report.keys.enumerated() {
                    html.element("tr") { html in
                        html.element(
                            "th",
                            ["scope": "row"],
                            place == 0 ? "\(key.name) (in use)" : key.name
                        )
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
}
