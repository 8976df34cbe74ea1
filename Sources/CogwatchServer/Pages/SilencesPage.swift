import CogwatchCore
import Foundation

/// `/silences`: what is silenced now, what will be, what was.
struct SilencesPage {
    /// Nil where they cannot be read.
    let silences: [Silence]?
    let firing: [Incident]
    let now: Date
    let layout: Layout

    /// More rows than this no person reads, and no phone shows.
    private static let rowLimit = 200

    var html: HTML {
        // No refresh: it would take the focus from whoever goes through the buttons by keyboard.
        layout.page(title: "Silences", current: "/silences", refreshes: false) { html in
            let ordered = Silence.ordered(silences ?? [], at: now)
            html.element("h1", heading(ordered.filter { $0.state(at: now) == .active }.count))
            if silences == nil {
                html.element("p", ["class": "problem"], "The silences cannot be read now.")
            }
            html.element("p") { html in
                html.element(
                    "a",
                    ["class": "button", "href": "\(layout.prefix)/silences/new"],
                    "New silence"
                )
            }
            for state in Silence.State.allCases {
                section(state, ordered.filter { $0.state(at: now) == state }, into: &html)
            }
        }
    }

    private func heading(_ active: Int) -> String {
        switch active {
        case 0: "No silence is active"
        case 1: "1 silence is active"
        default: "\(active) silences are active"
        }
    }

    private func section(
        _ state: Silence.State,
        _ silences: [Silence],
        into html: inout HTML
    ) {
        guard !silences.isEmpty else { return }
        html.element("h2", state.rawValue.capitalized)
        html.element("table") { html in
            html.element("caption", ["class": "unseen"], "Silences that are \(state.rawValue)")
            html.columns(
                ["What", "Why", "Who", when(state)] + (state == .expired ? [] : ["Firing", "End"])
            )
            html.element("tbody") { html in
                for silence in silences.prefix(Self.rowLimit) {
                    html.element("tr", ["id": silence.id]) { row(silence, state, into: &$0) }
                }
            }
        }
        guard silences.count > Self.rowLimit else { return }
        html.element(
            "p",
            ["class": "quiet"],
            "\(silences.count - Self.rowLimit) more are not shown here; the API has them."
        )
    }

    private func when(_ state: Silence.State) -> String {
        switch state {
        case .active: "Ends"
        case .pending: "Begins"
        case .expired: "Ended"
        }
    }

    private func row(_ silence: Silence, _ state: Silence.State, into html: inout HTML) {
        html.cell("What") { html in
            html.element("span", ["class": "matchers"]) { html in
                for matcher in silence.matchers { html.element("code", matcher.description) }
            }
        }
        html.cell("Why") { $0.element("span", ["class": "words"], silence.comment) }
        html.cell("Who", silence.createdBy)
        html.cell(when(state)) { moment(of: silence, state, into: &$0) }
        guard state != .expired else { return }
        html.cell("Firing", "\(firing.count { silence.covers($0.labels) })")
        html.cell("End") { button(silence, into: &$0) }
    }

    private func moment(of silence: Silence, _ state: Silence.State, into html: inout HTML) {
        switch state {
        case .active: html.soon(silence.endsAt, at: now)
        case .pending:
            html.element("span") { html in
                html.soon(silence.startsAt, at: now)
                let length = silence.endsAt.timeIntervalSince(silence.startsAt)
                html.write(", for \(Wording.span(length))")
            }
        case .expired: html.ago(silence.endsAt, at: now)
        }
    }

    private func button(_ silence: Silence, into html: inout HTML) {
        let action = "\(layout.prefix)/silences/\(silence.id)/expire"
        let name = silence.matchers.map(\.description).joined(separator: ", ")
        html.element("form", ["method": "post", "action": action]) { html in
            html.element(
                "button",
                [
                    "type": "submit", "class": "plain",
                    "aria-label": "Expire the silence of \(name)",
                ],
                "Expire"
            )
        }
    }
}

extension HTML {
    /// `in 12 min`, with the moment itself for who asks.
    fileprivate mutating func soon(_ date: Date, at now: Date) {
        element(
            "time",
            ["datetime": Timestamp.text(date), "title": Wording.moment(date)],
            "in \(Wording.span(date.timeIntervalSince(now)))"
        )
    }
}
