import CogwatchCore

extension Vocabulary {
    static let keyVault = Vocabulary(
        name: "key_vault",
        texts: [
            "vault_uri", "secret", "version", "authentication_method", "tenant_id", "client_id",
            "client_secret_file",
        ],
        secrets: ["client_secret"]
    )
}

/// Reads where in a Key Vault a key is, and who reads it there.
struct VaultReading {
    let section: Section
    /// Who reads it where the section itself does not say.
    let reader: Result<EntraCredential, Fault>?
    private var reading: Reading { section.reading }

    init(_ section: Section, reader: Result<EntraCredential, Fault>?) {
        self.section = section
        self.reader = reader
    }

    /// Nil where the place is none, which is noted.
    func source() -> VaultSource? {
        let place = place()
        let secret = secret()
        let version = version()
        let credential = credential()
        guard let place, let secret else { return nil }
        return VaultSource(
            vault: place.vault,
            secret: secret,
            version: version,
            cloud: place.cloud,
            credential: credential
        )
    }

    private func place() -> (vault: KeyVault, cloud: Cloud)? {
        guard let address = section.required("vault_uri") else { return nil }
        if let place = KeyVault.find(address) { return place }
        let isAddress = address.lowercased().hasPrefix("https://")
        let suffixes = Cloud.allCases.map { "https://NAME.\($0.vaultSuffix)" }
        reading.error(
            "\"vault_uri\" in key_vault is \(section.shown(address, "vault_uri")), which "
                + (isAddress ? "is no vault of Azure" : "does not begin with https://"),
            at: section.place(of: "vault_uri"),
            remedy: "copy the \"Vault URI\" from the portal: \(Suggestion.oneOf(suffixes))"
        )
        return nil
    }

    private func secret() -> String? {
        guard let name = section.required("secret") else { return nil }
        guard !KeyVault.isSecretName(name) else { return name }
        reading.error(
            "\"secret\" in key_vault is \(section.shown(name, "secret")), which is no secret's name",
            at: section.place(of: "secret"),
            remedy: "use letters, digits and \"-\", at most 127, without the vault and the version"
        )
        return nil
    }

    private func version() -> String? {
        guard let version = section.text("version") else { return nil }
        if !KeyVault.isVersion(version) {
            reading.error(
                "\"version\" in key_vault is \(section.shown(version, "version")), which is no "
                    + "version's id",
                at: section.place(of: "version"),
                remedy: "copy its 32 digits from the portal, or leave it out for the newest"
            )
        }
        return version
    }

    private func credential() -> Result<EntraCredential, Fault> {
        let own = [
            "authentication_method", "tenant_id", "client_id", "client_secret",
            "client_secret_file",
        ]
        if let reader, !own.contains(where: section.has) { return reader }
        return CredentialReading(section).credential(usually: usualMethod)
    }

    /// As Azure's own libraries guess: a secret that is given, else what the platform lends.
    private var usualMethod: CredentialReading.Method {
        if section.has("client_secret") || section.has("client_secret_file") { return .oAuth }
        let file = reading.environment["AZURE_FEDERATED_TOKEN_FILE"] ?? ""
        return file.isEmpty ? .managedIdentity : .workloadIdentity
    }
}
