/// A key with what its text tells, worked out once.
package struct InvestigatedKey: Sendable {
    package let key: AccountKey
    package let fingerprint: String?
    package let anatomy: KeyAnatomy
    package let regionCode: RegionCode?

    /// Looks at a key.
    package init(_ key: AccountKey, installation: Secret) {
        self.key = key
        fingerprint = KeyFingerprint.fingerprint(of: key.secret, under: installation)
        anatomy = KeyAnatomy(of: key.secret)
        regionCode = RegionCode(of: key.secret)
    }

    package var name: String { key.name }

    /// Whether the key may leave the house: what is plainly no key may be another system's secret.
    package var canBeSent: Bool {
        anatomy.shape != .empty && !anatomy.cannotBeAKey && !breaksHeader
    }

    // A header's value has no line breaks: what follows one would be another header.
    private var breaksHeader: Bool {
        key.secret.reveal { text in
            text.unicodeScalars.contains { ["\r", "\n", "\0"].contains($0) }
        }
    }

    var facts: CaseFile.KeyFacts {
        CaseFile.KeyFacts(
            name: name,
            fingerprint: fingerprint,
            anatomy: anatomy,
            origin: key.origin,
            problem: key.problem,
            isSwitchedOff: key.isSwitchedOff,
            canBeSent: canBeSent
        )
    }
}

extension AccountHistory.Stanza {
    /// What is remembered of an account's stanza.
    package init(of account: Account, keys: [InvestigatedKey]) {
        self.init(
            keys: keys.map { $0.fingerprint ?? "" },
            region: account.region,
            cloud: account.cloud.rawValue,
            endpoint: account.customDomain ?? "",
            kind: account.kind.rawValue
        )
    }
}
