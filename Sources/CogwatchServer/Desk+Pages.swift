import CogwatchCore
import Foundation

extension Desk {
    var layout: Layout {
        Layout(prefix: options.linkPrefix, build: options.build)
    }

    func page(_ html: HTML) -> Reply { .page(html) }

    func statusPage() -> HTML {
        let scoreboard = console.scoreboard()
        return StatusPage(
            reports: scoreboard.reports(),
            startedAt: scoreboard.startedAt,
            now: time.now,
            layout: layout
        ).html
    }

    func accountPage(_ name: String) async -> Reply {
        guard let report = console.scoreboard().report(for: name) else {
            return nowhere("No account of this name is configured.")
        }
        let incidents = try? await console.incidents(in: nil, limit: Self.incidentLimit)
        return .page(
            AccountPage(
                report: report,
                incidents: incidents?.filter { $0.account == name },
                silencing: (try? await silencing()) ?? Silencing(),
                now: time.now,
                layout: layout
            ).html
        )
    }

    func incidentsPage() async -> Reply {
        let pending = console.scoreboard().reports().filter { $0.state == .pending }
        let incidents = try? await console.incidents(in: nil, limit: Self.incidentLimit)
        return .page(
            IncidentsPage(
                incidents: incidents,
                pending: pending,
                silencing: (try? await silencing()) ?? Silencing(),
                now: time.now,
                layout: layout
            ).html
        )
    }

    func nowhere(_ words: String) -> Reply {
        .page(NotFoundPage(words: words, layout: layout).html, status: 404)
    }
}
