package import CogwatchCore

/// What a configuration file says, and everything that is wrong with it.
package struct LoadedConfiguration: Sendable {
    /// Nil where there are errors other than keys that could not be read.
    package let settings: Settings?
    /// All problems at once, in the order of the file.
    package let problems: [ConfigurationProblem]
    /// The configuration as YAML, with `<secret>` in place of everything that may be one.
    package var redactedYAML: String { redactedParts.joined() }
    /// The same in parts: ten thousand accounts have theirs once.
    package let redactedParts: [String]
    /// The same for the same contents of the file and of all files that it refers to.
    package let digest: UInt64
    /// The file itself and every file that it refers to, each once, as paths to open; in the
    /// same order for the same contents.
    package let watchedFiles: [String]
    /// The files of accounts that it names.
    package let accountFiles: [AccountFile]

    /// Whether somebody who checks the file should be told that it is wrong.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }
}
