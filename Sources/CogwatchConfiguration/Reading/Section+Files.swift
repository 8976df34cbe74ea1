import CogwatchCore

extension Section {
    /// The path, to open, of a file that somebody else will read; noted where it cannot be read.
    func readableFile(_ key: String) -> String? {
        guard let path = text(key) else { return nil }
        if case .failure(let failure) = reading.contents(of: path) {
            noteUnreadable(key, path, failure)
        }
        return reading.references.resolve(path)
    }

    /// The secret in a file, without its final line break.
    func secret(inFile key: String) -> Secret? {
        guard let path = text(key) else { return nil }
        switch reading.contents(of: path) {
        case .failure(let failure):
            noteUnreadable(key, path, failure)
            return nil
        case .success(let bytes):
            let text = String(decoding: bytes, as: UTF8.self).withoutFinalLineBreak
            if text.isEmpty {
                let what = "\"\(key)\" in \(vocabulary.name): file \(shown(path, key)) is empty"
                reading.error(what, at: place(of: key))
            }
            return Secret(text)
        }
    }

    /// A secret that stands here or in a file; nil where it is in neither, or, noted, in both.
    func secret(_ key: String, orFile fileKey: String) -> Secret? {
        if has(key) && has(fileKey) {
            reading.error(
                "\(vocabulary.name) has both \"\(key)\" and \"\(fileKey)\"",
                at: place(ofKey: fileKey),
                remedy: "keep one"
            )
            return nil
        }
        return has(fileKey) ? secret(inFile: fileKey) : text(key).map { Secret($0) }
    }

    func noteUnreadable(_ key: String, _ path: String, _ failure: FileReferences.Failure) {
        let what = "\"\(key)\" in \(vocabulary.name): cannot read file \(shown(path, key))"
        reading.error("\(what): \(failure.reason)", at: place(of: key))
    }
}
