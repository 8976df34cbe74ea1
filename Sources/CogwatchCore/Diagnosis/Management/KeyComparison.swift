package import Foundation

/// Which of an account's configured keys Resource Manager lists as current.
///
/// Keys are compared in constant time and appear by fingerprint only.
package struct KeyComparison: Sendable, Equatable, Codable {
    /// What a configured key is.
    package enum Match: String, Sendable, CaseIterable, Codable {
        case key1, key2
        /// None of the resource's two.
        case neither
    }

    /// By our fingerprint.
    package let matches: [String: Match]
    package let at: Date

    package init(matches: [String: Match], at now: Date) {
        self.matches = matches
        at = now
    }

    /// Compares.
    package init(_ listed: ListedKeys, with keys: [InvestigatedKey], at now: Date) {
        let pairs = keys.compactMap { key in
            key.fingerprint.map { ($0, Self.match(of: key.key.secret, in: listed)) }
        }
        self.init(matches: Dictionary(pairs) { first, _ in first }, at: now)
    }

    private static func match(of secret: Secret, in listed: ListedKeys) -> Match {
        if secret == listed.key1 { return .key1 }
        return secret == listed.key2 ? .key2 : .neither
    }

    /// What a key is; nil where it was not compared.
    package func match(of fingerprint: String?) -> Match? {
        fingerprint.flatMap { matches[$0] }
    }
}
