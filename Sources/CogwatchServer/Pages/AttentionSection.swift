import CogwatchCore
import Foundation

/// What needs a human: a card for each cause, then trials and spare keys.
///
/// However many accounts an outage takes down, it is one card.
struct AttentionSection {
    let fleet: Fleet
    let now: Date
    let layout: Layout

    /// The accounts that a card names.
    private static let nameLimit = 5
    private static let regionLimit = 8
    private static let rowLimit = 8
    /// Trials that end later than this burn nobody.
    private static let trialDays = 30.0

    func cards(into html: inout HTML) {
        for failure in failures { card(failure, into: &html) }
    }

    func panels(into html: inout HTML) {
        let trials = trials
        guard !trials.isEmpty || !fleet.deadSpares.isEmpty else { return }
        html.element("div", ["class": "panels"]) { html in
            spares(into: &html)
            panel(of: trials, into: &html)
        }
    }

    /// All accounts that fail for one cause.
    private struct Failure {
        let cause: Cause
        /// The longest failing first.
        let accounts: [(glance: AccountGlance, since: Date)]
        let state: AccountState
        let rank: Int

        init(_ cause: Cause, _ glances: [AccountGlance], at now: Date) {
            self.cause = cause
            let since = glances.map { ($0, $0.verdict?.failingSince ?? now) }
            accounts = since.sorted { ($0.1, $0.0.name) < ($1.1, $1.0.name) }
            let worst = glances.min { $0.rank < $1.rank }
            state = worst?.state ?? .unknown
            rank = worst?.rank ?? 0
        }

        func comes(before other: Failure) -> Bool {
            (rank, -accounts.count, cause.rawValue)
                < (other.rank, -other.accounts.count, other.cause.rawValue)
        }
    }

    private var failures: [Failure] {
        var causes: [Cause: [AccountGlance]] = [:]
        for glance in fleet.troubled {
            if let cause = glance.cause { causes[cause, default: []].append(glance) }
        }
        return causes.map { Failure($0, $1, at: now) }.sorted { $0.comes(before: $1) }
    }

    private func card(_ failure: Failure, into html: inout HTML) {
        let tone = Tone(failure.state)
        let id = "cause-\(failure.cause.rawValue)"
        html.element("article", ["class": "card \(tone.rawValue)", "id": id]) { html in
            html.element("h2") { html in
                html.write(Wording.title(failure.cause))
                html.pill(Wording.state(failure.state), tone)
                if failure.accounts.count > 1 {
                    html.element(
                        "span",
                        ["class": "number"],
                        Wording.count(failure.accounts.count, "account")
                    )
                }
            }
            html.element("p") { html in
                html.write(failure.cause.meaning)
                html.write(" ")
                html.element("code", failure.cause.rawValue)
            }
            let shown = failure.accounts.prefix(Self.nameLimit).map(\.glance.report)
            html.element("ul", ["class": "accounts"]) { html in
                for report in shown {
                    line(report, isAlone: failure.accounts.count == 1, into: &html)
                }
            }
            if failure.accounts.count > shown.count { rest(of: failure, into: &html) }
            step(of: shown, into: &html)
        }
    }

    private func line(_ report: AccountReport, isAlone: Bool, into html: inout HTML) {
        html.element("li", ["id": "failing-\(report.account.name)"]) { html in
            layout.link(to: report.account.name, into: &html)
            html.write(" ")
            if let confidence = report.diagnosis?.confidence {
                html.element("span", ["class": "confidence"], confidence.rawValue)
            }
            html.element("span", ["class": isAlone ? "quiet line" : "quiet"]) { html in
                html.write(" \(report.account.region)")
                if let since = report.verdict?.failingSince {
                    html.write(" · failing for ")
                    html.length(since: since, at: now)
                }
                guard isAlone else { return }
                history(of: report, into: &html)
            }
        }
    }

    private func history(of report: AccountReport, into html: inout HTML) {
        if let since = report.verdict?.failingSince {
            html.write(", since ")
            html.moment(since)
        }
        guard let success = report.lastKnownSuccess else {
            return html.write(" · it never worked here")
        }
        html.write(" · last success ")
        html.ago(success, at: now)
    }

    private func rest(of failure: Failure, into html: inout HTML) {
        let query = FleetQuery().with { $0.cause = failure.cause }
        html.element("p", ["class": "more"]) { html in
            let all = "All \(Wording.count(failure.accounts.count, "account"))"
            html.element("a", ["href": layout.path(to: query)], all)
            let regions = Dictionary(grouping: failure.accounts) { $0.glance.region }
                .map { (name: $0, count: $1.count) }
                .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
            guard regions.count > 1 else { return }
            html.write(" in \(Wording.count(regions.count, "region")): ")
            for region in regions.prefix(Self.regionLimit) {
                let inside = query.with { $0.region = region.name }
                html.element("a", ["href": layout.path(to: inside)], region.name)
                html.write(" \(Wording.count(region.count)) ")
            }
            if regions.count > Self.regionLimit { html.write("…") }
        }
        if let last = failure.accounts.last?.since, let first = failure.accounts.first?.since,
            Wording.ago(last, at: now) != Wording.ago(first, at: now)
        {
            html.element("p", ["class": "quiet"]) { html in
                html.write("The first failed ")
                html.ago(first, at: now)
                html.write(", the newest ")
                html.ago(last, at: now)
                html.write(".")
            }
        }
    }

    // A step that names one account's file is of no use on a card of several.
    private func step(of reports: [AccountReport], into html: inout HTML) {
        let steps = Set(reports.map { $0.diagnosis?.nextSteps.first ?? "" })
        guard steps.count == 1, let step = steps.first, !step.isEmpty else { return }
        html.element("p", ["class": "step"]) { html in
            html.element("b", "Do next: ")
            html.prose(step)
        }
    }

    private func spares(into html: inout HTML) {
        guard !fleet.deadSpares.isEmpty else { return }
        html.element("section", ["class": "panel", "aria-labelledby": "dead-spares"]) { html in
            html.element("h2", ["id": "dead-spares"], "Spare keys that are no spare")
            html.element("ul", ["class": "accounts"]) { html in
                for glance in fleet.deadSpares.prefix(Self.rowLimit) {
                    spare(of: glance.report, into: &html)
                }
            }
            more(fleet.deadSpares.count, .of(.deadSpare), into: &html)
        }
    }

    private func spare(of report: AccountReport, into html: inout HTML) {
        let refused = report.verdict?.refusedSpares ?? [:]
        for (name, diagnosis) in refused.sorted(by: { $0.key < $1.key }) {
            html.element("li", ["id": "spare-\(report.account.name)-\(name)"]) { html in
                layout.link(to: report.account.name, into: &html)
                html.write(" \(name) ")
                if let print = report.keys.first(where: { $0.name == name })?.fingerprint {
                    html.element("code", print)
                }
                html.element("span", ["class": "quiet"], " \(Wording.title(diagnosis.cause)) ")
                html.element("span", ["class": "confidence"], diagnosis.confidence.rawValue)
            }
        }
    }

    private var trials: [AccountGlance] {
        fleet.all.compactMap { glance in glance.trial.map { (glance, $0.expires) } }
            .filter { $0.1.timeIntervalSince(now) < Self.trialDays * 86_400 }
            .sorted { ($0.1, $0.0.name) < ($1.1, $1.0.name) }.map(\.0)
    }

    private func panel(of trials: [AccountGlance], into html: inout HTML) {
        guard !trials.isEmpty else { return }
        html.element("section", ["class": "panel", "aria-labelledby": "trials"]) { html in
            html.element("h2", ["id": "trials"], "Trials that end")
            html.element("ul", ["class": "accounts"]) { html in
                for glance in trials.prefix(Self.rowLimit) {
                    html.element("li", ["id": "trial-\(glance.name)"]) { html in
                        layout.link(to: glance.name, into: &html)
                        html.write(" ")
                        if let trial = glance.trial { days(of: trial, into: &html) }
                    }
                }
            }
            let query = FleetQuery.of(.trial).with { $0.order = .trial }
            more(trials.count, query, into: &html)
        }
    }

    private func days(of trial: Trial, into html: inout HTML) {
        let days = trial.daysRemaining(at: now)
        html.pill(Wording.trial(trial, at: now), days < 3 ? .bad : days < 7 ? .warn : .idle)
    }

    private func more(_ count: Int, _ query: FleetQuery, into html: inout HTML) {
        guard count > Self.rowLimit else { return }
        html.element("p", ["class": "more"]) { html in
            html.element("a", ["href": layout.path(to: query)], "All \(Wording.count(count))")
        }
    }
}
