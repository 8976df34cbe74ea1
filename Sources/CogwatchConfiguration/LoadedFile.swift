/// What one of the smaller files says, and everything that is wrong with it.
package struct LoadedFile<Value: Sendable>: Sendable {
    /// Nil where there are errors.
    package let value: Value?
    /// All problems at once, in the order of the file.
    package let problems: [ConfigurationProblem]
    /// The file itself and every file that it refers to, each once, as paths to open; in the
    /// same order for the same contents.
    package let watchedFiles: [String]

    /// Whether somebody who checks the file should be told that it is wrong.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }
}

extension ConfigurationLoader {
    /// Reads a file and all that it refers to; an empty file says nothing, which is allowed.
    func loadFile<Value>(
        _ path: String,
        _ vocabulary: Vocabulary,
        empty: Value,
        _ interpret: (Section) -> Value?
    ) -> LoadedFile<Value> {
        let reading = Reading(path, loader: self)
        var value: Value?
        var text = ""
        var root: YAMLValue?
        do {
            if let read = UTF8Text.text(try readFile(path), reading) {
                let document = YAMLDocument(read)
                (text, root) = (read, document.root)
                for mistake in document.mistakes {
                    reading.error(mistake.what, at: mistake.place, remedy: mistake.remedy)
                }
                let hasRoot = root.map { !$0.isNull } ?? false
                value =
                    hasRoot
                    ? root.flatMap { Section($0, vocabulary, reading) }.flatMap(interpret) : empty
            }
        } catch {
            reading.error("cannot read the file: \(LocalFile.reason(for: error))", at: nil)
        }
        let secrets = SecretTexts(in: root)
        return LoadedFile(
            value: reading.isUsable ? value : nil,
            problems: reading.problems(hiding: secrets.quotable) {
                SourceLines(text, hiding: root == nil ? nil : secrets)
            },
            watchedFiles: reading.references.watched
        )
    }
}
