import CogwatchCore
import Foundation

/// The same hours as the picture shows, for who cannot see it or wants numbers.
struct TimelineTable {
    let operation: CogwatchCore.Operation
    let quarters: [Timeline.Quarter]

    func write(into html: inout HTML) {
        html.element("details", ["id": "numbers-\(operation.rawValue)"]) { html in
            html.element("summary", "As a table, by the hour")
            html.element("table") { html in
                html.element(
                    "caption",
                    ["class": "unseen"],
                    "Probes of \(operation.rawValue) in the last 24 hours, the newest first"
                )
                html.columns(
                    ["Hour from"] + Timeline.Kind.allCases.map(Self.heading) + ["Usual", "Longest"]
                )
                html.element("tbody") { html in
                    for hour in hours { row(hour, into: &html) }
                }
            }
        }
    }

    private var hours: [(start: Date, quarters: [Timeline.Quarter])] {
        Dictionary(grouping: quarters) { quarter in
            (quarter.start.timeIntervalSince1970 / 3_600).rounded(.down) * 3_600
        }
        .map { (Date(timeIntervalSince1970: $0), $1) }
        .sorted { $0.start > $1.start }
    }

    private static func heading(_ kind: Timeline.Kind) -> String {
        switch kind {
        case .success: "OK"
        case .refused: "Refused"
        case .throttled: "Throttled"
        case .failed: "No good answer"
        }
    }

    private func row(
        _ hour: (start: Date, quarters: [Timeline.Quarter]),
        into html: inout HTML
    ) {
        html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.moment(hour.start) }
            for kind in Timeline.Kind.allCases {
                let count = hour.quarters.reduce(0) { $0 + $1[kind] }
                html.cell(Self.heading(kind), count == 0 ? "–" : Wording.count(count))
            }
            let usual = hour.quarters.compactMap(\.usual).sorted()
            let middle = usual.dropFirst(usual.count / 2).first
            html.cell("Usual", middle.map(Wording.milliseconds) ?? "–")
            let longest = hour.quarters.compactMap(\.longest).max()
            html.cell("Longest", longest.map(Wording.milliseconds) ?? "–")
        }
    }
}
