import CogwatchCore

extension Section {
    /// The template in a file.
    ///
    /// What is filled in is escaped for JSON, but in files named `….txt`, with or without
    /// `.mustache` after it, which make plain text.
    func template(inFile key: String) -> NotificationTemplate? {
        guard let path = text(key) else { return nil }
        switch reading.contents(of: path) {
        case .failure(let failure):
            noteUnreadable(key, path, failure)
            return nil
        case .success(let bytes):
            let source = "file \(shown(path, key))"
            guard let text = String(validating: bytes, as: UTF8.self) else {
                note(key, "\(source) is not UTF-8", remedy: "save it as UTF-8")
                return nil
            }
            let isPlain = [".txt", ".txt.mustache"].contains(where: path.hasSuffix)
            let template = template(text, isPlain ? .plain : .json, key, source: source)
            if let template { tryOut(template, key, source: source) }
            return template
        }
    }

    /// The template that stands here.
    func template(_ key: String, _ escaping: TemplateEscaping) -> NotificationTemplate? {
        guard let text = text(key), !text.isEmpty else { return nil }
        return template(text, escaping, key, source: nil)
    }

    private func template(
        _ text: String,
        _ escaping: TemplateEscaping,
        _ key: String,
        source: String?
    ) -> NotificationTemplate? {
        do {
            return try reading.compileTemplate(text, escaping)
        } catch {
            let place = "line \(error.line), column \(error.column)"
            note(key, "\(source.map { "\($0), " } ?? "")\(place): \(error.what)", remedy: nil)
            return nil
        }
    }

    /// A mistake that is found now wakes nobody.
    private func tryOut(_ template: NotificationTemplate, _ key: String, source: String) {
        let filled = template.filled(with: TemplateFacts.sample)
        if let problem = WebhookReceiver.problem(of: filled, template.escaping) {
            let remedy =
                template.escaping == .json
                ? "write what is filled in between quotes, as in \"{{headline}}\"; for plain text "
                    + "let the file's name end in .txt"
                : "name something, as in {{headline}}"
            note(key, "\(source) makes \(problem) of a sample alert", remedy: remedy)
        } else if template.escaping == .json, Self.isUnescaped(template.text) {
            reading.warning(
                "\"\(key)\" in \(vocabulary.name): \(source) fills something in unescaped, so a "
                    + "label could add fields to the body",
                at: place(of: key),
                remedy: "write two braces for three; only {{{json}}} needs three"
            )
        }
    }

    private static func isUnescaped(_ text: String) -> Bool {
        let rest = text.filter { !$0.isWhitespace }.replacing("{{{json}}}", with: "")
        return rest.contains("{{{") || rest.contains("{{&")
    }

    private func note(_ key: String, _ what: String, remedy: String?) {
        reading.error(
            "\"\(key)\" in \(vocabulary.name): \(what)",
            at: place(of: key),
            remedy: remedy
        )
    }
}
