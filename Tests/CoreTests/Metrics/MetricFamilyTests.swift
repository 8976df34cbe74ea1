import CogwatchCore
import Foundation
import Testing

@Suite("The metric catalogue")
struct MetricFamilyTests {
    @Test("follows Prometheus' naming rules", arguments: MetricFamily.allCases)
    func naming(_ family: MetricFamily) {
        let definition = family.definition
        #expect(definition.name.wholeMatch(of: /(cogwatch|process)(_[a-z0-9]+)+/) != nil)
        #expect(definition.name.hasSuffix("_total") == (definition.kind == .counter))
        #expect(definition.help.hasSuffix("."))
        #expect(definition.help.contains { "\"\\\n".contains($0) } == false)
        for label in definition.labels {
            #expect(label.wholeMatch(of: /[a-z][a-z_]*\*?/) != nil)
        }
        // Names that scrape configurations give to targets.
        let reserved: Set = ["le", "quantile", "job", "instance", "region", "service", "env"]
        #expect(reserved.isDisjoint(with: definition.labels))
    }

    @Test("ends a name with its unit where it has one")
    func units() {
        #expect(MetricFamily.probeDuration.definition.unit == .seconds)
        #expect(MetricFamily.processCPU.definition.unit == .seconds)
        #expect(MetricFamily.processResidentMemory.definition.unit == .bytes)
        #expect(MetricFamily.probes.definition.unit == nil)
        #expect(MetricFamily.probes.definition.openMetricsName == "cogwatch_probes")
    }

    @Test("documents itself")
    func documentation() {
        let rows = MetricFamily.documentationRows()
        #expect(rows.count == MetricFamily.allCases.count)
        #expect(
            rows.contains(
                "| `cogwatch_key_valid` | gauge | `account`, `key` "
                    + "| Whether the key was accepted when it was last tried. |"
            )
        )
    }

    /// What the contract does not name, and Alertmanager's users look for.
    static let beyondTheContract: Set = [
        "cogwatch_silences", "cogwatch_notification_errors_total",
        "cogwatch_scheduler_missed_rounds_total", "cogwatch_discovery_errors_total",
        "cogwatch_key_expiry_timestamp_seconds", "cogwatch_key_vault_errors_total",
        "cogwatch_key_vault_last_success_timestamp_seconds",
        "cogwatch_key_vault_unreadable_secrets",
    ]

    @Test("holds what the contract promises, under the same names and types")
    func contract() throws {
        let path = #filePath.components(separatedBy: "/Tests/")[0] + "/../shared/CONTRACT.md"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            print("skipped: no contract beside the repository")
            return
        }
        let section = try #require(text.components(separatedBy: "## 4. Metrics").last)
            .components(separatedBy: "## 5.")[0]
        let catalogue = MetricFamily.allCases.reduce(into: [:]) {
            $0[$1.rawValue] = $1.definition.kind.rawValue
        }
        var promised: Set<String> = []
        for row in section.split(separator: "\n") where row.hasPrefix("| `cogwatch_") {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            for match in cells[0].matches(of: /`(cogwatch_[a-z_]+)`/) {
                let name = String(match.1)
                promised.insert(name)
                #expect(catalogue[name] == cells[1], "\(name)")
            }
        }
        // Written with an ellipsis in the contract.
        promised.insert("cogwatch_notification_queue_oldest_timestamp_seconds")
        let own = Set(catalogue.keys).filter { $0.hasPrefix("cogwatch_") }
        let expected = promised.union(Self.beyondTheContract)
        #expect(own == expected)
    }
}
