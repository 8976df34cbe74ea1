extension AnswerSignature {
    /// Finds the known text in whatever somebody pasted: a body, a reason phrase, an SDK's error.
    ///
    /// Case and the width of blanks do not count. Only the first 16 KiB are read.
    ///
    /// - Returns: Nil where no known text is found; the most telling where several are.
    package static func find(in text: String) -> AnswerSignature? {
        let found = FoundText(text)
        return found.first(of: index).map { phrases[$0].signature(found) }
    }

    private static let index = RankedPhrases(phrases.map(\.texts))

    private struct Phrase: Sendable {
        let texts: [String]
        let signature: @Sendable (FoundText) -> AnswerSignature

        init(_ texts: String..., says signature: AnswerSignature) {
            self.texts = texts
            self.signature = { _ in signature }
        }

        init(
            _ texts: String...,
            reads signature: @escaping @Sendable (FoundText) -> AnswerSignature
        ) {
            self.texts = texts
            self.signature = signature
        }
    }

    /// The more telling text first: `Access denied` alone is also the beginning of others.
    private static let phrases: [Phrase] = aboutState + aboutLimits + aboutTokens + aboutKeys

    private static let aboutState: [Phrase] = [
        Phrase(
            "our services aren't available right now",
            "our services aren’t available right now",
            "our services aren&#39;t available right now",
            says: .frontDoorUnavailable
        ),
        Phrase("tunnel connection failed", says: .proxyRefusedTunnel),
        Phrase(
            "authenticationtypedisabled",
            "key based authentication is disabled",
            "disablelocalauth",
            says: .authenticationTypeDisabled
        ),
        Phrase("virtual network/firewall rules", says: .virtualNetworkRules),
        Phrase("a virtual network is configured for this resource", says: .useCorrectEndpoint),
        Phrase("public access is disabled", says: .publicAccessDisabled),
        Phrase(
            "not from an approved private endpoint",
            says: .notFromApprovedPrivateEndpoint
        ),
        Phrase("readonlydisabledsubscription", says: .readOnlyDisabledSubscription),
        Phrase("flagmustbesetforrestore", says: .softDeleted),
        Phrase("scopelocked", says: .scopeLocked),
        Phrase("authorizationfailed", says: .authorizationFailed),
        Phrase(
            "unsupportedfeature",
            "invalid request has been sent",
            "missing approval for",
            says: .unsupportedFeature
        ),
        Phrase(
            "deploymentnotfound",
            "api deployment for this resource does not exist",
            "api deployment for this ressource does not exist",
            says: .deploymentNotFound
        ),
        Phrase(
            "application cannot be accessed with the current subscription",
            says: .luisCannotBeAccessed
        ),
        // Key Vault's page on REST error codes, and its SDKs' recordings.
        Phrase("akv10000", "missing a bearer or pop token", says: .vaultWantsToken),
        Phrase(
            "forbiddenbyfirewall",
            "caller is not a trusted service",
            says: .vaultFirewall
        ),
        Phrase(
            "forbiddenbyrbac",
            "forbiddenbypolicy",
            "does not have secrets get permission",
            "microsoft.keyvault/vaults/secrets/",
            says: .vaultWantsRole
        ),
        Phrase("secretnotfound", says: .secretNotFound),
        Phrase("resourcenotfound", "resourcegroupnotfound", says: .resourceGone),
        Phrase("httpnotallowed", says: .bingHTTPNotAllowed),
        Phrase("insufficientauthorization", says: .bingInsufficientAuthorization),
        Phrase("invalidauthorization", says: .bingInvalidAuthorization),
    ]

    private static let aboutLimits: [Phrase] = [
        Phrase("out of call volume quota") {
            .outOfCallVolumeQuota(
                replenishedIn: $0.timeSpan(after: "replenished in ")
                    ?? $0.timeSpan(after: "retry after ")
            )
        },
        Phrase("rate limit of your current", "rate limit is exceeded") {
            .rateLimit(
                kindAndSKU: $0.text(after: "rate limit of your current ", before: " pricing tier"),
                retrySeconds: $0.number(after: "retry after ") ?? $0.number(after: "try again in ")
            )
        },
        Phrase("error code: 4429", "(4429)", says: .speechSDK4429),
        Phrase("exceeded its free quota", says: .translatorFreeQuota403001),
        Phrase("zero balance", "is not in an active state", says: .translatorV2Inactive),
        Phrase(
            "1007. error details: quota exceeded",
            "1007 quota exceeded",
            "1007, quota exceeded",
            "1007: quota exceeded",
            "(1007) quota exceeded",
            says: .speechSDK1007
        ),
        Phrase(
            "quotaexceeded",
            "quota exceeded",
            "ran out of quota",
            "insufficient_quota",
            "exceeded your current quota",
            says: .quotaExceeded
        ),
        Phrase("too many requests", "exceeded request limits") {
            .rateLimit(kindAndSKU: nil, retrySeconds: $0.number(after: "retry after "))
        },
    ]

    private static let aboutTokens: [Phrase] = [
        Phrase("credentials provided are for the speech api", says: .translator401015),
        Phrase("credentials are missing or invalid", says: .translatorInvalid401000),
        Phrase("access token is missing, invalid") {
            .accessTokenInvalid(audience: $0.text(after: "audience is incorrect (", before: ")"))
        },
        Phrase("lacks the required data action") {
            .lacksDataAction(action: $0.word(after: "required data action "))
        },
        Phrase(
            "principal does not have access to api/operation",
            "'code': 'permissiondenied'",
            "\"code\":\"permissiondenied\"",
            "\"code\": \"permissiondenied\"",
            "error_code=permissiondenied",
            "(permissiondenied) ",
            says: .principalWithoutAccess
        ),
        Phrase("please provide an authentication key", says: .provideAuthenticationKey),
        Phrase("please provide a custom subdomain", says: .provideCustomSubdomain),
        Phrase(
            "not supported for checkaccess",
            "operation not supported for token authentication",
            says: .tokenNotSupportedByAPI
        ),
        Phrase(
            "audiencenotsupported",
            "expected audience uri",
            "invalidauthenticationtokentenant",
            "invalidauthenticationtokenaudience",
            says: .audienceNotSupported
        ),
        Phrase("expiredauthenticationtoken", says: .authenticationTokenExpired),
        Phrase("aadsts") { .entraError(number: $0.number(after: "aadsts") ?? 0) },
    ]

    private static let aboutKeys: [Phrase] = [
        Phrase("invalid subscription key or wrong api endpoint", says: .invalidKeyOrEndpoint),
        Phrase("you are subscribed to an api you are trying to call", says: .invalidKeyOfFace),
        Phrase("invalid subscription key", says: .invalidKeyLegacy),
        Phrase("missing subscription key", says: .missingKey),
        Phrase(
            "failed: authentication error",
            "with an authentication error",
            says: .speechSDKAuthenticationError
        ),
        Phrase("resource not found", says: .resourceNotFound),
        Phrase("permissiondenied", says: .permissionDeniedReason),
        Phrase("access denied", says: .accessDeniedReason),
    ]
}
