import CogwatchCore

/// Reads the files of `file_sd_configs`.
///
/// A file that is damaged keeps its last good state: who writes it may be in the middle of that.
struct AccountFileReading {
    let loader: ConfigurationLoader
    let timing: ProbeTiming
    /// Whether a key whose file cannot be read stays what it was.
    let keepsKeys: Bool
    let memory: AccountFileMemory

    /// - Returns: Every file once, in the order of the patterns.
    func read(_ configurations: [FileDiscovery]) -> [AccountFile] {
        var known: [String: AccountFileMemory.Known] = [:]
        var files: [AccountFile] = []
        for path in configurations.flatMap(\.patterns).flatMap(loader.listFiles)
        where known[path] == nil {
            let (file, next) = read(path)
            files.append(file)
            known[path] = next
        }
        memory.replace(with: known)
        return files
    }

    private func read(_ path: String) -> (file: AccountFile, known: AccountFileMemory.Known) {
        let reading = Reading(path, loader: loader)
        let circumstances = StanzaMemory.Circumstances(timing: timing, at: reading.now)
        let old = memory[path].flatMap { $0.circumstances == circumstances ? $0 : nil }
        let bytes: [UInt8]
        do {
            bytes = try loader.readFile(path)
        } catch {
            reading.error("cannot read the file: \(LocalFile.reason(for: error))", at: nil)
            return damaged(path, reading, text: "", root: nil, old, circumstances)
        }
        let contents = FNV1a(of: bytes).value
        if let old, old.contents == contents, old.file.isCurrent,
            let references = old.references, references.allSatisfy(reading.references.isCurrent)
        {
            return (old.file, old)
        }
        guard let text = UTF8Text.text(bytes, reading) else {
            return damaged(path, reading, text: "", root: nil, old, circumstances)
        }
        let document = YAMLDocument(text)
        for mistake in document.mistakes {
            reading.error(mistake.what, at: mistake.place, remedy: mistake.remedy)
        }
        let placed = accounts(in: document, reading)
        let together = reading.together(placed)
        guard reading.isUsable else {
            return damaged(path, reading, text: text, root: document.root, old, circumstances)
        }
        let lacksKeys = together.contains { $0.keys.contains { $0.problem != nil } }
        if keepsKeys, lacksKeys, let old, old.contents == contents { return (old.file, old) }
        let paths = reading.references.takeAsked()
        let settled = paths.compactMap { reading.references.settledFile(at: $0, at: reading.now) }
        let file = AccountFile(
            path: path,
            accounts: together,
            problems: problems(reading, text, document.root),
            isCurrent: true,
            namePlaces: placed.map(\.namePlace),
            digest: reading.references.digest(with: bytes),
            watchedFiles: reading.references.watched
        )
        let known = AccountFileMemory.Known(
            circumstances: circumstances,
            contents: contents,
            file: file,
            references: settled.count == paths.count ? settled : nil
        )
        return (file, known)
    }

    private func accounts(in document: YAMLDocument, _ reading: Reading) -> [PlacedAccount] {
        guard let root = document.root else { return [] }
        guard case .sequence(let items) = root.content else {
            if !root.isNull {
                reading.error(
                    "the file must be a list of accounts, not \(root.kind)",
                    at: root.place,
                    remedy: "begin each account with \"- name: \""
                )
            }
            return []
        }
        return items.compactMap { item in
            Section(item, .account, reading).map { PlacedAccount($0, timing: timing) }
        }
    }

    private func damaged(
        _ path: String,
        _ reading: Reading,
        text: String,
        root: YAMLValue?,
        _ old: AccountFileMemory.Known?,
        _ circumstances: StanzaMemory.Circumstances
    ) -> (file: AccountFile, known: AccountFileMemory.Known) {
        let file = AccountFile(
            path: path,
            accounts: old?.file.accounts ?? [],
            problems: problems(reading, text, root),
            isCurrent: false,
            namePlaces: old?.file.namePlaces ?? [],
            digest: old?.file.digest ?? 0,
            watchedFiles: reading.references.watched
        )
        let known = AccountFileMemory.Known(
            circumstances: circumstances,
            contents: old?.contents ?? 0,
            file: file,
            references: nil
        )
        return (file, known)
    }

    private func problems(
        _ reading: Reading,
        _ text: String,
        _ root: YAMLValue?
    ) -> [ConfigurationProblem] {
        let secrets = SecretTexts(in: root)
        return reading.problems(hiding: secrets.quotable) {
            SourceLines(text, hiding: root == nil ? nil : secrets)
        }
    }
}
