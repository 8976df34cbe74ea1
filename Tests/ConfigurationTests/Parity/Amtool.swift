import Foundation
import TestSupport

/// Alertmanager's own command, asked many things by one shell.
enum Amtool {
    /// Whether it is there; says so when it is not.
    static let isInstalled: Bool = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        let isThere = path.split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/amtool")
        }
        if !isThere { print("SKIPPED: amtool is not installed; `make test` installs it") }
        return isThere
    }()

    /// What it says to each of these configurations; nil for yes.
    static func refusals(of documents: [String]) throws -> [String?] {
        let scratch = try Scratch()
        for (number, document) in documents.enumerated() {
            try Data(document.utf8).write(to: URL(filePath: scratch.path("\(number).yml")))
        }
        // One at a time: a file that makes it panic must not keep it from the others. And no echo:
        // that of some shells makes line breaks of what the message quotes.
        let output = try shell(
            """
            number=0
            while [ "$number" -lt \(documents.count) ]; do
              if verdict=$(amtool check-config "$number.yml" 2>&1); then verdict=
              else verdict="no $verdict"; fi
              printf '%s' "$verdict" | tr '\\n' ' '
              printf '\\n'
              number=$((number + 1))
            done
            """,
            in: scratch
        )
        return output.map { line in
            line.isEmpty ? nil : line.split(separator: "FAILED: ").last.map(String.init) ?? line
        }
    }

    /// The receivers that it names for each set of labels of each configuration.
    static func receivers(
        of cases: [(document: String, labels: [[String: String]])]
    ) throws -> [[String]] {
        let scratch = try Scratch()
        var script = ""
        for (number, entry) in cases.enumerated() {
            try Data(entry.document.utf8).write(to: URL(filePath: scratch.path("\(number).yml")))
            for labels in entry.labels {
                let words = labels.sorted { $0.key < $1.key }.map { word($0.key, $0.value) }
                script +=
                    "amtool config routes test --config.file=\(number).yml -- "
                    + words.joined(separator: " ") + " 2>>errors || echo FAILED\n"
            }
        }
        let lines = try shell(script, in: scratch)
        var rest = lines[...]
        return cases.map { entry in
            defer { rest = rest.dropFirst(entry.labels.count) }
            return Array(rest.prefix(entry.labels.count))
        }
    }

    /// A label as amtool wants it, quoted for the shell.
    private static func word(_ name: String, _ value: String) -> String {
        let escaped =
            value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let text = "\(name)=\"\(escaped)\""
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }

    private static func shell(_ script: String, in scratch: Scratch) throws -> [String] {
        try Data("cd \(scratch.path("."))\n\(script)".utf8)
            .write(to: URL(filePath: scratch.path("script")))
        let output = try Command.run("sh", scratch.path("script"))
        return String(decoding: output, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }
}
