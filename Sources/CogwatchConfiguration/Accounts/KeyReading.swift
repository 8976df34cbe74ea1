import CogwatchCore

extension Vocabulary {
    static let key = Vocabulary(
        name: "a key",
        texts: ["name", "file", "env"],
        sections: ["key_vault"],
        secrets: ["value"]
    )
}

/// Reads one entry of an account's `keys`, and the key itself.
struct KeyReading {
    let section: Section
    /// The kind that the account is said to have.
    let kind: AzureService
    /// Who reads vaults where the entry itself does not say.
    let vaultReader: Result<EntraCredential, Fault>?
    private var reading: Reading { section.reading }

    init(
        _ section: Section,
        kind: AzureService,
        vaultReader: Result<EntraCredential, Fault>? = nil
    ) {
        self.section = section
        self.kind = kind
        self.vaultReader = vaultReader
    }

    /// The key, empty and with its problem where its source cannot be read; nil where nothing says
    /// where it is.
    func key() -> AccountKey? {
        guard let name = section.required("name") else { return nil }
        section.checkIdentifier(name, "name")
        guard let source = source(of: name) else { return nil }
        let key = self.key(name, from: source)
        if let problem = key.problem {
            reading.error(
                "key \(Redaction.quoted(name)): \(problem)",
                at: section.place(of: source),
                isKeySource: true
            )
        } else {
            lint(key, at: section.place(of: source))
        }
        return key
    }

    private func source(of name: String) -> String? {
        let sources = ["file", "env", "value", "key_vault"].filter(section.has)
        guard let source = sources.first else {
            let remedy = "write its file, env, value or key_vault"
            reading.error(
                "key \(Redaction.quoted(name)) has no source",
                at: section.place,
                remedy: remedy
            )
            return nil
        }
        if let second = sources.dropFirst().first {
            let what = "key \(Redaction.quoted(name)) has more than one source"
            reading.error("\(what), \(source) and \(second)", at: section.place(ofKey: second))
            return nil
        }
        return source
    }

    private func key(_ name: String, from source: String) -> AccountKey {
        guard source != "key_vault" else { return key(inVault: name) }
        guard let text = section.text(source) else {
            return AccountKey(name: name, origin: source, secret: Secret(""), problem: nil)
        }
        switch source {
        case "file": return key(name, fromFile: text)
        case "env": return key(name, fromVariable: text)
        default: return key(name, written: text)
        }
    }

    /// Empty until the agent has read it.
    private func key(inVault name: String) -> AccountKey {
        let vault = section.section("key_vault", .keyVault)
            .flatMap { VaultReading($0, reader: vaultReader).source() }
        return AccountKey(
            name: name,
            origin: vault.map(Self.origin) ?? "key_vault",
            secret: Secret(""),
            vault: vault
        )
    }

    private static func origin(of vault: VaultSource) -> String {
        let name = Redaction.quoted(vault.place.secret)
        return "secret \(name) of \(vault.place.vault.host)"
    }

    private func key(_ name: String, fromFile path: String) -> AccountKey {
        let origin = "file \(Redaction.quoted(path))"
        switch reading.contents(of: path) {
        case .failure(let failure):
            return missing(name, origin, "cannot read \(origin): \(failure.reason)")
        case .success(let bytes):
            // Everything else stays as it is: damage is for the diagnosis to name.
            let text = String(decoding: bytes, as: UTF8.self).withoutFinalLineBreak
            guard !text.isEmpty else { return missing(name, origin, "\(origin) is empty") }
            return AccountKey(name: name, origin: origin, secret: Secret(text))
        }
    }

    private func key(_ name: String, fromVariable variable: String) -> AccountKey {
        let isName = Exposure.keys.shows(name: variable)
        let origin = "variable \(isName ? variable : Redaction.placeholder)"
        guard let text = reading.environment[variable] else {
            return missing(name, origin, "\(origin) is not set")
        }
        guard !text.isEmpty else { return missing(name, origin, "\(origin) is empty") }
        return AccountKey(name: name, origin: origin, secret: Secret(text))
    }

    private func key(_ name: String, written text: String) -> AccountKey {
        let place = section.place(of: "value")
        if text.contains("${") || text.hasPrefix("$") {
            let remedy = "write env: NAME instead of value"
            reading.hint("variables are not expanded here", at: place, remedy: remedy)
        }
        reading.warning(
            "key \(Redaction.quoted(name)) stands in the configuration file itself",
            at: place,
            remedy: "move it to a file or a variable that fewer people can read"
        )
        guard !text.isEmpty else { return missing(name, "value", "its value is empty") }
        return AccountKey(name: name, origin: "configuration file", secret: Secret(text))
    }

    private func missing(_ name: String, _ origin: String, _ problem: String) -> AccountKey {
        AccountKey(name: name, origin: origin, secret: Secret(""), problem: problem)
    }

    private func lint(_ key: AccountKey, at place: Place) {
        guard !key.secret.isEmpty else { return }
        let anatomy = KeyAnatomy(of: key.secret)
        let name = Redaction.quoted(key.name)
        for problem in anatomy.problems {
            reading.warning("key \(name) from \(key.origin): \(problem.explanation)", at: place)
        }
        // An OpenAI resource keeps its keys when it becomes an AIServices one.
        guard anatomy.checksum == .valid, let service = anatomy.service, service != kind,
            (service, kind) != (.openAI, .aiServices)
        else { return }
        reading.warning(
            "key \(name) from \(key.origin) was made for an account of kind \(service.rawValue)",
            at: place,
            remedy: "set kind: \(service.rawValue), or copy this account's own key"
        )
    }
}

extension String {
    /// Without the one line break that editors and `echo` put at the end of a file.
    var withoutFinalLineBreak: String {
        last == "\n" || last == "\r\n" ? String(dropLast()) : self
    }
}
