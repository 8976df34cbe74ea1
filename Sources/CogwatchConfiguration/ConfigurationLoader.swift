package import CogwatchCore
package import Foundation

/// Reads configuration files.
package struct ConfigurationLoader: Sendable {
    let environment: [String: String]
    let readFile: @Sendable (String) throws -> [UInt8]
    let stampFile: @Sendable (String) -> FileStamp?
    let now: @Sendable () -> Date
    let compileTemplate: TemplateCompiler
    /// What of the accounts need not be read again.
    private let memory = StanzaMemory()

    /// A loader that sees the world through what it is given.
    ///
    /// - Parameters:
    ///   - environment: The variables that `env:` names.
    ///   - readFile: A file's contents.
    ///   - stampFile: What tells a file that was written since; nil where that cannot be told.
    ///   - now: The time, for trials that are over.
    ///   - compileTemplate: Makes templates of the texts that receivers are given.
    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        readFile: @escaping @Sendable (String) throws -> [UInt8] = LocalFile.contents(of:),
        stampFile: @escaping @Sendable (String) -> FileStamp? = LocalFile.stamp(of:),
        now: @escaping @Sendable () -> Date = { Date() },
        compileTemplate: @escaping TemplateCompiler
    ) {
        self.environment = environment
        self.readFile = readFile
        self.stampFile = stampFile
        self.now = now
        self.compileTemplate = compileTemplate
    }

    /// Reads a file and all that it refers to.
    ///
    /// Never throws: a file that cannot be read is a problem like any other. A loader that is kept
    /// reads again only those accounts of which the text or a file has changed.
    ///
    /// - Parameter path: The file. Relative paths in it start from its directory.
    /// - Returns: The settings, if they can be used, and all that is wrong with them.
    package func load(path: String) -> LoadedConfiguration {
        load(path: path, byStanzas: true)
    }

    /// The same, where asked for without taking the file apart.
    func load(path: String, byStanzas: Bool) -> LoadedConfiguration {
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
        let apart = byStanzas ? loadByStanzas(path, text: text, bytes: bytes) : nil
        return apart ?? loadWhole(text, bytes: bytes, reading)
    }

    private func loadWhole(
        _ text: String,
        bytes: [UInt8],
        _ reading: Reading
    ) -> LoadedConfiguration {
        let document = YAMLDocument(text)
        for mistake in document.mistakes {
            reading.error(mistake.what, at: mistake.place, remedy: mistake.remedy)
        }
        let settings = document.settings(reading) { reading.accounts(in: $0, timing: $1) }
        return LoadedConfiguration(
            reading,
            settings: reading.isUsable ? settings : nil,
            text: text,
            root: document.root,
            bytes: bytes
        )
    }

    /// Reads each account by itself.
    ///
    /// - Returns: nil where that is not sure to mean the same as the whole: the accounts are not a
    ///   list in block style, share anchors, hold secrets or are no YAML.
    private func loadByStanzas(
        _ path: String,
        text: String,
        bytes: [UInt8]
    ) -> LoadedConfiguration? {
        guard let parts = StanzaText(text) else { return nil }
        let reading = Reading(path, loader: self)
        let document = YAMLDocument(parts.frame)
        // The key is where it seems to be, so nothing before it goes on in the lines below it.
        guard document.mistakes.isEmpty, case .mapping(let entries) = document.root?.content,
            let list = entries.first(where: { $0.name == "accounts" }), list.value.isNull,
            list.place == parts.keyPlace
        else { return nil }
        var read: [ReadStanza]?
        let settings = document.settings(reading) { _, timing in
            read = StanzaReading(reading: reading, timing: timing)
                .read(parts.stanzas, knowing: memory)
            return reading.together(
                zip(read ?? [], parts.stanzas)
                    .map { $0.placed.moved(byLines: $1.linesBefore) }
            )
        }
        guard let read else { return nil }
        return LoadedConfiguration(
            reading,
            settings: reading.isUsable ? settings : nil,
            text: text,
            root: document.root,
            accounts: read.map(\.yaml),
            bytes: bytes
        )
    }
}

extension LoadedConfiguration {
    init(
        _ reading: Reading,
        settings: Settings?,
        text: String,
        root: YAMLValue?,
        accounts: [String]? = nil,
        bytes: [UInt8]
    ) {
        let secrets = SecretTexts(in: root)
        var writer = YAMLWriter(hiding: secrets)
        writer.write(root, accounts: accounts)
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
    func settings(
        _ reading: Reading,
        accounts: (Section, ProbeTiming) -> [Account]
    ) -> Settings? {
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
            accounts: accounts(section, timing),
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
