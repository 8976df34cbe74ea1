import CogwatchCore
import Foundation
import Testing

@Suite("The documentation")
struct DocumentationTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func page(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    @Test("lists every metric as the catalogue has it", arguments: MetricFamily.documentationRows())
    func metrics(_ row: String) throws {
        #expect(try page("docs/metrics.md").contains(row))
    }

    @Test("leads from blackbox_exporter to metrics that exist")
    func migration() throws {
        let known = Set(MetricFamily.allCases.map(\.rawValue))
        let named = try page("docs/migrating.md").matches(of: /\bcogwatch_[a-z_]+/)
        #expect(named.count > 10)
        for name in named.map({ String($0.output).replacing("_bucket", with: "") }) {
            #expect(known.contains(name))
        }
    }

    @Test("explains every cause", arguments: Cause.allCases)
    func causes(_ cause: Cause) throws {
        #expect(try page("docs/causes.md").contains("`\(cause.rawValue)`"))
    }

    @Test(
        "says of every kind that can be watched what it is asked, or when it ended",
        arguments: AzureService.allCases.filter(\.canBeWatched)
    )
    func kinds(_ kind: AzureService) throws {
        let text = try page("docs/configuration.md")
        let rows = text.split(separator: "\n").filter { $0.contains("`\(kind.rawValue)`") }
        let ended = kind.retirement?.since.map { String(Timestamp.text($0).prefix(10)) }
        let path = kind.offer.listing?.path.prefix { $0 != "?" }.description
        let expected = ended ?? (kind.retirement == nil ? path ?? "issueToken" : "day not known")
        #expect(rows.contains { $0.contains(expected) }, "\(expected)")
    }

    @Test("has a runbook where each alert says it is", arguments: AlertName.allCases)
    func runbooks(_ alert: AlertName) throws {
        let name = try #require(alert.runbookURL.split(separator: "/").last)
        #expect(alert.runbookURL.hasSuffix("/alerts/runbooks/\(name)"))
        #expect(try page("alerts/runbooks/\(name)").contains("# \(alert.rawValue)"))
    }
}
