import CogwatchCore
import Foundation

/// Resource Manager's refusals.
///
/// From Microsoft's pages on Resource Manager's errors and request limits, and public reports.
enum ResourceManagerTexts {
    static let missingVersion = ManagementTexts.error(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests."
    )

    static func unknownVersion(_ version: String, _ known: [String]) -> SimulatedResponse {
        ManagementTexts.error(
            400,
            "InvalidApiVersionParameter",
            "The api-version '\(version)' is invalid. The supported versions are"
                + " '\(known.reversed().joined(separator: ","))'."
        )
    }

    static func noSuchPath(_ visit: ManagementVisit) -> SimulatedResponse {
        ManagementTexts.error(
            404,
            "InvalidResourceType",
            "The resource type could not be found in the namespace for the request"
                + " '\(visit.request.method) \(visit.request.path)'."
        )
    }

    // MARK: Tokens

    static func noToken(_ cloud: Cloud) -> SimulatedResponse {
        unauthorized(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.",
            because: "The authentication failed because of missing 'Authorization' header.",
            cloud
        )
    }

    static func badToken(_ cloud: Cloud) -> SimulatedResponse {
        unauthorized(
            "InvalidAuthenticationToken",
            "The access token is invalid.",
            because: "The access token is invalid.",
            cloud
        )
    }

    static func wrongAudience(_ audience: String, _ cloud: Cloud) -> SimulatedResponse {
        let allowed = KnownAudience.resourceManager(cloud).flatMap { ["'\($0)/'", "'\($0)'"] }
        return unauthorized(
            "InvalidAuthenticationTokenAudience",
            "The access token has been obtained for wrong audience or resource '\(audience)'. It"
                + " should exactly match with one of the allowed audiences"
                + " \(allowed.joined(separator: ",")).",
            because: "The access token has been obtained from wrong audience or resource.",
            cloud
        )
    }

    static func expired(_ end: Date, at now: Date, _ cloud: Cloud) -> SimulatedResponse {
        unauthorized(
            "ExpiredAuthenticationToken",
            "The access token expiry UTC time '\(ManagementTime.spaced(end))' is earlier than"
                + " current UTC time '\(ManagementTime.spaced(now))'.",
            because: "The access token has expired.",
            cloud
        )
    }

    static func wrongTenant(_ found: String, _ needed: String) -> SimulatedResponse {
        ManagementTexts.error(
            401,
            "InvalidAuthenticationTokenTenant",
            "The access token is from the wrong issuer '\(AccessToken.issuer(found))'. It must"
                + " match the tenant '\(AccessToken.issuer(needed))' associated with this"
                + " subscription."
        )
    }

    private static func unauthorized(
        _ code: String,
        _ message: String,
        because: String,
        _ cloud: Cloud
    ) -> SimulatedResponse {
        ManagementTexts.error(401, code, message)
            .adding(
                "WWW-Authenticate",
                #"Bearer authorization_uri="https://\#(cloud.entraHost)/","#
                    + #" error="invalid_token", error_description="\#(because)""#
            )
    }

    // MARK: Rights and limits

    static func notAllowed(
        _ principal: SimulatedPrincipal,
        _ action: String,
        over scope: String
    ) -> SimulatedResponse {
        ManagementTexts.error(
            403,
            "AuthorizationFailed",
            "The client '\(principal.clientID)' with object id '\(principal.objectID)' does not"
                + " have authorization to perform action '\(action)' over scope '\(scope)' or the"
                + " scope is invalid. If access was recently granted, please refresh your"
                + " credentials."
        )
    }

    static func locked(_ account: SimulatedAccount) -> SimulatedResponse {
        let id = account.resourceID
        return ManagementTexts.error(
            409,
            "ScopeLocked",
            "The scope '\(id)' cannot perform write operation because following scope(s) are"
                + " locked: '\(id)'. Please remove the lock and try again."
        )
    }

    static func throttled(
        isWrite: Bool,
        subscription: String,
        principal: String,
        seconds: Int
    ) -> SimulatedResponse {
        let scope = subscription.isEmpty ? "Tenant" : "Subscription"
        return ManagementTexts.error(
            429,
            "\(scope)RequestsThrottled",
            "Number of '\(isWrite ? "write" : "read")' requests for subscription '\(subscription)'"
                + " actor '\(principal)' exceeded. Please try again after '\(seconds)' seconds"
                + " after additional tokens are available."
        )
        .adding("Retry-After", "\(seconds)")
    }

    // MARK: What is not there

    static func badSubscription(_ id: String) -> SimulatedResponse {
        ManagementTexts.error(
            400,
            "InvalidSubscriptionId",
            "The provided subscription identifier '\(id)' is malformed or invalid."
        )
    }

    static func noSubscription(_ id: String) -> SimulatedResponse {
        ManagementTexts.error(
            404,
            "SubscriptionNotFound",
            "The subscription '\(id)' could not be found."
        )
    }

    static func disabled(_ id: String) -> SimulatedResponse {
        ManagementTexts.error(
            409,
            "ReadOnlyDisabledSubscription",
            "The subscription '\(id)' is disabled and therefore marked as read only. You cannot"
                + " perform any write actions on this subscription until it is re-enabled."
        )
    }

    static func noGroup(_ name: String) -> SimulatedResponse {
        ManagementTexts.error(
            404,
            "ResourceGroupNotFound",
            "Resource group '\(name)' could not be found."
        )
    }

    static func noAccount(_ place: ManagementRoute.Place) -> SimulatedResponse {
        ManagementTexts.error(
            404,
            "ResourceNotFound",
            "The Resource 'Microsoft.CognitiveServices/accounts/\(place.name)' under resource group"
                + " '\(place.group)' was not found. For more details please go to"
                + " https://aka.ms/ARMResourceNotFoundFix"
        )
    }

    /// The older shape, which the activity log keeps.
    static func badFilter(_ why: String) -> SimulatedResponse {
        ManagementTexts.json(400, ["code": "BadRequest", "message": .text(why)])
    }

    static let badSkipToken = ManagementTexts.error(
        400,
        "InvalidSkipToken",
        "The skip token in the query is not valid."
    )
}
