import CogwatchCore

extension ManagementDesk {
    /// A token for a secret's vault.
    func token(for source: VaultSource) async throws -> EntraToken {
        try await token(of: source.credential.get(), for: .keyVault, in: source.cloud)
    }

    /// Reads a secret.
    func secret(at source: VaultSource) async throws(VaultRefusal) -> VaultSecret {
        let token: EntraToken
        do {
            token = try await self.token(for: source)
        } catch {
            throw VaultRefusal(noToken: error)
        }
        guard let request = source.request(token: token) else {
            throw VaultRefusal(noToken: Fault.noSuchName)
        }
        let answer = await world.now.transport.send(request)
        return try source.place.vault.secret(in: answer, at: time.now)
    }
}

extension Fault {
    // The configuration lets no such name through.
    fileprivate static let noSuchName = Fault(
        what: "secret from Key Vault",
        why: "its name or version cannot be one's",
        remedy: "Check both in key_vault."
    )
}
