import CogwatchCore

/// What was tried to tell one cause from another, and what came back.
struct ExperimentRows {
    let findings: [Finding]
    let layout: Layout

    func write(into html: inout HTML) {
        html.element("table") { html in
            html.element("caption", ["class": "unseen"], "Experiments, in their order")
            html.columns(["Experiment", "Asked", "Answered", "Outcome"])
            html.element("tbody") { html in
                for finding in findings { row(finding, into: &html) }
            }
        }
    }

    private func row(_ finding: Finding, into html: inout HTML) {
        html.element("tr") { html in
            html.element("th", ["scope": "row"]) { html in
                html.write(Self.title(finding.experiment))
                html.element("span", ["class": "labels"], finding.subject)
            }
            html.cell("Asked") { html in
                html.element("span") { html in
                    html.write(
                        finding.operation.map { "\($0.rawValue) at " } ?? "name servers, for "
                    )
                    html.element("code", finding.host)
                    html.write(" at ")
                    html.moment(finding.at)
                }
            }
            html.cell("Answered", finding.summary)
            html.cell("Outcome") { html in
                html.pill(Self.word(finding.outcome), Self.tone(finding.outcome))
            }
        }
    }

    private static func title(_ experiment: Experiment) -> String {
        switch experiment {
        case .otherKey: "Another key of the account"
        case .bearer: "A token that the key has bought"
        case .otherRegion: "The same key in another region"
        case .otherService: "The same key at another service"
        case .bogusKey: "A made-up key, for comparison"
        case .otherCloud: "The same key in another cloud"
        case .domainName: "The name of the custom domain"
        case .domainRedirect: "The custom domain's own word"
        }
    }

    private static func word(_ outcome: Finding.Outcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .recognised: "known there"
        case .refused: "refused"
        case .told: "told"
        case .notFound: "no such name"
        case .noAnswer: "no answer"
        case .inconclusive: "open"
        }
    }

    private static func tone(_ outcome: Finding.Outcome) -> Tone {
        switch outcome {
        case .accepted, .told: .good
        case .recognised: .warn
        case .refused, .notFound: .bad
        case .noAnswer, .inconclusive: .idle
        }
    }
}
