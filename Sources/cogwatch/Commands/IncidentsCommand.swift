import ArgumentParser
import CogwatchCore
import CogwatchCurl
import Foundation

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

    @Option(help: "Where the agent is.")
    var url = "http://127.0.0.1:10977"

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    func run() async throws {
        let body = try await fetch("\(base)/api/v1/incidents?state=\(state.rawValue)")
        let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(body))
        guard let incidents = envelope?.data else {
            throw Impossible("\(url) does not answer as cogwatch does")
        }
        switch output {
        case .json: Output.line(String(decoding: body, as: UTF8.self))
        case .table: show(incidents)
        }
        if !incidents.isEmpty { throw ExitCode.finding }
    }

    private var base: String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    private func fetch(_ url: String) async throws -> [UInt8] {
        let transport = try Composition.door(HTTPClientSettings())
        defer { transport.shutdown() }
        let answer = await transport.send(
            Request(
                method: .get,
                address: .open(url),
                timeout: .seconds(10),
                maximumBodyBytes: 64 * 1024 * 1024
            )
        )
        switch answer.outcome {
        case .response(let response) where response.status == 200: return response.body
        case .response(let response): throw Impossible("\(url) answers \(response.status)")
        case .noResponse(let noResponse):
            throw Impossible(
                "no agent answers at \(url) (\(noResponse.description)); is it running?"
            )
        }
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

    private struct Envelope: Decodable {
        let data: [Listed]
    }

    private struct Listed: Decodable {
        let account: String
        let labels: [String: String]?
        let annotations: [String: String]?
        let startsAt: String?
        let endsAt: String?
    }
}
