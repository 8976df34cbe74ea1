package import Foundation

/// Where and how one operation is asked of one account.
package struct Endpoint: Sendable, Equatable {
    package let method: Request.Method
    package let host: String
    /// With its query.
    package let path: String
    /// The header that carries a key; a token goes into `Authorization`.
    package let keyHeader: String

    static let usualKeyHeader = "Ocp-Apim-Subscription-Key"

    package var url: String { "https://\(host)\(path)" }
}

extension Account {
    /// Where an operation is asked; nil where accounts of this kind cannot be asked it, or where
    /// only the resource's own host could tell, and none is configured.
    ///
    /// Sources: Microsoft's pages on the speech-to-text REST authentication (2026-05-21), the
    /// text-to-speech REST API (2024-09-23), Speech behind private endpoints (2026-03-23) and
    /// Translator authentication (2026-06-02).
    package func endpoint(for operation: Operation) -> Endpoint? {
        let offer = kind.offer
        guard offer.allowed.contains(operation) else { return nil }
        if offer.needsEndpoint && customDomain == nil { return nil }
        switch operation {
        case .token:
            return Endpoint(
                method: .post,
                host: customDomain ?? apiHost,
                path: "/sts/v1.0/issueToken",
                keyHeader: Endpoint.usualKeyHeader
            )
        case .voices, .bearer:
            return Endpoint(
                method: .get,
                host: customDomain ?? "\(region).tts.\(cloud.speechSuffix)",
                path: "\(customDomain == nil ? "" : "/tts")/cognitiveservices/voices/list",
                keyHeader: Endpoint.usualKeyHeader
            )
        case .list:
            return offer.listing.map { listing in
                Endpoint(
                    method: .get,
                    host: customDomain ?? apiHost,
                    path: listing.path,
                    keyHeader: listing.keyHeader
                )
            }
        }
    }

    /// The host that answers an operation.
    package func host(for operation: Operation) -> String? { endpoint(for: operation)?.host }

    /// Whether everything is asked where another stanza of the account has it asked.
    func isReached(like other: Account) -> Bool {
        kind == other.kind && cloud == other.cloud && region == other.region
            && customDomain == other.customDomain && operations == other.operations
    }

    /// The host by which people know the account; nil for one that has none.
    package var mainHost: String? { host(for: .token) ?? host(for: .list) ?? customDomain }

    /// What most services of a region share.
    private var apiHost: String {
        let isGlobal = region == Regions.global && kind.hasGlobalAccounts(in: cloud)
        return isGlobal ? cloud.apiSuffix : "\(region).\(cloud.apiSuffix)"
    }

    /// Whether the account's service is known to be gone, so that nothing is sent.
    package func isRetired(at now: Date) -> Bool { kind.retirement?.isOver(at: now) ?? false }
}
