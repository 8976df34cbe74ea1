package import CogwatchCore
package import Foundation

/// Reads configuration files.
package struct ConfigurationLoader: Sendable {
    let environment: [String: String]
    let readFile: @Sendable (String) throws -> [UInt8]
    let listFiles: @Sendable (String) -> [String]
    let stampFile: @Sendable (String) -> FileStamp?
    let now: @Sendable () -> Date
    let compileTemplate: TemplateCompiler
    /// What of the accounts need not be read again.
    private let memory = StanzaMemory()
    private let fileMemory = AccountFileMemory()
    /// The main file as it was taken over last.
    private let loaded = LoadedBytes()
    private let watched = WatchedFiles()

    /// A loader that sees the world through what it is given.
    ///
    /// - Parameters:
    ///   - environment: The variables that `env:` names.
    ///   - readFile: A file's contents.
    ///   - listFiles: The files that a pattern with wildcards stands for, sorted.
    ///   - stampFile: What tells a file that was written since; nil where that cannot be told.
    ///   - now: The time, for trials that are over.
    ///   - compileTemplate: Makes templates of the texts that receivers are given.
    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        readFile: @escaping @Sendable (String) throws -> [UInt8] = LocalFile.contents(of:),
        listFiles: @escaping @Sendable (String) -> [String] = LocalFile.matching(_:),
        stampFile: @escaping @Sendable (String) -> FileStamp? = LocalFile.stamp(of:),
        now: @escaping @Sendable () -> Date = { Date() },
        compileTemplate: @escaping TemplateCompiler
    ) {
        self.environment = environment
        self.readFile = readFile
        self.listFiles = listFiles
        self.stampFile = stampFile
        self.now = now
        self.compileTemplate = compileTemplate
    }

    /// Reads a file and all that it refers to, and takes it over for ``refresh(path:anyway:)``.
    ///
    /// Never throws: a file that cannot be read is a problem like any other. A loader that is kept
    /// reads again only those accounts of which the text or a file has changed.
    ///
    /// - Parameter path: The file. Relative paths in it start from its directory.
    /// - Returns: The settings, if they can be used, and all that is wrong with them.
    package func load(path: String) -> LoadedConfiguration {
        let proposal = propose(path: path)
        proposal.takeOver()
        return proposal.configuration
    }

    /// Reads what ``load(path:)`` does, for somebody who may still refuse it.
    ///
    /// - Parameter path: The file.
    /// - Returns: What was read, and what to call once it is in force: until then
    ///   ``refresh(path:anyway:)`` builds on what was taken over before.
    package func propose(
        path: String
    ) -> (configuration: LoadedConfiguration, takeOver: @Sendable () -> Void) {
        let (read, bytes) = read(path: path)
        guard let settings = read.settings else { return (read, {}) }
        let files = read.watchedFiles
        let discovery = settings.discovery.files
        return (
            read,
            {
                loaded.replace(with: bytes)
                watch(files, and: discovery, beside: path)
            }
        )
    }

    /// What would be loaded now.
    package func digest(path: String) -> UInt64 { read(path: path).configuration.digest }

    /// Reads what the file that was taken over last refers to: files of keys, and of accounts.
    ///
    /// The file itself may have changed since; that is for ``load(path:)``. A key's file that is
    /// not to be read just now, as in the middle of an exchange, does not take the key away.
    ///
    /// - Parameters:
    ///   - path: As it was loaded.
    ///   - anyway: Whether to read also where nothing seems to have changed.
    /// - Returns: nil where nothing was taken over yet, and where nothing has changed.
    package func refresh(path: String, anyway: Bool = false) -> LoadedConfiguration? {
        let mayHaveChanged = watched.mayHaveChanged(
            at: now(),
            stampFile: stampFile,
            listFiles: listFiles
        )
        guard let bytes = loaded.bytes, mayHaveChanged || anyway else { return nil }
        let read = load(bytes, of: path, keepsKeys: true)
        watch(read.watchedFiles, and: read.settings?.discovery.files ?? [], beside: path)
        return read
    }

    private func watch(_ files: [String], and discovery: [FileDiscovery], beside path: String) {
        watched.watch(files.filter { $0 != path }, and: discovery)
    }

    private func read(path: String) -> (configuration: LoadedConfiguration, bytes: [UInt8]) {
        do {
            let bytes = try readFile(path)
            return (load(bytes, of: path), bytes)
        } catch {
            let reading = Reading(path, loader: self)
            reading.error("cannot read the file: \(LocalFile.reason(for: error))", at: nil)
            let nothing = LoadedConfiguration(
                reading,
                settings: nil,
                text: "",
                root: nil,
                bytes: []
            )
            return (nothing, [])
        }
    }

    /// Reads a file's contents.
    ///
    /// - Parameters:
    ///   - bytes: The contents.
    ///   - path: The file.
    ///   - byStanzas: Whether each account may be read by itself.
    ///   - keepsKeys: Whether a key whose file cannot be read stays what it was.
    /// - Returns: What it says.
    func load(
        _ bytes: [UInt8],
        of path: String,
        byStanzas: Bool = true,
        keepsKeys: Bool = false
    ) -> LoadedConfiguration {
        let reading = Reading(path, loader: self)
        guard let text = UTF8Text.text(bytes, reading) else {
            return LoadedConfiguration(reading, settings: nil, text: "", root: nil, bytes: bytes)
        }
        let apart =
            byStanzas
            ? loadByStanzas(path, text: text, bytes: bytes, keepsKeys: keepsKeys) : nil
        return apart ?? loadWhole(text, bytes: bytes, reading, keepsKeys: keepsKeys)
    }

    private func loadWhole(
        _ text: String,
        bytes: [UInt8],
        _ reading: Reading,
        keepsKeys: Bool
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
        .with(files(for: settings, reading, keepsKeys: keepsKeys))
    }

    private func files(
        for settings: Settings?,
        _ reading: Reading,
        keepsKeys: Bool
    ) -> [AccountFile] {
        guard let settings, reading.isUsable else { return [] }
        return AccountFileReading(
            loader: self,
            timing: reading.timing,
            keepsKeys: keepsKeys,
            memory: fileMemory
        )
        .read(settings.discovery.files)
    }

    /// Reads each account by itself.
    ///
    /// - Returns: nil where that is not sure to mean the same as the whole: the accounts are not a
    ///   list in block style, share anchors, hold secrets or are no YAML.
    private func loadByStanzas(
        _ path: String,
        text: String,
        bytes: [UInt8],
        keepsKeys: Bool
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
            read = StanzaReading(reading: reading, timing: timing, keepsKeys: keepsKeys)
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
        .with(files(for: settings, reading, keepsKeys: keepsKeys))
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
            redactedParts: writer.parts,
            digest: reading.references.digest(with: bytes),
            watchedFiles: reading.references.watched,
            accountFiles: []
        )
    }
}

extension Vocabulary {
    static let root = Vocabulary(
        name: "the configuration",
        sections: [
            "global", "http_client", "diagnosis", "accounts", "alerting", "file_sd_configs",
            "azure_sd_configs", "privacy",
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
        reading.timing = timing
        return Settings(
            accounts: accounts(section, timing),
            externalLabels: global.map { LabelReading($0, key: "external_labels").labels() } ?? [:],
            httpClient: section.section("http_client", .httpClient)
                .map { HTTPClientReading($0).settings() } ?? HTTPClientSettings(),
            diagnosis: section.section("diagnosis", .diagnosis)
                .map { DiagnosisPolicy($0) } ?? DiagnosisPolicy(),
            alerting: section.section("alerting", .alerting)
                .map { AlertingReading($0).settings() } ?? AlertingSettings(),
            discovery: DiscoverySettings(
                files: section.sections("file_sd_configs", .fileDiscovery)
                    .map { FileDiscovery($0) },
                azure: AzureDiscoveryReading.all(in: section, timing: timing)
            ),
            privacy: section.section("privacy", .privacy)
                .map { PrivacySettings($0) } ?? PrivacySettings()
        )
    }
}
