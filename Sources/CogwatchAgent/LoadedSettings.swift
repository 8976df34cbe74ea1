package import CogwatchCore

/// A configuration that was read and found good.
package struct LoadedSettings: Sendable {
    package let settings: Settings
    /// The configuration as YAML with `<secret>` in place of secrets.
    package let text: String
    /// Changes whenever the file, or a file that it names, changes.
    package let digest: UInt64
    /// What `cogwatch check` would warn of.
    package var warnings: [String]

    package init(settings: Settings, text: String, digest: UInt64, warnings: [String]) {
        self.settings = settings
        self.text = text
        self.digest = digest
        self.warnings = warnings
    }
}

/// How reading the configuration ended.
package enum LoadOutcome: Sendable {
    case loaded(LoadedSettings)
    /// Every problem, one a line.
    case refused([String])
}
