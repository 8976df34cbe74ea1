import CogwatchConfiguration
import CogwatchCore
import Foundation

/// Prints what the code knows of its metrics, causes and configuration, as JSON for scripts/reference.
@main
struct Catalogues: Encodable {
    struct Metric: Encodable {
        let name: String
        let kind: String
        let labels: [String]
        let help: String
    }

    struct Explained: Encodable {
        let name: String
        let category: String?
        let meaning: String
        let remedy: [String]
    }

    let metrics = MetricFamily.allCases.map(\.definition).map { definition in
        Metric(
            name: definition.name,
            kind: definition.kind.rawValue,
            labels: definition.labels,
            help: definition.help
        )
    }
    let causes = Cause.allCases.map { cause in
        Explained(
            name: cause.rawValue,
            category: cause.category?.rawValue,
            meaning: cause.meaning,
            remedy: cause.remedy
        )
    }
    let configuration = ConfigurationReference()

    static func main() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        print(String(decoding: try encoder.encode(Catalogues()), as: UTF8.self))
    }
}
