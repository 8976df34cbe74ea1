/// Where a key lies in a Key Vault, and who may read it there.
///
/// An object, so that the many keys that lie elsewhere have no room for it.
package final class VaultSource: Sendable, Equatable {
    /// What tells one secret from another.
    package struct Place: Sendable, Hashable {
        package let vault: KeyVault
        /// In small letters: a vault does not tell names apart by case.
        package let secret: String
        /// Nil for the newest.
        package let version: String?
    }

    package let place: Place
    /// The vault's, whose Entra gives the token.
    package let cloud: Cloud
    /// Who asks; the fault where this machine has not what the configuration wants.
    package let credential: Result<EntraCredential, Fault>

    package init(
        vault: KeyVault,
        secret: String,
        version: String? = nil,
        cloud: Cloud = .public,
        credential: Result<EntraCredential, Fault>
    ) {
        place = Place(vault: vault, secret: secret.lowercased(), version: version?.lowercased())
        self.cloud = cloud
        self.credential = credential
    }

    /// The request for the secret; nil where its name or version cannot be one's.
    package func request(token: EntraToken) -> Request? {
        place.vault.request(secret: place.secret, version: place.version, token: token)
    }

    package static func == (left: VaultSource, right: VaultSource) -> Bool {
        left === right || left.place == right.place && left.isAskedAlike(right)
    }

    /// Whether one token does for both.
    package func isAskedAlike(_ other: VaultSource) -> Bool {
        cloud == other.cloud && credential == other.credential
    }
}
