/// Which of the accounts found are watched.
package struct DiscoveryFilter: Sendable, Equatable {
    /// In small letters; empty for all.
    private let kinds: Set<String>
    /// Ids of regions; empty for all.
    private let regions: Set<String>
    /// Names in small letters, as Azure compares them; nil for any value.
    private let tags: [String: String?]

    /// A filter all of whose parts must fit.
    ///
    /// - Parameters:
    ///   - kinds: Such as `SpeechServices`, in any case.
    ///   - regions: Such as `japanwest` or `Japan West`.
    ///   - tags: Names, and values that are compared exactly; a nil value asks for the name alone.
    package init(kinds: [String] = [], regions: [String] = [], tags: [String: String?] = [:]) {
        self.kinds = Set(kinds.map { $0.lowercased() })
        self.regions = Set(regions.map(Regions.normalise))
        self.tags = Dictionary(tags.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    }

    /// Whether an account is to be watched.
    package func allows(_ account: DiscoveredAccount) -> Bool {
        guard kinds.isEmpty || kinds.contains(account.kind.lowercased()),
            regions.isEmpty || regions.contains(account.region)
        else { return false }
        return tags.allSatisfy { name, wanted in
            account.tags.contains {
                $0.key.lowercased() == name && (wanted ?? $0.value) == $0.value
            }
        }
    }
}
