import Foundation

/// Why Resource Manager did not answer a question.
///
/// Holds nothing of Azure's own messages, which name tenants, objects and people.
package struct ManagementRefusal: Error, Sendable, Equatable, Codable {
    /// The raw values are label values.
    package enum Kind: String, Sendable, CaseIterable, Codable {
        /// The identity lacks a role.
        case notAllowed = "not_allowed"
        /// A read-only lock forbids listing keys.
        case locked
        case tokenExpired = "token_expired"
        case tokenRefused = "token_refused"
        case noResource = "no_resource"
        case noGroup = "no_group"
        case noSubscription = "no_subscription"
        case throttled, unavailable, unreachable
        /// More pages or bytes than are read.
        case tooMuch = "too_much"
        /// A next page on another host.
        case foreignLink = "foreign_link"
        /// Not what Resource Manager answers.
        case unreadable
        case refused
    }

    package let kind: Kind
    /// 0 when there was no answer.
    package let status: Int
    /// The permission that is missing; nil where none is.
    package let permission: String?
    package let fault: Fault
    /// In seconds; nil where nothing was asked for.
    package let retryAfterSeconds: Double?

    /// Whether it may pass without anybody's doing.
    package var isPassing: Bool {
        switch kind {
        case .throttled, .unavailable, .unreachable, .tokenExpired: true
        case .notAllowed, .locked, .tokenRefused, .noResource, .noGroup, .noSubscription, .tooMuch,
            .foreignLink, .unreadable, .refused:
            false
        }
    }

    /// What to do so that the question can be answered the next time; nil where it is not for people.
    package var stepToProof: String? {
        switch kind {
        case .notAllowed: permission.map { "Grant \($0) to cogwatch's identity to prove this." }
        case .locked: "Allow listing keys past the read-only lock, or compare the keys by hand."
        case .tokenRefused, .tokenExpired: fault.remedy
        case .noResource, .noGroup, .noSubscription, .throttled, .unavailable, .unreachable,
            .tooMuch, .foreignLink, .unreadable, .refused:
            nil
        }
    }
}

extension ManagementRefusal {
    init(
        _ kind: Kind,
        of call: ManagementCall,
        status: Int = 0,
        seen: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.status = status
        permission = kind == .notAllowed ? call.permission : nil
        retryAfterSeconds = retryAfter?.seconds
        let words = Self.words(kind, call)
        fault = Fault(
            what: "\(call.noun) from Azure Resource Manager",
            why: words.why + (seen.map { " (\($0))" } ?? ""),
            remedy: words.remedy
        )
    }

    init(_ noResponse: NoResponse, of call: ManagementCall) {
        if case .bodyTooLarge = noResponse {
            self.init(.tooMuch, of: call)
        } else {
            self.init(.unreachable, of: call, seen: noResponse.shortDescription)
        }
    }

    init(_ response: Response, of call: ManagementCall, at now: Date) {
        let body = JSONView(response.body)
        let code = (body?["error"]?["code"] ?? body?["code"])?.text.flatMap(Self.presentable)
        self.init(
            Self.kind(response.status, code: code?.lowercased() ?? "", of: call),
            of: call,
            status: response.status,
            seen: ["status \(response.status)", code].compactMap(\.self).joined(separator: ", "),
            retryAfter: RetryAfter.duration(response.headers["Retry-After"], at: now)
        )
    }

    /// A code is a name; what is longer or has other characters may hold anything.
    private static func presentable(_ code: String) -> String? {
        let isName = !code.isEmpty && code.utf8.count < 32 && code.utf8.allSatisfy(isOfNames)
        return isName ? code : nil
    }

    private static func isOfNames(_ byte: UInt8) -> Bool {
        Base64Digit.isAlphanumeric(byte) || byte == UInt8(ascii: "_")
    }

    private static func kind(_ status: Int, code: String, of call: ManagementCall) -> Kind {
        switch code {
        case "authorizationfailed", "linkedauthorizationfailed": return .notAllowed
        case "scopelocked": return .locked
        case "expiredauthenticationtoken": return .tokenExpired
        case "subscriptionnotfound", "invalidsubscriptionid": return .noSubscription
        case "resourcegroupnotfound": return .noGroup
        case "resourcenotfound": return .noResource
        default: break
        }
        switch status {
        case 401: return .tokenRefused
        case 403: return .notAllowed
        case 408: return .unavailable
        case 429: return .throttled
        case 500...599: return .unavailable
        case 200...299: return .unreadable
        default: return .refused
        }
    }

    private static func words(
        _ kind: Kind,
        _ call: ManagementCall
    ) -> (why: String, remedy: String) {
        switch kind {
        case .notAllowed:
            (
                "cogwatch's identity lacks \(call.permission)",
                "Grant it; the role Cognitive Services User holds all but the activity log's, and "
                    + "Monitoring Reader holds that. A new role may take minutes, with a managed "
                    + "identity hours, to be seen."
            )
        case .locked:
            ("a read-only lock forbids it", "Set the lock to CanNotDelete, or do without.")
        case .tokenExpired: ("the token has expired", "A new one is fetched by itself.")
        case .tokenRefused:
            ("the token is refused", "Check that `environment` and tenant_id name the right cloud.")
        case .noResource: ("there is no such resource", "Check resource_id; or it was deleted.")
        case .noGroup: ("there is no such resource group", "Check resource_id; or it was deleted.")
        case .noSubscription:
            (
                "the subscription is not there, or not shown to this identity",
                "Check the subscription id, and grant the identity the role Reader on it."
            )
        case .throttled: ("Azure throttles", "It is asked again later by itself.")
        case .unavailable: ("Azure Resource Manager fails", "It is asked again later by itself.")
        case .unreachable:
            (
                "Azure Resource Manager did not answer",
                "Check proxy, firewall and name servers between this machine and it."
            )
        case .tooMuch:
            (
                "the answer is larger than cogwatch reads",
                "Name a resource group, or several subscriptions one by one."
            )
        case .foreignLink:
            (
                "the next page is said to be on another host, and the token stays here",
                "Look for a proxy that changes answers between this machine and Azure."
            )
        case .unreadable:
            (
                "the answer is not Resource Manager's",
                "Look for a proxy or captive portal in between."
            )
        case .refused: ("Azure refuses the request", "Report this with its status and code.")
        }
    }
}
