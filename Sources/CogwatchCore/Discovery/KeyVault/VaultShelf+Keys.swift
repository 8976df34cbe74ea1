package import Foundation

extension VaultShelf {
    /// An account with what the shelf holds of its keys.
    package enum Filled: Sendable, Equatable {
        case ready(Account)
        /// The key in use is still to come.
        case waiting(Account)
    }

    /// Gives an account the keys that are known.
    ///
    /// Spares that are still to come are left out until they are there.
    package func filled(_ account: Account, at now: Date) -> Filled {
        guard account.keys.contains(where: { $0.vault != nil }) else { return .ready(account) }
        let keys = account.keys.map { filled($0, at: now) }
        guard let first = keys.first, first != nil else {
            return .waiting(explained(account))
        }
        return .ready(account.with(keys: keys.compactMap(\.self)))
    }

    /// Gives an account the keys that are known, and of all others the reason why they are not.
    package func settled(_ account: Account, at now: Date) -> Account {
        explained(
            account.with(keys: account.keys.map { filled($0, at: now) ?? $0 })
        )
    }

    /// Nil where the key is still to come.
    private func filled(_ key: AccountKey, at now: Date) -> AccountKey? {
        guard let vault = key.vault else { return key }
        switch standing(of: vault.place, at: now) {
        case .known(let secret):
            return AccountKey(
                name: key.name,
                origin: key.origin,
                secret: secret.value,
                vault: vault,
                expires: secret.attributes.expires
            )
        case .missing(let fault): return key.missing(because: fault)
        case .awaited: return nil
        }
    }

    private func explained(_ account: Account) -> Account {
        account.with(
            keys: account.keys.map { key in
                guard let vault = key.vault, key.secret.isEmpty, key.problem == nil else {
                    return key
                }
                let silence = Fault(
                    what: "secret from Key Vault",
                    why: "the vault has not answered yet",
                    remedy: "It is asked again by itself."
                )
                return key.missing(because: refusal(of: vault.place)?.fault ?? silence)
            }
        )
    }
}

extension AccountKey {
    fileprivate func missing(because fault: Fault) -> AccountKey {
        AccountKey(
            name: name,
            origin: origin,
            secret: Secret(""),
            problem: "cannot read \(origin): \(fault.why). \(fault.remedy)",
            vault: vault
        )
    }
}
