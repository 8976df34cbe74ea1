/// The keys of all configuration files, for the pages that list them.
package struct ConfigurationReference: Sendable, Encodable {
    /// The keys that one kind of mapping may have.
    package struct Mapping: Sendable, Encodable {
        package let name: String
        package let keys: [Key]
        /// Keys that the dialect has and this version refuses, with what to do instead or why.
        package let refused: [String: String]
    }

    /// One key.
    package struct Key: Sendable, Encodable {
        package let name: String
        /// `value`, `mapping`, `own names` or `secret`.
        package let holds: String
    }

    /// Of `--config.file`.
    package let main: [Mapping]
    /// Of `--web.config.file`.
    package let web: [Mapping]

    /// What this version knows.
    package init() {
        main = Vocabulary.everyone.map(Mapping.init)
        web = Vocabulary.ofWeb.map(Mapping.init)
    }
}

extension ConfigurationReference.Mapping {
    fileprivate init(_ vocabulary: Vocabulary) {
        func listed(_ names: [String], _ holds: String) -> [ConfigurationReference.Key] {
            names.map { ConfigurationReference.Key(name: $0, holds: holds) }
        }
        name = vocabulary.name
        keys =
            listed(vocabulary.texts, "value") + listed(vocabulary.sections, "mapping")
            + listed(vocabulary.labels, "own names") + listed(vocabulary.secrets, "secret")
        let reasons = vocabulary.leftOut.mapValues { "refused, because \($0)" }
        refused = vocabulary.notYet.merging(reasons) { instead, _ in instead }
    }
}
