import CogwatchCore
import Testing

private struct Row: CustomTestStringConvertible, Sendable {
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
}

@Suite("An error's body")
struct AnswerBodyTests {
    private static let invalid =
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
        + "provide a valid key for an active subscription and use a correct regional API endpoint "
        + "for your resource."

    @Test(
        "tells who wrote it and what is said",
        arguments: [
            Row("nothing", 401, "", .empty),
            Row("blanks", 401, " \r\n", .empty),
            Row(
                "the gateway of today",
                401,
                gateway("401", invalid),
                .gatewayError,
                "401",
                .invalidKeyOrEndpoint
            ),
            Row(
                "with a blank after the colon",
                401,
                #"{"error":{"code":"401","message": "\#(invalid)"}}"#,
                .gatewayError,
                "401",
                .invalidKeyOrEndpoint
            ),
            Row(
                "with a byte order mark",
                401,
                "\u{FEFF}" + gateway("401", invalid),
                .gatewayError,
                "401",
                .invalidKeyOrEndpoint
            ),
            Row(
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
            Row(
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
            Row(
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
            Row(
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
            Row(
                "a role that is missing",
                401,
                gateway("PermissionDenied", "Principal does not have access to API/Operation."),
                .gatewayError,
                "PermissionDenied",
                .principalWithoutAccess
            ),
            Row(
                "the same in words not yet known",
                401,
                gateway("PermissionDenied", "You shall not pass."),
                .gatewayError,
                "PermissionDenied",
                .principalWithoutAccess
            ),
            Row(
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
            Row(
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
            Row(
                "network rules",
                403,
                gateway("403", "Access denied due to Virtual Network/Firewall rules."),
                .gatewayError,
                "403",
                .virtualNetworkRules
            ),
            Row(
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
            Row(
                "public access off",
                403,
                gateway("403", "Public access is disabled. Please configure private endpoint."),
                .gatewayError,
                "403",
                .publicAccessDisabled
            ),
            Row(
                "not the private endpoint",
                403,
                gateway("403", "Traffic is not from an approved private endpoint."),
                .gatewayError,
                "403",
                .notFromApprovedPrivateEndpoint
            ),
            Row(
                "the quota, in days and hours",
                403,
                legacy(403, "Out of call volume quota. Quota will be replenished in 22.14:18:12."),
                .legacyGateway,
                "403",
                .outOfCallVolumeQuota(replenishedIn: "22.14:18:12")
            ),
            Row(
                "the quota, in days",
                403,
                legacy(403, "Out of call volume quota. Quota will be replenished in 2.12 days."),
                .legacyGateway,
                "403",
                .outOfCallVolumeQuota(replenishedIn: "2.12 days")
            ),
            Row(
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
            Row(
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
            Row(
                "the call rate of any API",
                429,
                legacy(429, "Rate limit is exceeded. Try again in 7 seconds."),
                .legacyGateway,
                "429",
                .rateLimit(kindAndSKU: nil, retrySeconds: 7)
            ),
            Row(
                "a 429 without a word",
                429,
                "",
                .empty,
                nil,
                .rateLimit(kindAndSKU: nil, retrySeconds: nil)
            ),
            Row(
                "a feature behind a gate",
                403,
                #"{"error":{"code":"InvalidRequest","message":"Invalid request has been sent.","#
                    + #""innererror":{"code":"UnsupportedFeature","message":"Feature is not "#
                    + #"supported, missing approval for: Identification."}}}"#,
                .gatewayError,
                "InvalidRequest",
                .unsupportedFeature
            ),
            Row(
                "a wrong path",
                404,
                gateway("404", "Resource not found"),
                .gatewayError,
                "404",
                .resourceNotFound
            ),
            Row(
                "a wrong path, before",
                404,
                legacy(404, "Resource not found"),
                .legacyGateway,
                "404",
                .resourceNotFound
            ),
            Row(
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
            Row(
                "a token on a regional host, before",
                400,
                gateway("BadRequest", "Please provide an authentication key."),
                .gatewayError,
                "BadRequest",
                .provideAuthenticationKey
            ),
            Row(
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
            Row(
                "a disabled subscription",
                409,
                gateway("ReadOnlyDisabledSubscription", "The subscription is disabled."),
                .gatewayError,
                "ReadOnlyDisabledSubscription",
                .readOnlyDisabledSubscription
            ),
            Row(
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
            Row(
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
            Row(
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
            Row(
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
            Row(
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
            Row(
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
            Row(
                "Bing",
                403,
                #"{"_type":"ErrorResponse","errors":[{"code":"InsufficientAuthorization","#
                    + #""subCode":"AuthorizationExpired","message":"The trial is over."}]}"#,
                .bing,
                "InsufficientAuthorization",
                .bingInsufficientAuthorization
            ),
            Row(
                "Bing without https",
                410,
                #"{"_type":"ErrorResponse","errors":[{"code":"InvalidRequest","subCode":"#
                    + #""HttpNotAllowed"}]}"#,
                .bing,
                "InvalidRequest",
                .bingHTTPNotAllowed
            ),
            Row(
                "Entra",
                401,
                #"{"error":"invalid_client","error_description":"AADSTS7000222: The secret is "#
                    + #"expired."}"#,
                .oauth,
                "invalid_client",
                .entraError(number: 7_000_222)
            ),
            Row(
                "Azure Front Door",
                503,
                "<!DOCTYPE html><html><head><title>x</title></head><body><h2>Our services aren't "
                    + "available right now</h2></body></html>",
                .frontDoorHTML,
                nil,
                .frontDoorUnavailable
            ),
            Row(
                "a captive portal",
                200,
                "<HTML><body>Welcome! Please log in.</body></HTML>",
                .otherHTML
            ),
            Row(
                "XML",
                403,
                "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>No."
                    + "</Message></Error>",
                .xml,
                "AuthenticationFailed"
            ),
            Row("a word", 401, "Access denied", .plainText, nil, .accessDeniedReason),
            Row("other JSON", 400, #"{"code":"Bad","message":"Worse"}"#, .otherJSON, "Bad"),
            Row("an array", 400, "[1]", .otherJSON),
            Row(
                "JSON that was cut",
                401,
                String(gateway("401", invalid).dropLast(20)),
                .brokenJSON,
                nil,
                .invalidKeyOrEndpoint
            ),
            Row("error as a number", 400, #"{"error":7}"#, .otherJSON),
            Row(
                "codes of wrong types",
                400,
                #"{"error":{"code":{},"message":[]}}"#,
                .gatewayError
            ),
        ]
    )
    private func reading(_ row: Row) {
        let body = AnswerBody(status: row.status, headers: Headers([]), body: Array(row.body.utf8))
        #expect(body.family == row.family)
        #expect(body.code == row.code)
        #expect(body.signature == row.signature)
    }

    @Test("gives its inner code and its message")
    func inner() {
        let text =
            #"{"error":{"code":"Forbidden","message":"Caller  is\nnot authorized.","#
            + #""innererror":{"code":"ForbiddenByRbac"}}}"#
        let body = AnswerBody(status: 403, headers: Headers([]), body: Array(text.utf8))
        #expect(body.innerCode == "ForbiddenByRbac")
        #expect(body.message == "Caller is not authorized.")
    }

    @Test("is completed by the headers")
    func headers() {
        let later = Headers([.init(name: "retry-after", value: "86400")])
        #expect(
            AnswerBody(status: 429, headers: later, body: []).signature
                == .rateLimit(kindAndSKU: nil, retrySeconds: 86_400)
        )
        let policy = Headers([
            .init(name: "Policy-Id", value: "ThrowExceptionDueToTrafficDenied")
        ])
        #expect(
            AnswerBody(status: 403, headers: policy, body: []).signature == .virtualNetworkRules
        )
    }

    @Test("may be no text at all")
    func noText() {
        let body = AnswerBody(status: 500, headers: Headers([]), body: [0x7B, 0xFF, 0xFE, 0x00])
        #expect(body.family == .invalidUTF8)
        #expect(body.message == nil)
    }

    @Test(
        "gives no secret back that was sent to it",
        arguments: [SampleKeys.annotated, SampleKeys.hex, SampleKeys.token]
    )
    func echo(secret: String) {
        for text in [
            "no \(secret) here", "key=\(secret),", "Bearer \(secret)", "x-\(secret)-y", secret,
            Self.gateway("401", "You sent '\(secret)'."), "<html>\(secret)</html>",
        ] {
            let body = AnswerBody(status: 401, headers: Headers([]), body: Array(text.utf8))
            #expect(body.message?.contains("[redacted]") == true)
            #expect(body.message?.contains(secret.suffix(20)) == false)
        }
    }

    @Test("is one short line, whatever was sent")
    func line() {
        let text = "a\u{1B}[31m\r\nb\u{0}\u{202E}c " + String(repeating: "word ", count: 90_000)
        let body = AnswerBody(status: 500, headers: Headers([]), body: Array(text.utf8))
        let message = body.message ?? ""
        #expect(message.count <= 500 && message.hasPrefix("a [31m b c word"))
    }

    @Test("is read quickly, however hostile", .timeLimit(.minutes(1)))
    func hostile() {
        for piece in ["[", "{\"a\":", "<", "<html", "access denied ", "\"", "0", "eyJ.", "é"] {
            let text = String(repeating: piece, count: 200_000)
            let body = AnswerBody(status: 401, headers: Headers([]), body: Array(text.utf8))
            #expect(body.message?.count ?? 0 <= 500)
        }
    }

    @Test("is read, whatever bytes it has")
    func anything() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("AnswerBodyTests.anything seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let whole = Array(Self.gateway("401", Self.invalid).utf8)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                guard let index = bytes.indices.randomElement(using: &generator) else { break }
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...20, using: &generator))
            let body = AnswerBody(status: 401, headers: Headers([]), body: bytes)
            #expect(body.family != .empty)
        }
    }

    private static func gateway(_ code: String, _ message: String) -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)"}}"#
    }

    private static func legacy(_ status: Int, _ message: String) -> String {
        #"{ "statusCode": \#(status), "message": "\#(message)" }"#
    }

    private static func translator(_ code: Int, _ message: String) -> String {
        #"{"error":{"code":\#(code),"message":"\#(message)"}}"#
    }
}
