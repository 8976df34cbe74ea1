import CogwatchCore
import Foundation

/// The parts of a verdict as pages show them.
enum VerdictView {
    /// Cause, confidence, since when, and when it last worked.
    static func headline(
        _ diagnosis: Diagnosis,
        of report: AccountReport,
        at now: Date,
        into html: inout HTML
    ) {
        html.element("h2", ["class": "cause"]) { html in
            html.write(Wording.title(diagnosis.cause))
            html.write(" ")
            html.element("span", ["class": "confidence"], diagnosis.confidence.rawValue)
            html.element("code", diagnosis.cause.rawValue)
        }
        html.element("p", diagnosis.cause.meaning)
        html.element("p", ["class": "quiet"]) { html in
            if let since = report.verdict?.failingSince {
                html.write("Failing for \(Wording.span(now.timeIntervalSince(since))), since ")
                html.moment(since)
                html.write(". ")
            }
            guard let success = report.lastKnownSuccess else {
                return html.write("It never worked here.")
            }
            html.write("Last success ")
            html.ago(success, at: now)
            html.write(".")
        }
    }

    /// What else it may be.
    static func candidates(_ diagnosis: Diagnosis, into html: inout HTML) {
        let others = diagnosis.candidates.filter { $0.cause != diagnosis.cause }
        guard !others.isEmpty else { return }
        html.element("p", ["class": "quiet"]) { html in
            html.write("Or else: ")
            let words = others.map { "\(Wording.title($0.cause)) (\($0.confidence.rawValue))" }
            html.write(words.joined(separator: ", ") + ".")
        }
    }

    static func evidence(_ evidence: [Evidence], into html: inout HTML) {
        guard !evidence.isEmpty else { return }
        html.element("h3", "Evidence")
        html.element("ul") { html in
            for piece in evidence { html.element("li", piece.text) }
        }
    }

    static func nextSteps(_ steps: [String], into html: inout HTML) {
        guard !steps.isEmpty else { return }
        html.element("h3", "What to do")
        html.element("ol", ["class": "steps"]) { html in
            for step in steps { html.element("li") { $0.prose(step) } }
        }
    }

    /// The spares that would not help when they are needed.
    static func spares(of report: AccountReport, into html: inout HTML) {
        let refused = report.verdict?.refusedSpares ?? [:]
        for (name, diagnosis) in refused.sorted(by: { $0.key < $1.key }) {
            html.element("p", ["class": "spare"]) { html in
                html.write("The spare ")
                html.element("b", name)
                html.write(" is refused: \(Wording.title(diagnosis.cause)) ")
                html.element("span", ["class": "confidence"], diagnosis.confidence.rawValue)
            }
        }
    }
}
