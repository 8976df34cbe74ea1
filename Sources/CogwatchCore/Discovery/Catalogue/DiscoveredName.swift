/// Makes names of the contract, `[a-zA-Z0-9._-]{1,63}`, of what Azure calls accounts and tags.
enum DiscoveredName {
    private static let longest = 63

    /// The names an account may have.
    ///
    /// - Parameters:
    ///   - id: The account's.
    ///   - isShared: Whether another account has the same name.
    /// - Returns: The nicest first; the last belongs to this id alone.
    static func candidates(for id: ResourceID, isShared: Bool) -> [String] {
        let plain = isShared ? [] : [fitting(id.name)]
        let mark = Labels.fingerprint(["id": id.normalised]).prefix(8)
        return plain + [
            fitting("\(id.name).\(id.group)"),
            fitting(id.name, most: longest - 9) + "-\(mark)",
            fitting("account", most: longest - 17)
                + "-\(Labels.fingerprint(["id": id.normalised]))",
        ]
    }

    private static func fitting(_ text: String, most: Int = longest) -> String {
        let bytes = text.unicodeScalars.prefix(most).map { scalar -> Character in
            isPlain(scalar) ? Character(scalar) : "-"
        }
        return bytes.isEmpty ? "-" : String(bytes)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII, let byte = UInt8(exactly: scalar.value) else { return false }
        return Base64Digit.isAlphanumeric(byte) || "._-".unicodeScalars.contains(scalar)
    }

    /// An account's tags as labels.
    ///
    /// Of two tags that become one name the first by the alphabet stays; names that alerts have
    /// anyway get `tag_` before them; what Azure hides in its portal is left out.
    static func labels(from tags: [String: String]) -> [String: String] {
        var labels: [String: String] = [:]
        for (tag, value) in tags.sorted(by: { $0.key < $1.key })
        where !tag.lowercased().hasPrefix("hidden-") {
            guard let name = labelName(tag), labels[name] == nil else { continue }
            labels[name] = Redaction.presentable(value)
        }
        return labels
    }

    private static let reserved: Set<String> = [
        "account", "alertname", "azure_cloud", "azure_region", "cause", "confidence", "days", "key",
        "kind", "severity", "flapping",
    ]

    private static func labelName(_ tag: String) -> String? {
        let name = String(
            tag.unicodeScalars.prefix(128).map { scalar -> Character in
                let isPlain =
                    UInt8(exactly: scalar.value).map(Base64Digit.isAlphanumeric) ?? false
                return isPlain ? Character(scalar) : "_"
            }
        )
        guard name.contains(where: { $0 != "_" }), let first = name.first else { return nil }
        let needsPrefix = reserved.contains(name) || first.isNumber || name.hasPrefix("__")
        return needsPrefix ? "tag_\(name)" : name
    }
}
