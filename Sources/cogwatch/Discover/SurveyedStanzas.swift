import CogwatchCore

/// Accounts that were found, as a list of stanzas for the configuration.
struct SurveyedStanzas {
    private let accounts: [SurveyedAccount]

    init(_ accounts: [SurveyedAccount]) {
        self.accounts = accounts
    }

    /// Each text in quotes that JSON has and YAML reads, whatever it holds.
    var text: String {
        accounts.isEmpty ? "[]" : accounts.flatMap(lines).joined(separator: "\n")
    }

    private func lines(of account: SurveyedAccount) -> [String] {
        if let reason = account.reason {
            return [
                "# \(Tidy.line(account.name, most: 80)) is left out: \(Tidy.line(reason, most: 300))"
            ]
        }
        var lines = [
            "- name: \(quoted(account.name))", "  kind: \(quoted(account.kind))",
            "  region: \(quoted(account.azureRegion))",
        ]
        if account.azureCloud != Cloud.public.rawValue {
            lines.append("  cloud: \(quoted(account.azureCloud))")
        }
        if let endpoint = account.endpoint { lines.append("  endpoint: \(quoted(endpoint))") }
        lines.append("  resource_id: \(quoted(account.resourceID))")
        lines.append("  keys:")
        for name in ["key1", "key2"] {
            let file = quoted("/run/secrets/\(account.name)-\(name)")
            let print = account.keys.first { $0.name == name }?.fingerprint
            let note = print.map { "  # fingerprint \($0)" } ?? ""
            lines.append("    - {name: \(name), file: \(file)}\(note)")
        }
        return lines
    }

    private func quoted(_ text: String) -> String { "\"\(JSONText.escaped(text))\"" }
}
