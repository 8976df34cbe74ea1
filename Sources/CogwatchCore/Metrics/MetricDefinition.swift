/// What a metric family is called and means: all that an exposition says of it before its samples.
package struct MetricDefinition: Sendable, Equatable {
    /// The type, as `# TYPE` has it.
    package enum Kind: String, Sendable, CaseIterable {
        case gauge, counter, histogram
    }

    /// The unit, which is also the end of the name.
    package enum Unit: String, Sendable, CaseIterable {
        case seconds, bytes
    }

    /// As Prometheus stores it; of a counter with `_total`.
    package let name: String
    package let kind: Kind
    /// One sentence, without quotes or backslashes.
    package let help: String
    /// All but `le`; a name that ends in `*` stands for all labels that begin so.
    package let labels: [String]

    package init(_ name: String, _ kind: Kind, help: String, labels: [String] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
    }

    /// The name as OpenMetrics declares it: of a counter without `_total`.
    package var openMetricsName: String {
        kind == .counter ? String(name.dropLast("_total".count)) : name
    }

    /// The unit that the name ends with.
    package var unit: Unit? {
        Unit.allCases.first { openMetricsName.hasSuffix("_\($0.rawValue)") }
    }

    /// The family's row in the table of `docs/metrics.md`.
    package var documentationRow: String {
        let labels = labels.map { "`\($0)`" }.joined(separator: ", ")
        return "| `\(name)` | \(kind.rawValue) | \(labels) | \(help) |"
    }
}
