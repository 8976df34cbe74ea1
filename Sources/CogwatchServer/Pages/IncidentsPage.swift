import CogwatchCore
import Foundation

/// `/incidents`: what fires, what is being confirmed, what is over.
struct IncidentsPage {
    let query: IncidentsQuery
    /// Newest first; nil where they cannot be read.
    let firing: Listed?
    /// Newest first; nil where they cannot be read.
    let resolved: Listed?
    /// The accounts whose failure is being confirmed.
    let pending: [String]
    let silencing: Silencing
    let now: Date
    let layout: Layout

    /// A page's incidents of a state.
    struct Listed {
        let incidents: [Incident]
        /// Whether there are older ones.
        let hasMore: Bool
        /// How many there are at least, where somebody counted.
        var count: Int?
    }

    /// The most rows of a section.
    static let pageLength = 100
    /// The most incidents that fire that anybody counts.
    static let countLimit = 1_000
    private static let nameLimit = 50

    var html: HTML {
        layout.page(title: title, current: "/incidents") { html in
            html.element("h1", ["id": "headline"], heading)
            html.problems(query.problems)
            if firing == nil, resolved == nil {
                html.element("p", ["class": "problem"], "The incidents cannot be read now.")
            }
            section(.firing, firing, into: &html)
            if query.state == nil { confirming(into: &html) }
            section(.resolved, resolved, into: &html)
            if isEmpty {
                html.element("p", ["class": "empty"], "Nothing is remembered here.")
            }
        }
    }

    private var isEmpty: Bool {
        let shown = (firing?.incidents ?? []) + (resolved?.incidents ?? [])
        return shown.isEmpty && pending.isEmpty && (firing ?? resolved) != nil
    }

    private var firingCount: Int { firing?.count ?? firing?.incidents.count ?? 0 }

    private var title: String {
        firingCount == 0 || query.state == .resolved
            ? "Incidents" : "(\(Wording.count(firingCount))) Incidents"
    }

    private var heading: String {
        switch query.state {
        case .firing: return "Incidents that fire"
        case .resolved: return "Incidents that are over"
        case nil: break
        }
        let orMore = firingCount >= Self.countLimit ? " or more" : ""
        switch firingCount {
        case 0: return "No incident is firing"
        case 1: return "1 incident is firing"
        default: return "\(Wording.count(firingCount))\(orMore) incidents are firing"
        }
    }

    private func section(_ state: IncidentState, _ listed: Listed?, into html: inout HTML) {
        guard let listed, !listed.incidents.isEmpty || query.page > 1 else { return }
        html.element("h2", state == .firing ? "Firing" : "Resolved")
        if listed.incidents.isEmpty {
            html.element("p", ["class": "empty"], "There is no page \(query.page) of these.")
        } else {
            IncidentRows(showsAccount: true, silencing: silencing, now: now, layout: layout)
                .table(
                    listed.incidents,
                    caption: "Incidents that are \(state.rawValue), the newest first",
                    into: &html
                )
        }
        pager(state, listed, into: &html)
    }

    private func pager(_ state: IncidentState, _ listed: Listed, into html: inout HTML) {
        guard listed.hasMore || query.page > 1 else { return }
        html.element(
            "nav",
            ["class": "pager", "aria-label": "Pages of what is \(state.rawValue)"]
        ) { html in
            html.element("span", "Page \(Wording.count(query.page))")
            if query.page > 1 { step("Newer", "prev", query.page - 1, state, into: &html) }
            if listed.hasMore { step("Older", "next", query.page + 1, state, into: &html) }
        }
    }

    private func step(
        _ name: String,
        _ relation: String,
        _ page: Int,
        _ state: IncidentState,
        into html: inout HTML
    ) {
        let fields = [("state", state.rawValue)] + (page > 1 ? [("page", "\(page)")] : [])
        let path = "\(layout.prefix)/incidents\(Locator.query(fields))"
        html.element("a", ["class": "button plain", "rel": relation, "href": path], name)
    }

    private func confirming(into html: inout HTML) {
        guard !pending.isEmpty else { return }
        html.element("h2", "Being confirmed")
        html.element("ul", ["class": "plain"]) { html in
            for name in pending.prefix(Self.nameLimit) {
                html.element("li") { html in
                    layout.link(to: name, into: &html)
                    html.pill(Wording.state(.pending), .warn)
                }
            }
        }
        guard pending.count > Self.nameLimit else { return }
        html.element("p", ["class": "more"]) { html in
            let path = layout.path(to: .of(.pending))
            html.element("a", ["href": path], "All \(Wording.count(pending.count))")
        }
    }
}

/// What the address of the incidents page asks for.
struct IncidentsQuery {
    /// Nil for the newest of all.
    private(set) var state: IncidentState?
    /// From 1.
    private(set) var page = 1
    private(set) var problems: [String] = []

    /// Older ones are for the API, and no page needs so many to be skipped.
    private static let lastPage = 1_000

    init(_ parameters: [String: [String]]) {
        if let text = parameters["state"]?.first(where: { !$0.isEmpty }) {
            state = IncidentState(rawValue: text)
            if state == nil {
                let shown = Labels.quoted(String(text.prefix(80)))
                let known = IncidentState.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append("The filter state is \(shown); it is one of \(known).")
            }
        }
        if let text = parameters["page"]?.first(where: { !$0.isEmpty }) {
            let number = Int(text) ?? 0
            if (1...Self.lastPage).contains(number), state != nil || number == 1 {
                page = number
            } else {
                let shown = Labels.quoted(String(text.prefix(80)))
                problems.append(
                    "The page is \(shown); write a number from 1 to "
                        + "\(Wording.count(Self.lastPage)), and a state, firing or resolved."
                )
            }
        }
    }
}
