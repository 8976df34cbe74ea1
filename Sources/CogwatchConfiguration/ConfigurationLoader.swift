package import CogwatchCore
package import Foundation

/// Reads configuration files.
package struct ConfigurationLoader: Sendable {
    let environment: [String: String]
    let readFile: @Sendable (String) throws -> [UInt8]
    let now: @Sendable () -> Date
    let compileTemplate: TemplateCompiler

    /// A loader that sees the world through what it is given.
    ///
    /// - Parameters:
    ///   - environment: The variables that `env:` names.
    ///   - readFile: A file's contents.
    ///   - now: The time, for trials that are over.
    ///   - compileTemplate: Makes templates of the texts that receivers are given.
    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        readFile: @escaping @Sendable (String) throws -> [UInt8] = LocalFile.contents(of:),
        now: @escaping @Sendable () -> Date = { Date() },
        compileTemplate: @escaping TemplateCompiler
    ) {
        self.environment = environment
        self.readFile = readFile
        self.now = now
        self.compileTemplate = compileTemplate
    }

    /// Reads a file and all that it refers to.
    ///
    /// Never throws: a file that cannot be read is a problem like any other.
    ///
    /// - Parameter path: The file. Relative paths in it start from its directory.
    /// - Returns: The settings, if they can be used, and all that is wrong with them.
    package func load(path: String) -> LoadedConfiguration {
        let reading = Reading(path, loader: self)
        let bytes: [UInt8]
        do {
            bytes = try readFile(path)
        } catch {
            reading.error("cannot read the file: \(LocalFile.reason(for: error))", at: nil)
            return LoadedConfiguration(reading, settings: nil, text: "", root: nil, bytes: [])
        }
        guard let text = UTF8Text.text(bytes, reading) else {
            return LoadedConfiguration(reading, settings: nil, text: "", root: nil, bytes: bytes)
        }
        let document = YAMLDocument(text)
        for mistake in document.mistakes {
            reading.error(mistake.what, at: mistake.place, remedy: mistake.remedy)
        }
        let settings = document.settings(reading)
        return LoadedConfiguration(
            reading,
            settings: reading.isUsable ? settings : nil,
            text: text,
            root: document.root,
            bytes: bytes
        )
    }
}

extension LoadedConfiguration {
    init(_ reading: Reading, settings: Settings?, text: String, root: YAMLValue?, bytes: [UInt8]) {
        let secrets = SecretTexts(in: root)
        var writer = YAMLWriter(hiding: secrets)
        writer.write(root)
        self.init(
            settings: settings,
            problems: reading.problems(hiding: secrets.quotable) {
                SourceLines(text, hiding: root == nil ? nil : secrets)
            },
            redactedYAML: writer.text,
            digest: reading.references.digest(with: bytes),
            watchedFiles: reading.references.watched
        )
    }
}

extension Vocabulary {
    static let root = Vocabulary(
        name: "the configuration",
        sections: ["global", "http_client", "diagnosis", "accounts", "alerting"],
        notYet: [
            "file_sd_configs": "list the accounts below \"accounts\"",
            "azure_sd_configs": "list the accounts below \"accounts\"",
        ]
    )
}

extension YAMLDocument {
    /// What the document decides; nil where there is none.
    func settings(_ reading: Reading) -> Settings? {
        guard let root, !root.isNull else {
            if mistakes.isEmpty {
                reading.error("the file is empty", at: .start, remedy: "list accounts in it")
            }
            return nil
        }
        guard let section = Section(root, .root, reading) else { return nil }
        let global = section.section("global", .global)
        let timing = global.map { ProbeTiming($0, otherwise: .standard) } ?? .standard
        return Settings(
            accounts: reading.accounts(in: section, timing: timing),
            externalLabels: global.map { LabelReading($0, key: "external_labels").labels() } ?? [:],
            httpClient: section.section("http_client", .httpClient)
                .map { HTTPClientReading($0).settings() } ?? HTTPClientSettings(),
            diagnosis: section.section("diagnosis", .diagnosis)
                .map { DiagnosisPolicy($0) } ?? DiagnosisPolicy(),
            alerting: section.section("alerting", .alerting)
                .map { AlertingReading($0).settings() } ?? AlertingSettings()
        )
    }
}
