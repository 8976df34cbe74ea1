import ArgumentParser

/// `cogwatch incidents`: what a running agent knows.
struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents",
        abstract: "Lists the incidents of a running agent.",
        discussion: """
            Exits with 1 when there are any.

            EXAMPLE
              cogwatch incidents --state all --url http://127.0.0.1:10977
            """
    )

    enum State: String, ExpressibleByArgument, CaseIterable {
        case firing, pending, resolved, all
    }

    @Option(help: "Which incidents.")
    var state = State.firing

    @OptionGroup var agent: AgentOptions

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    func run() async throws {
        let client = try agent.client
        let body = try await client.ask("incidents?state=\(state.rawValue)")
        let incidents = try client.data([Listed].self, of: body)
        switch output {
        case .json: Output.line(String(decoding: body, as: UTF8.self))
        case .table: show(incidents)
        }
        if !incidents.isEmpty { throw ExitCode.finding }
    }

    private func show(_ incidents: [Listed]) {
        var table = Table(header: ["ACCOUNT", "ALERT", "CAUSE", "SINCE", "UNTIL", "SUMMARY"])
        for incident in incidents {
            table.rows.append([
                .init(incident.account), .init(incident.labels?["alertname"] ?? ""),
                .init(incident.labels?["cause"] ?? "", .red), .init(incident.startsAt ?? ""),
                .init(incident.endsAt ?? ""), .init(incident.annotations?["summary"] ?? ""),
            ])
        }
        Output.line(table.rendered(.output))
    }

    private struct Listed: Decodable {
        let account: String
        let labels: [String: String]?
        let annotations: [String: String]?
        let startsAt: String?
        let endsAt: String?
    }
}
