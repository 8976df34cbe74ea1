package import CogwatchCore

/// What the configuration's own stanzas keep from accounts that are discovered, also those stanzas
/// that another shard watches.
package struct Claims: Sendable, Equatable {
    /// In small letters: people read names aloud.
    let names: Set<String>
    let ids: Set<ResourceID>

    package init(of accounts: [Account]) {
        names = Set(accounts.map { $0.name.lowercased() })
        ids = Set(accounts.compactMap { $0.resourceID.flatMap { ResourceID($0) } })
    }
}
