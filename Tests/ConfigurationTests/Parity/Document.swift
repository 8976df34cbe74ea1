/// A piece of a configuration, built and changed by chance.
indirect enum Document: Sendable {
    /// A text in double quotes.
    case text(String)
    /// What stands in the file as it is here: a number, a flag.
    case plain(String)
    case list([Document])
    case mapping([(String, Document)])

    /// The piece in YAML's flow style, which most readers of YAML take on one line.
    var yaml: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .plain(let text): text
        case .list(let items): "[" + items.map(\.yaml).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.0): \($0.1.yaml)" }.joined(separator: ", ") + "}"
        }
    }

    /// As Alertmanager's own file.
    var asAlertmanager: String { yaml + "\n" }

    /// As the section `alerting` of a file with an account.
    var asCogwatch: String {
        """
        accounts: [{name: tts, region: japanwest, keys: [{name: key1, file: keys/one}]}]
        alerting: \(yaml)

        """
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
