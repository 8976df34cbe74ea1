import Foundation

/// Why there is no token.
package struct EntraRefusal: Error, Sendable, Equatable {
    /// The raw values are label values.
    package enum Kind: String, Sendable, CaseIterable, Codable {
        case wrongSecret = "wrong_secret"
        case secretExpired = "secret_expired"
        case unknownApplication = "unknown_application"
        case unknownTenant = "unknown_tenant"
        case conditionalAccess = "conditional_access"
        /// The machine or app has no identity, or not this one.
        case noIdentity = "no_identity"
        case throttled, unavailable, unreachable, refused
        case notAToken = "not_a_token"
    }

    package let kind: Kind
    package let fault: Fault
    /// 0 when there was no answer.
    package let status: Int
    /// What the answer asked for.
    package let retryAfter: Duration?
    /// Whether the platform's own endpoint said so, which is asked again by ``IdentityRetry``.
    package let isOfManagedIdentity: Bool

    /// Whether it may pass without anybody's doing.
    package var isPassing: Bool {
        switch kind {
        case .throttled, .unavailable, .unreachable: true
        case .noIdentity: [404, 410].contains(status)
        case .wrongSecret, .secretExpired, .unknownApplication, .unknownTenant,
            .conditionalAccess, .refused, .notAToken:
            false
        }
    }
}

extension EntraRefusal {
    init(_ noResponse: NoResponse, for audience: TokenAudience, of credential: EntraCredential) {
        let isManaged = credential.isManaged
        kind = .unreachable
        status = 0
        retryAfter = nil
        isOfManagedIdentity = isManaged
        fault = .noToken(
            for: audience,
            "\(credential.place) did not answer (\(noResponse.shortDescription))",
            isManaged
                ? "Run cogwatch where the identity is (a virtual machine, a node, an app), and "
                    + "allow it the way there; network policies often close it."
                : "Check proxy, firewall and name servers between this machine and Entra."
        )
    }

    init(
        _ response: Response,
        for audience: TokenAudience,
        of credential: EntraCredential,
        at now: Date
    ) {
        let body = JSONView(response.body)
        let number = Self.number(in: body)
        status = response.status
        retryAfter = RetryAfter.duration(response.headers["Retry-After"], at: now)
        isOfManagedIdentity = credential.isManaged
        kind = Self.kind(response.status, number: number, isManaged: credential.isManaged)
        let words = Self.words(kind, credential)
        let error = body?["error"]?.text.flatMap(Self.code)
        let code = number.map { "AADSTS\($0)" } ?? error
        let seen = ["status \(response.status)", code].compactMap(\.self).joined(separator: ", ")
        fault = .noToken(for: audience, "\(words.why) (\(seen))", words.remedy)
    }

    /// An error's name, and nothing that could be more than a name.
    private static func code(_ text: String) -> String? {
        let isName = text.utf8.allSatisfy {
            Base64Digit.isAlphanumeric($0) || $0 == UInt8(ascii: "_")
        }
        return isName && text.utf8.count < 32 ? text : nil
    }

    private static func number(in body: JSONView?) -> Int? {
        if let first = body?["error_codes"]?.items?.first?.number { return Int(exactly: first) }
        guard let text = body?["error_description"]?.text,
            let mark = text.firstRange(of: "AADSTS")
        else { return nil }
        return Int(text[mark.upperBound...].prefix(9).prefix { $0.isASCII && $0.isNumber })
    }

    // Numbers: Microsoft's page on AADSTS error codes.
    private static func kind(_ status: Int, number: Int?, isManaged: Bool) -> Kind {
        switch number {
        case 7_000_215: return .wrongSecret
        case 7_000_222: return .secretExpired
        case 700_016: return .unknownApplication
        case 90_002: return .unknownTenant
        case 53_003: return .conditionalAccess
        default: break
        }
        switch status {
        case 200...299: return .notAToken
        case 429: return .throttled
        case 500...599: return .unavailable
        case 400, 403, 404, 410: return isManaged ? .noIdentity : .refused
        default: return .refused
        }
    }

    private static func words(
        _ kind: Kind,
        _ credential: EntraCredential
    ) -> (why: String, remedy: String) {
        switch kind {
        case .wrongSecret:
            (
                "the client secret is wrong",
                "Copy the secret's value, not its id, from the app registration's \"Certificates "
                    + "& secrets\" page."
            )
        case .secretExpired:
            (
                "the client secret has expired",
                "Create a new one on the app registration's \"Certificates & secrets\" page and "
                    + "put it into client_secret_file."
            )
        case .unknownApplication:
            (
                "the tenant has no application of this client id",
                "Compare client_id and tenant_id with the app registration's overview page."
            )
        case .unknownTenant:
            ("there is no such tenant in this cloud", "Check tenant_id and environment.")
        case .conditionalAccess:
            (
                "a conditional access policy forbids it",
                "Have the policy except this workload, or run cogwatch from an allowed place."
            )
        case .noIdentity:
            (
                "\(credential.place) has no such identity",
                "Assign a managed identity here; where it is user-assigned, name its client_id."
            )
        case .throttled: ("\(credential.place) throttles", "It is asked again later by itself.")
        case .unavailable: ("\(credential.place) fails", "It is asked again later by itself.")
        case .unreachable: ("\(credential.place) did not answer", "Check the way there.")
        case .refused: ("\(credential.place) refuses", credential.remedy)
        case .notAToken:
            (
                "\(credential.place) gave something else than a token",
                "Look for a proxy or captive portal in between."
            )
        }
    }
}

extension EntraCredential {
    fileprivate var isManaged: Bool {
        if case .managedIdentity = self { true } else { false }
    }

    fileprivate var place: String {
        switch self {
        case .clientSecret, .workloadIdentity: "Entra"
        case .managedIdentity(let identity): identity.source.name
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .clientSecret:
            "Check tenant_id, client_id and the secret against the app registration."
        case .workloadIdentity:
            "Check the app's federated credential: issuer, and subject of the service account."
        case .managedIdentity:
            "Where the platform has restarted the identity, restart cogwatch, too."
        }
    }
}

/// When the platform's identity endpoint is asked again.
///
/// Microsoft's page on tokens of virtual machines: 404, 410, 429 and 5xx are tried again after 0, 2,
/// 6, 14 and 30 seconds, and 410, an update of the service, takes up to 70 seconds.
package enum IdentityRetry {
    private static let pauses: [Duration] = [0, 2, 6, 14, 30].map { .seconds($0) }
    private static let longestUpdate = Duration.seconds(70)

    /// The pause before the next attempt.
    ///
    /// - Parameters:
    ///   - attempts: How many have failed, at least 1.
    ///   - refusal: How the last of them ended.
    /// - Returns: Nil where another attempt now is of no use; the next refresh tries again.
    package static func pause(afterAttempts attempts: Int, of refusal: EntraRefusal) -> Duration? {
        guard refusal.isOfManagedIdentity, refusal.isPassing, attempts >= 1 else { return nil }
        let own = attempts <= pauses.count ? pauses[attempts - 1] : nil
        // The documented pauses end after 52 seconds.
        let last = refusal.status == 410 && attempts == pauses.count + 1 ? pauses.last : nil
        guard let pause = own ?? last else { return nil }
        return min(max(pause, refusal.retryAfter ?? .zero), longestUpdate)
    }
}
