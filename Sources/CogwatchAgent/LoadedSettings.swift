package import CogwatchCore

/// A configuration that was read and found good.
package struct LoadedSettings: Sendable {
    package let settings: Settings
    /// The configuration as YAML with `<secret>` in place of secrets, in parts.
    package let text: [String]
    /// Changes whenever the file, or a file that it names, changes.
    package let digest: UInt64
    /// What `cogwatch check` would warn of.
    package var warnings: [String]
    /// What discovered accounts may not have.
    package let claims: Claims
    /// The files of `file_sd_configs`.
    package let accountFiles: [AccountFileState]
    /// Called once it is in force, so that changed files are read on top of it and of nothing else.
    let takeOver: @Sendable () -> Void

    /// A configuration.
    ///
    /// - Parameters:
    ///   - settings: What it decides.
    ///   - text: To be shown.
    ///   - digest: Of all files.
    ///   - warnings: What `cogwatch check` would warn of.
    ///   - claims: Of all stanzas; nil where `settings` has all of them.
    ///   - accountFiles: The files of `file_sd_configs`.
    ///   - takeOver: Called once it is in force.
    package init(
        settings: Settings,
        text: [String],
        digest: UInt64,
        warnings: [String],
        claims: Claims? = nil,
        accountFiles: [AccountFileState] = [],
        takeOver: @escaping @Sendable () -> Void = {}
    ) {
        self.settings = settings
        self.text = text
        self.digest = digest
        self.warnings = warnings
        self.claims = claims ?? Claims(of: settings.accounts)
        self.accountFiles = accountFiles
        self.takeOver = takeOver
    }
}

/// How a file of accounts was found.
package struct AccountFileState: Sendable, Equatable {
    package let path: String
    /// How many accounts it has.
    package let count: Int
    /// Whether that is what it holds now, and not what it held before it was damaged.
    package let isCurrent: Bool

    package init(path: String, count: Int, isCurrent: Bool) {
        self.path = path
        self.count = count
        self.isCurrent = isCurrent
    }

    /// As metrics call it.
    var source: String { "file:\(path)" }
}

/// How reading the configuration ended.
package enum LoadOutcome: Sendable {
    case loaded(LoadedSettings)
    /// Every problem, one a line.
    case refused([String])
}
