import Foundation

/// Why a vault gave no secret.
///
/// Told from the codes alone: the messages name subscriptions, objects and vaults.
package struct VaultRefusal: Error, Sendable, Equatable {
    /// The raw values are label values.
    package enum Kind: String, Sendable, CaseIterable, Codable {
        /// Entra gave no token to ask with.
        case noToken = "no_token"
        case tokenRefused = "token_refused"
        /// No role for secrets.
        case notAllowed = "not_allowed"
        case firewall
        case noSecret = "no_secret"
        case disabled, empty
        case throttled, unavailable, unreachable, unreadable, refused
        case foreignLink = "foreign_link"

        /// Whether it strikes all secrets of a vault, whichever is asked for.
        package var isOfVault: Bool {
            switch self {
            case .noToken, .tokenRefused, .firewall, .throttled, .unavailable, .unreachable,
                .unreadable:
                true
            case .notAllowed, .noSecret, .disabled, .empty, .refused, .foreignLink: false
            }
        }
    }

    package let kind: Kind
    /// 0 when there was no answer.
    package let status: Int
    package let fault: Fault
    package let retryAfter: Duration?
    /// Whether it may pass without anybody's doing.
    package let isPassing: Bool

    init(_ kind: Kind, status: Int = 0, seen: String? = nil, retryAfter: Duration? = nil) {
        self.kind = kind
        self.status = status
        self.retryAfter = retryAfter
        isPassing = [.throttled, .unavailable, .unreachable, .unreadable].contains(kind)
        let words = Self.words(kind)
        fault = Fault(
            what: "secret from Key Vault",
            why: words.why + (seen.map { " (\($0))" } ?? ""),
            remedy: words.remedy
        )
    }

    /// There was no token: an ``EntraRefusal``, a ``Fault``, or a file that cannot be read.
    package init(noToken error: any Error) {
        kind = .noToken
        switch error {
        case let refusal as EntraRefusal:
            status = refusal.status
            fault = refusal.fault
            retryAfter = refusal.retryAfter
            isPassing = refusal.isPassing
        case let fault as Fault:
            status = 0
            self.fault = fault
            retryAfter = nil
            isPassing = false
        default:
            status = 0
            fault = .noToken(
                for: .keyVault,
                "the file with the workload's own token cannot be read",
                "Check AZURE_FEDERATED_TOKEN_FILE and the projected volume behind it."
            )
            retryAfter = nil
            isPassing = true
        }
    }

    init(_ response: Response, at now: Date) {
        let error = JSONView(response.body)?["error"]
        let code = error?["code"]?.text?.lowercased() ?? ""
        let inner = error?["innererror"]?["code"]?.text?.lowercased() ?? ""
        self.init(
            Self.kind(response.status, code, inner),
            status: response.status,
            seen: "status \(response.status)",
            retryAfter: RetryAfter.duration(response.headers["Retry-After"], at: now)
        )
    }

    // Codes: Microsoft's page on Key Vault's REST error codes, and recorded answers.
    private static func kind(_ status: Int, _ code: String, _ inner: String) -> Kind {
        switch inner {
        case "forbiddenbyfirewall", "forbiddenbyconnection": return .firewall
        case "forbiddenbyrbac", "accessdenied", "forbiddenbypolicy": return .notAllowed
        case "secretdisabled": return .disabled
        default: break
        }
        if code == "secretnotfound" { return .noSecret }
        switch status {
        case 401: return .tokenRefused
        case 403: return .notAllowed
        case 404: return .noSecret
        case 429: return .throttled
        case 500...599: return .unavailable
        case 200...299: return .unreadable
        default: return .refused
        }
    }

    private static func words(_ kind: Kind) -> (why: String, remedy: String) {
        switch kind {
        case .noToken: ("there is no token", "Check who asks.")
        case .tokenRefused:
            ("the vault refuses the token", "Check that the vault is in the identity's tenant.")
        case .notAllowed:
            (
                "cogwatch's identity may not read secrets there",
                "Assign it the role \"Key Vault Secrets User\", or Get on secrets where the vault "
                    + "uses access policies."
            )
        case .firewall:
            (
                "the vault's firewall keeps this machine out",
                "Add its address to the vault's networking rules, or use a private endpoint."
            )
        case .noSecret:
            ("the vault has no such secret", "Check the name; a deleted one can be recovered.")
        case .disabled: ("the secret is disabled", "Enable it, or configure another.")
        case .empty: ("the secret is empty", "Put the account's key into it.")
        case .throttled: ("the vault throttles", "It is asked again later by itself.")
        case .unavailable: ("the vault fails", "It is asked again later by itself.")
        case .unreachable:
            (
                "the vault did not answer",
                "Check its name, and proxy, firewall and name servers on the way there."
            )
        case .unreadable:
            ("the answer is not Key Vault's", "Look for a proxy or captive portal in between.")
        case .refused: ("the vault refuses the request", "Report this with its status.")
        case .foreignLink:
            (
                "the next page is said to be on another host, and the token stays here",
                "Look for a proxy that changes answers between this machine and Azure."
            )
        }
    }
}
