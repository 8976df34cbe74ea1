import Foundation
import Testing

/// A configuration file among the fixtures.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String

    var testDescription: String { name }

    /// What the first line expects: `# expect: …`.
    var expectation: String? {
        let first = text.prefix { $0 != "\n" }
        return first.hasPrefix("# expect: ") ? String(first.dropFirst(10)) : nil
    }

    /// All files of a folder, sorted by name.
    static func all(in folder: String) -> [Fixture] {
        let directory = Bundle.module.bundleURL.appending(path: "Fixtures/\(folder)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".yml") }.sorted().compactMap { name in
            let text = try? String(contentsOf: directory.appending(path: name), encoding: .utf8)
            return text.map { Fixture(name: name, text: $0) }
        }
    }
}
