import CogwatchCore
import Foundation

/// An account's configuration as the agent understood it, in the words of the configuration file.
///
/// Unlike the file it holds what goes without saying, and it is the same wherever the account came
/// from.
enum StanzaText {
    static func yaml(_ account: Account) -> String {
        let plain: [(String, String?)] = [
            ("- name", account.name),
            ("  kind", account.kind.rawValue),
            ("  cloud", account.cloud.rawValue),
            ("  region", account.region),
            ("  endpoint", account.customDomain.map { "https://\($0)" }),
            ("  resource_id", account.resourceID),
            ("  probe_interval", DurationText.text(account.probeInterval)),
            ("  probe_timeout", DurationText.text(account.probeTimeout)),
        ]
        var lines = plain.compactMap { name, value in value.map { "\(name): \(scalar($0))" } }
        lines.append(
            "  operations: [\(account.operations.map(\.rawValue).joined(separator: ", "))]"
        )
        if let trial = account.trial {
            lines.append("  trial: {expires: \(quoted(Timestamp.text(trial.expires)))}")
        }
        if !account.labels.isEmpty {
            lines.append("  labels:")
            for (name, value) in account.labels.sorted(by: { $0.key < $1.key }) {
                lines.append("    \(scalar(name)): \(quoted(value))")
            }
        }
        if !account.keys.isEmpty { lines.append("  keys:") }
        lines += account.keys.map { "    - {name: \(scalar($0.name)), \(source(of: $0))" }
        return lines.joined(separator: "\n") + "\n"
    }

    // What a key is read from is told in words; the words of files and variables are the file's.
    private static func source(of key: AccountKey) -> String {
        if let file = key.origin.wholeMatch(of: /file (".*")/) { return "file: \(file.1)}" }
        if let variable = key.origin.wholeMatch(of: /variable ([A-Za-z0-9_]+)/) {
            return "env: \(variable.1)}"
        }
        return "value: <secret>}  # from \(key.origin.split(whereSeparator: \.isNewline).joined())"
    }

    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty && !text.hasPrefix("-") ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String { Labels.quoted(text) }
}
