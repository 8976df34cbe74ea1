import CogwatchCore
import Foundation
import NIOCore

extension Desk {
    var layout: Layout {
        Layout(prefix: options.linkPrefix, build: options.build)
    }

    func statusPage(_ inquiry: Inquiry) async -> Reply {
        let scoreboard = console.scoreboard()
        let query = FleetQuery(inquiry.parameters)
        let fleet = Fleet(scoreboard.glances(), query)
        let page = StatusPage(
            fleet: fleet,
            outages: fleet.troubled.isEmpty || !query.isPlain ? [] : await outages(),
            startedAt: scoreboard.startedAt,
            now: time.now,
            layout: layout
        )
        return .page(page.html, status: query.problems.isEmpty ? 200 : 400)
    }

    /// What fires and is about more than one account.
    private func outages() async -> [Incident] {
        let query = IncidentQuery(.firing, limit: Self.incidentLimit)
        let firing = try? await console.incidents(query)
        return (firing ?? []).filter { !$0.isOfAccount }
    }

    func accountPage(_ name: String) async -> Reply {
        guard let report = console.scoreboard().report(for: name) else {
            return nowhere("No account of this name is configured.")
        }
        let query = IncidentQuery(of: name, limit: AccountPage.incidentLimit)
        return .page(
            AccountPage(
                report: report,
                findings: console.findings(about: name),
                incidents: try? await console.incidents(query),
                silencing: (try? await silencing()) ?? Silencing(),
                now: time.now,
                layout: layout
            ).html
        )
    }

    func incidentsPage(_ inquiry: Inquiry) async -> Reply {
        let query = IncidentsQuery(inquiry.parameters)
        let pending = console.scoreboard().glances().filter { $0.state == .pending }.map(\.name)
        let page = IncidentsPage(
            query: query,
            firing: query.state == .resolved ? nil : await listed(.firing, query),
            resolved: query.state == .firing ? nil : await listed(.resolved, query),
            pending: query.state == nil ? pending : [],
            silencing: (try? await silencing()) ?? Silencing(),
            now: time.now,
            layout: layout
        )
        return .page(page.html, status: query.problems.isEmpty ? 200 : 400)
    }

    private func listed(
        _ state: IncidentState,
        _ query: IncidentsQuery
    ) async -> IncidentsPage.Listed? {
        let length = IncidentsPage.pageLength
        // What fires is counted on the page that shows all.
        let isCounted = state == .firing && query.state == nil
        let found = try? await console.incidents(
            IncidentQuery(
                state,
                after: (query.page - 1) * length,
                limit: isCounted ? IncidentsPage.countLimit : length + 1
            )
        )
        return found.map { found in
            IncidentsPage.Listed(
                incidents: Array(found.prefix(length)),
                hasMore: found.count > length,
                count: isCounted ? found.count : nil
            )
        }
    }

    func badge(_ name: String) -> Reply {
        let report = console.scoreboard().report(for: name)
        let badge = report.map { Badge($0) } ?? Badge(unknown: name)
        return Reply(
            status: report == nil ? 404 : 200,
            type: "image/svg+xml",
            headers: [
                Reply.Header("Cache-Control", "no-cache"),
                // Opened by itself a picture is a page, and needs nothing either.
                Reply.Header("Content-Security-Policy", "default-src 'none'"),
            ],
            body: ByteBuffer(string: badge.svg)
        )
    }

    func nowhere(_ words: String) -> Reply {
        .page(NotFoundPage(words: words, layout: layout).html, status: 404)
    }
}
