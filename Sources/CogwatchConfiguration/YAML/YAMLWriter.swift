/// Writes a configuration in block style, with `<secret>` in place of what may be one.
struct YAMLWriter {
    private(set) var text = ""
    /// What stands before the text: its accounts are shared with who wrote them.
    private var before: [String] = []
    private let secrets: SecretTexts

    init(hiding secrets: SecretTexts) {
        self.secrets = secrets
    }

    /// Adds a whole document.
    ///
    /// - Parameters:
    ///   - root: What the file holds; nil for an empty one.
    ///   - accounts: The entries of its `accounts`, written before, where the root lacks them.
    mutating func write(_ root: YAMLValue?, accounts: [String]? = nil) {
        guard let root else { return }
        guard let accounts, case .mapping(let entries) = root.content else {
            return write(root, exposure: .keys, indent: 0, isInline: false)
        }
        for entry in entries {
            guard entry.name == "accounts" else {
                write(entry, exposure: .keys, indent: 0)
                continue
            }
            before += [text + "accounts:\n"] + accounts
            text = ""
        }
    }

    /// All that was written, in parts.
    var parts: [String] { before + [text] }

    /// Adds one entry of `accounts`.
    mutating func write(account: YAMLValue) {
        text += "  - "
        write(account, exposure: .keys, indent: 4, isInline: true)
    }

    private mutating func write(
        _ value: YAMLValue,
        exposure: Exposure,
        indent: Int,
        isInline: Bool
    ) {
        switch value.content {
        case .scalar(let scalar):
            text += "\(line(scalar, at: value.place, exposure))\n"
        case .sequence(let items) where items.isEmpty: text += "[]\n"
        case .mapping(let entries) where entries.isEmpty: text += "{}\n"
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                startLine(indent, isFirst: index == 0, isInline: isInline)
                text += "- "
                write(item, exposure: exposure, indent: indent + 2, isInline: true)
            }
        case .mapping(let entries):
            for (index, entry) in entries.enumerated() {
                startLine(indent, isFirst: index == 0, isInline: isInline)
                write(entry, exposure: exposure, indent: indent)
            }
        }
    }

    private mutating func write(_ entry: YAMLValue.Entry, exposure: Exposure, indent: Int) {
        let name = exposure.shows(name: entry.name) ? entry.name : Redaction.placeholder
        text += Self.isSafePlain(name) ? "\(name):" : "\(Quoted.yaml(name)):"
        let below = exposure.below(entry.name)
        switch entry.value.content {
        case .scalar(let scalar) where scalar.isPlain && scalar.text.isEmpty: text += "\n"
        case .scalar: writeAfterBlank(entry.value, below)
        case .sequence(let items) where items.isEmpty: writeAfterBlank(entry.value, below)
        case .mapping(let entries) where entries.isEmpty: writeAfterBlank(entry.value, below)
        case .sequence, .mapping:
            text += "\n"
            write(entry.value, exposure: below, indent: indent + 2, isInline: false)
        }
    }

    private mutating func writeAfterBlank(_ value: YAMLValue, _ exposure: Exposure) {
        text += " "
        write(value, exposure: exposure, indent: 0, isInline: true)
    }

    private mutating func startLine(_ indent: Int, isFirst: Bool, isInline: Bool) {
        guard !(isFirst && isInline) else { return }
        text += String(repeating: " ", count: indent)
    }

    private func line(
        _ scalar: YAMLValue.Scalar,
        at place: Place,
        _ exposure: Exposure
    ) -> String {
        guard exposure.shows(scalar.text), !secrets.places.contains(place) else {
            return Redaction.placeholder
        }
        // A plain text is as good in block style as it was where it came from, but for its breaks.
        let staysPlain = scalar.isPlain && !scalar.text.contains(where: \.isNewline)
        return staysPlain ? scalar.text : Quoted.yaml(scalar.text)
    }

    private static func isSafePlain(_ name: String) -> Bool {
        name == Redaction.placeholder
            || (!name.isEmpty
                && name.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
                })
    }
}
