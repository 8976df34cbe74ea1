import CogwatchCore
import Foundation

/// `/silences/new`: what to silence, for how long, who and why.
struct SilenceFormPage {
    let form: SilenceForm
    /// What is wrong with what was sent.
    let problem: String?
    /// What fires now and would be silenced.
    let concerned: [Incident]
    let layout: Layout

    /// More names than this nobody reads.
    private static let nameLimit = 20

    var html: HTML {
        layout.page(title: "New silence", current: "/silences", refreshes: false) { html in
            html.element("h1", "New silence")
            if let problem {
                html.element("p", ["class": "problem", "role": "alert"], problem)
            }
            html.element(
                "form",
                ["method": "post", "action": "\(layout.prefix)/silences/new", "class": "card idle"]
            ) { html in
                fields(into: &html)
                html.element("p", ["class": "buttons"]) { html in
                    html.element("button", ["type": "submit"], "Silence")
                    html.element(
                        "button",
                        [
                            "type": "submit", "class": "plain", "formmethod": "get",
                            "formnovalidate": "",
                        ],
                        "Preview"
                    )
                }
            }
            preview(into: &html)
        }
    }

    private func fields(into html: inout HTML) {
        label("matchers", "What", into: &html)
        let lines = form.matchers.split(separator: "\n", omittingEmptySubsequences: false).count
        html.element(
            "textarea",
            [
                "id": "matchers", "name": "matchers", "required": "", "spellcheck": "false",
                "rows": "\(min(max(lines + 1, 3), 12))", "class": "code",
                "aria-describedby": "matchers-hint",
            ],
            form.matchers
        )
        hint(
            "matchers-hint",
            "One matcher a line, all must match: account=\"tts-1\", cause!=\"timeout\", "
                + "azure_region=~\"japan.*\", team!~\"a|b\".",
            into: &html
        )
        label("duration", "For how long", into: &html)
        html.open(
            "input",
            [
                "id": "duration", "name": "duration", "required": "", "value": form.duration,
                "autocomplete": "off", "list": "durations", "aria-describedby": "duration-hint",
            ]
        )
        html.element("datalist", ["id": "durations"]) { html in
            for text in ["30m", "1h", "2h", "8h", "1d", "1w"] {
                html.open("option", ["value": text])
            }
        }
        hint("duration-hint", "From now on, such as 30m, 2h or 1d12h.", into: &html)
        label("author", "Who", into: &html)
        html.open(
            "input",
            [
                "id": "author", "name": "author", "required": "", "value": form.author,
                "autocomplete": "username", "maxlength": "\(SilenceDraft.Limit.author)",
            ]
        )
        label("comment", "Why", into: &html)
        html.element(
            "textarea",
            [
                "id": "comment", "name": "comment", "required": "", "rows": "2",
                "maxlength": "\(SilenceDraft.Limit.comment)",
            ],
            form.comment
        )
    }

    private func label(_ field: String, _ words: String, into html: inout HTML) {
        html.element("label", ["for": field], words)
    }

    private func hint(_ id: String, _ words: String, into html: inout HTML) {
        html.element("p", ["id": id, "class": "quiet"], words)
    }

    private func preview(into html: inout HTML) {
        guard !form.matchers.isEmpty, form.matcherProblem == nil else { return }
        html.element("h2", heading)
        guard !concerned.isEmpty else { return }
        html.element("ul") { html in
            for incident in concerned.prefix(Self.nameLimit) {
                html.element("li") { html in
                    html.write("\(incident.alertName) of ")
                    layout.link(to: incident, into: &html)
                }
            }
        }
        guard concerned.count > Self.nameLimit else { return }
        html.element("p", ["class": "quiet"], "and \(concerned.count - Self.nameLimit) more")
    }

    private var heading: String {
        switch concerned.count {
        case 0: "No firing incident matches now"
        case 1: "1 firing incident matches"
        default: "\(concerned.count) firing incidents match"
        }
    }
}
