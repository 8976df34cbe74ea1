import CogwatchCore
import Testing

/// A body as one of Azure's front ends writes it, and how it is to be read.
struct ErrorBody: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let status: Int
    let body: String
    let family: AnswerBody.Family
    let code: String?
    let signature: AnswerSignature?

    init(
        _ name: String,
        _ status: Int,
        _ body: String,
        _ family: AnswerBody.Family,
        _ code: String? = nil,
        _ signature: AnswerSignature? = nil
    ) {
        testDescription = name
        self.status = status
        self.body = body
        self.family = family
        self.code = code
        self.signature = signature
    }

    static let all: [ErrorBody] = [
        ErrorBody("nothing", 401, "", .empty),
        ErrorBody("blanks", 401, " \r\n", .empty),
        ErrorBody(
            "the gateway of today",
            401,
            gateway("401", invalid),
            .gatewayError,
            "401",
            .invalidKeyOrEndpoint
        ),
        ErrorBody(
            "with a blank after the colon",
            401,
            #"{"error":{"code":"401","message": "\#(invalid)"}}"#,
            .gatewayError,
            "401",
            .invalidKeyOrEndpoint
        ),
        ErrorBody(
            "with a byte order mark",
            401,
            "\u{FEFF}" + gateway("401", invalid),
            .gatewayError,
            "401",
            .invalidKeyOrEndpoint
        ),
        ErrorBody(
            "the gateway of before 2019",
            401,
            legacy(
                401,
                "Access denied due to invalid subscription key. Make sure to provide "
                    + "a valid key for an active subscription."
            ),
            .legacyGateway,
            "401",
            .invalidKeyLegacy
        ),
        ErrorBody(
            "Face",
            401,
            gateway(
                "Unspecified",
                "Access denied due to invalid subscription key. Make sure "
                    + "you are subscribed to an API you are trying to call and provide the right "
                    + "key."
            ),
            .gatewayError,
            "Unspecified",
            .invalidKeyOfFace
        ),
        ErrorBody(
            "no key",
            401,
            legacy(
                401,
                "Access denied due to missing subscription key. Make sure to include "
                    + "subscription key when making requests to an API."
            ),
            .legacyGateway,
            "401",
            .missingKey
        ),
        ErrorBody(
            "a token of another audience",
            401,
            legacy(
                401,
                "Unauthorized. Access token is missing, invalid, audience is "
                    + "incorrect (https://cognitiveservices.azure.us), or have expired."
            ),
            .legacyGateway,
            "401",
            .accessTokenInvalid(audience: "https://cognitiveservices.azure.us")
        ),
        ErrorBody(
            "a role that is missing",
            401,
            gateway("PermissionDenied", "Principal does not have access to API/Operation."),
            .gatewayError,
            "PermissionDenied",
            .principalWithoutAccess
        ),
        ErrorBody(
            "the same in words not yet known",
            401,
            gateway("PermissionDenied", "You shall not pass."),
            .gatewayError,
            "PermissionDenied",
            .principalWithoutAccess
        ),
        ErrorBody(
            "a role that is missing, by its action",
            401,
            gateway(
                "PermissionDenied",
                "The principal `x` lacks the required data action "
                    + "`Microsoft.CognitiveServices/accounts/a/b/action` to perform it."
            ),
            .gatewayError,
            "PermissionDenied",
            .lacksDataAction(action: "Microsoft.CognitiveServices/accounts/a/b/action")
        ),
        ErrorBody(
            "keys switched off",
            403,
            gateway(
                "AuthenticationTypeDisabled",
                "Key based authentication is disabled for this resource."
            ),
            .gatewayError,
            "AuthenticationTypeDisabled",
            .authenticationTypeDisabled
        ),
        ErrorBody(
            "network rules",
            403,
            gateway("403", "Access denied due to Virtual Network/Firewall rules."),
            .gatewayError,
            "403",
            .virtualNetworkRules
        ),
        ErrorBody(
            "the shared host of a closed resource",
            403,
            gateway(
                "403",
                "A Virtual Network is configured for this resource. Please use the "
                    + "correct endpoint for making requests."
            ),
            .gatewayError,
            "403",
            .useCorrectEndpoint
        ),
        ErrorBody(
            "public access off",
            403,
            gateway("403", "Public access is disabled. Please configure private endpoint."),
            .gatewayError,
            "403",
            .publicAccessDisabled
        ),
        ErrorBody(
            "not the private endpoint",
            403,
            gateway("403", "Traffic is not from an approved private endpoint."),
            .gatewayError,
            "403",
            .notFromApprovedPrivateEndpoint
        ),
        ErrorBody(
            "the quota, in days and hours",
            403,
            legacy(403, "Out of call volume quota. Quota will be replenished in 22.14:18:12."),
            .legacyGateway,
            "403",
            .outOfCallVolumeQuota(replenishedIn: "22.14:18:12")
        ),
        ErrorBody(
            "the quota, in days",
            403,
            legacy(403, "Out of call volume quota. Quota will be replenished in 2.12 days."),
            .legacyGateway,
            "403",
            .outOfCallVolumeQuota(replenishedIn: "2.12 days")
        ),
        ErrorBody(
            "the quota of a tier",
            403,
            gateway(
                "403",
                "Out of call volume quota for TextAnalytics F0 pricing tier. "
                    + "Please retry after 15 days."
            ),
            .gatewayError,
            "403",
            .outOfCallVolumeQuota(replenishedIn: "15 days")
        ),
        ErrorBody(
            "the call rate",
            429,
            gateway(
                "429",
                "Requests to the X Operation under Y API have exceeded call rate "
                    + "limit of your current AIServices S0 pricing tier. Please retry after 26 "
                    + "seconds."
            ),
            .gatewayError,
            "429",
            .rateLimit(kindAndSKU: "AIServices S0", retrySeconds: 26)
        ),
        ErrorBody(
            "the call rate of any API",
            429,
            legacy(429, "Rate limit is exceeded. Try again in 7 seconds."),
            .legacyGateway,
            "429",
            .rateLimit(kindAndSKU: nil, retrySeconds: 7)
        ),
        ErrorBody(
            "a 429 without a word",
            429,
            "",
            .empty,
            nil,
            .rateLimit(kindAndSKU: nil, retrySeconds: nil)
        ),
        ErrorBody(
            "a feature behind a gate",
            403,
            #"{"error":{"code":"InvalidRequest","message":"Invalid request has been sent.","#
                + #""innererror":{"code":"UnsupportedFeature","message":"Feature is not "#
                + #"supported, missing approval for: Identification."}}}"#,
            .gatewayError,
            "InvalidRequest",
            .unsupportedFeature
        ),
        ErrorBody(
            "a wrong path",
            404,
            gateway("404", "Resource not found"),
            .gatewayError,
            "404",
            .resourceNotFound
        ),
        ErrorBody(
            "a wrong path, before",
            404,
            legacy(404, "Resource not found"),
            .legacyGateway,
            "404",
            .resourceNotFound
        ),
        ErrorBody(
            "a missing deployment",
            404,
            gateway(
                "DeploymentNotFound",
                "The API deployment for this resource does not "
                    + "exist."
            ),
            .gatewayError,
            "DeploymentNotFound",
            .deploymentNotFound
        ),
        ErrorBody(
            "a token on a regional host, before",
            400,
            gateway("BadRequest", "Please provide an authentication key."),
            .gatewayError,
            "BadRequest",
            .provideAuthenticationKey
        ),
        ErrorBody(
            "a token on a regional host",
            400,
            gateway(
                "BadRequest",
                "Please provide a custom subdomain for token "
                    + "authentication, otherwise API key is required."
            ),
            .gatewayError,
            "BadRequest",
            .provideCustomSubdomain
        ),
        ErrorBody(
            "a disabled subscription",
            409,
            gateway("ReadOnlyDisabledSubscription", "The subscription is disabled."),
            .gatewayError,
            "ReadOnlyDisabledSubscription",
            .readOnlyDisabledSubscription
        ),
        ErrorBody(
            "Translator refusing",
            401,
            translator(
                401000,
                "The request is not authorized "
                    + "because credentials are missing or invalid."
            ),
            .translator,
            "401000",
            .translatorInvalid401000
        ),
        ErrorBody(
            "Translator's undocumented code",
            401,
            translator(
                401001,
                "The request is not "
                    + "authorized because credentials are missing or invalid."
            ),
            .translator,
            "401001",
            .translator401001
        ),
        ErrorBody(
            "Translator given a Speech key",
            401,
            translator(
                401015,
                "The credentials "
                    + "provided are for the Speech API."
            ),
            .translator,
            "401015",
            .translator401015
        ),
        ErrorBody(
            "Translator not allowing",
            403,
            translator(
                403000,
                "The operation is not "
                    + "allowed."
            ),
            .translator,
            "403000",
            .translatorNotAllowed403000
        ),
        ErrorBody(
            "Translator's quota",
            403,
            translator(
                403001,
                "The operation is not allowed "
                    + "because the subscription has exceeded its free quota."
            ),
            .translator,
            "403001",
            .translatorFreeQuota403001
        ),
        ErrorBody(
            "Translator's limit",
            429,
            translator(
                429000,
                "The server rejected the request "
                    + "because the client has exceeded request limits."
            ),
            .translator,
            "429000",
            .rateLimit(kindAndSKU: nil, retrySeconds: nil)
        ),
        ErrorBody(
            "Bing",
            403,
            #"{"_type":"ErrorResponse","errors":[{"code":"InsufficientAuthorization","#
                + #""subCode":"AuthorizationExpired","message":"The trial is over."}]}"#,
            .bing,
            "InsufficientAuthorization",
            .bingInsufficientAuthorization
        ),
        ErrorBody(
            "Bing without https",
            410,
            #"{"_type":"ErrorResponse","errors":[{"code":"InvalidRequest","subCode":"#
                + #""HttpNotAllowed"}]}"#,
            .bing,
            "InvalidRequest",
            .bingHTTPNotAllowed
        ),
        ErrorBody(
            "Entra",
            401,
            #"{"error":"invalid_client","error_description":"AADSTS7000222: The secret is "#
                + #"expired."}"#,
            .oauth,
            "invalid_client",
            .entraError(number: 7_000_222)
        ),
        ErrorBody(
            "Azure Front Door",
            503,
            "<!DOCTYPE html><html><head><title>x</title></head><body><h2>Our services aren't "
                + "available right now</h2></body></html>",
            .frontDoorHTML,
            nil,
            .frontDoorUnavailable
        ),
        ErrorBody(
            "a captive portal",
            200,
            "<HTML><body>Welcome! Please log in.</body></HTML>",
            .otherHTML
        ),
        ErrorBody(
            "XML",
            403,
            "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>No."
                + "</Message></Error>",
            .xml,
            "AuthenticationFailed"
        ),
        ErrorBody("a word", 401, "Access denied", .plainText, nil, .accessDeniedReason),
        ErrorBody("other JSON", 400, #"{"code":"Bad","message":"Worse"}"#, .otherJSON, "Bad"),
        ErrorBody("an array", 400, "[1]", .otherJSON),
        ErrorBody(
            "JSON that was cut",
            401,
            String(gateway("401", invalid).dropLast(20)),
            .brokenJSON,
            nil,
            .invalidKeyOrEndpoint
        ),
        ErrorBody("error as a number", 400, #"{"error":7}"#, .otherJSON),
        ErrorBody(
            "codes of wrong types",
            400,
            #"{"error":{"code":{},"message":[]}}"#,
            .gatewayError
        ),
    ]

    static let invalid =
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
        + "provide a valid key for an active subscription and use a correct regional API endpoint "
        + "for your resource."

    static func gateway(_ code: String, _ message: String) -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)"}}"#
    }

    private static func legacy(_ status: Int, _ message: String) -> String {
        #"{ "statusCode": \#(status), "message": "\#(message)" }"#
    }

    private static func translator(_ code: Int, _ message: String) -> String {
        #"{"error":{"code":\#(code),"message":"\#(message)"}}"#
    }
}
