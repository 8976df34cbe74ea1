/// A text that Azure's front ends and SDKs are known to say, whatever the family of the body.
///
/// It names what was *said*. What it means depends on what was asked: the same text stands for a
/// dozen causes, and causes have several texts.
package enum AnswerSignature: Sendable, Equatable {
    // The gateway on keys.
    /// "… invalid subscription key or wrong API endpoint", since about 2019. Also said of keys
    /// where key authentication is disabled.
    case invalidKeyOrEndpoint
    /// "… invalid subscription key", without an endpoint, to about 2019.
    case invalidKeyLegacy
    /// "… make sure you are subscribed to an API you are trying to call" of Face and QnA Maker.
    case invalidKeyOfFace
    case missingKey
    /// `Access Denied` as nothing more than a reason phrase, to about 2022.
    case accessDeniedReason
    /// `PermissionDenied` as nothing more than a reason phrase, since about 2023: a wrong *key*.
    case permissionDeniedReason
    /// "WebSocket upgrade failed: Authentication error (401)": any 401, as the Speech SDK says it.
    case speechSDKAuthenticationError

    // Tokens and roles.
    /// "Access token is missing, invalid, audience is incorrect (…), or have expired."
    case accessTokenInvalid(audience: String?)
    /// "The principal … lacks the required data action …".
    case lacksDataAction(action: String?)
    /// `PermissionDenied` as a body's code: a missing *role*.
    case principalWithoutAccess
    case provideAuthenticationKey
    case provideCustomSubdomain
    /// The API version does not know Entra tokens.
    case tokenNotSupportedByAPI
    case audienceNotSupported
    case authenticationTokenExpired
    /// An error of Entra's own, by its number.
    case entraError(number: Int)

    // The resource's settings and state.
    case authenticationTypeDisabled
    case virtualNetworkRules
    /// "A Virtual Network is configured for this resource. Please use the correct endpoint".
    case useCorrectEndpoint
    case publicAccessDisabled
    case notFromApprovedPrivateEndpoint
    case unsupportedFeature
    case readOnlyDisabledSubscription
    /// `FlagMustBeSetForRestore`: a deleted account still holds the name.
    case softDeleted
    case scopeLocked
    /// Resource Manager refuses the caller for want of a role.
    case authorizationFailed
    /// Resource Manager knows no resource of this name.
    case resourceGone

    // Key Vault (its page on REST error codes).
    case vaultWantsToken, vaultWantsRole, vaultFirewall, secretNotFound

    // What was asked for.
    case resourceNotFound
    case deploymentNotFound
    case luisCannotBeAccessed
    case bingHTTPNotAllowed
    case bingInvalidAuthorization
    case bingInsufficientAuthorization

    // Limits.
    /// Also of any other API behind Azure API Management. The time is in the text's own words.
    case outOfCallVolumeQuota(replenishedIn: String?)
    /// The kind and SKU such as `AIServices S0`, which the text discloses.
    case rateLimit(kindAndSKU: String?, retrySeconds: Int?)
    case quotaExceeded
    /// The Speech SDK's 4429, also seen for a used-up free month.
    case speechSDK4429
    /// The Speech SDK's 1007 with "Quota exceeded": too many calls at once on a paid tier.
    case speechSDK1007

    // Translator's own front end, by its codes.
    case translatorInvalid401000
    /// Undocumented; seen for a used-up quota and for a missing region header.
    case translator401001
    /// A key of the Speech API.
    case translator401015
    case translatorNotAllowed403000
    case translatorFreeQuota403001
    /// Translator v2: the market place subscription "has zero balance" or "is not in an active
    /// state".
    case translatorV2Inactive

    // Before the service.
    case frontDoorUnavailable
    case proxyRefusedTunnel
}
