/// A value of the configuration file, with its place.
struct YAMLValue {
    struct Scalar {
        let text: String
        /// Written without quotes, so that `5`, `true` and `null` are more than texts.
        let isPlain: Bool
    }

    struct Entry {
        let name: String
        /// Where the name stands.
        let place: Place
        let value: YAMLValue
    }

    enum Content {
        case scalar(Scalar)
        case sequence([YAMLValue])
        /// Merge keys are resolved; names are unique.
        case mapping([Entry])
    }

    let place: Place
    let content: Content
    /// Entries of a mapping that mean nothing, such as the second of a name: they are not read, and
    /// hold secrets as others do.
    var dropped: [Entry] = []

    /// Whether nothing is written here: `key:`, `~`, `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// What it is, for a message.
    var kind: String {
        switch content {
        case .scalar: isNull ? "empty" : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
