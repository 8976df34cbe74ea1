/// Why a source of accounts could not be asked, in few words: a label of
/// `cogwatch_discovery_errors_total`.
package enum DiscoveryError: String, Sendable, CaseIterable {
    /// No token: an expired secret, no identity.
    case credential
    /// The identity lacks a role, or a lock forbids it.
    case permission
    case notFound = "not_found"
    case throttled, unavailable, unreachable
    /// Not what the source should be, such as a list that goes on at another host.
    case unreadable
    case refused
}

/// Why a source of accounts did not answer.
package struct DiscoveryRefusal: Error, Sendable, Equatable {
    package let reason: DiscoveryError
    package let fault: Fault
    /// Whether it may pass without anybody's doing.
    package let isPassing: Bool

    package init(_ reason: DiscoveryError, _ fault: Fault, isPassing: Bool) {
        self.reason = reason
        self.fault = fault
        self.isPassing = isPassing
    }

    package init(_ refusal: ManagementRefusal) {
        self.init(DiscoveryError(refusal.kind), refusal.fault, isPassing: refusal.isPassing)
    }

    package init(_ refusal: EntraRefusal) {
        self.init(DiscoveryError(refusal.kind), refusal.fault, isPassing: refusal.isPassing)
    }
}

extension DiscoveryError {
    fileprivate init(_ kind: ManagementRefusal.Kind) {
        self =
            switch kind {
            case .notAllowed, .locked: .permission
            case .tokenExpired, .tokenRefused: .credential
            case .noResource, .noGroup, .noSubscription: .notFound
            case .throttled: .throttled
            case .unavailable: .unavailable
            case .unreachable: .unreachable
            case .tooMuch, .foreignLink, .unreadable: .unreadable
            case .refused: .refused
            }
    }

    fileprivate init(_ kind: EntraRefusal.Kind) {
        self =
            switch kind {
            case .wrongSecret, .secretExpired, .unknownApplication, .unknownTenant,
                .conditionalAccess, .noIdentity, .refused:
                .credential
            case .throttled: .throttled
            case .unavailable: .unavailable
            case .unreachable: .unreachable
            case .notAToken: .unreadable
            }
    }
}
