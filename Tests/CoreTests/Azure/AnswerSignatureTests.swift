import CogwatchCore
import Testing

@Suite("A known text")
struct AnswerSignatureTests {
    @Test(
        "is found in what an SDK printed",
        arguments: [
            (
                "Error code: 403 - {'error': {'code': 'AuthenticationTypeDisabled', 'message': 'x'}}",
                AnswerSignature.authenticationTypeDisabled
            ),
            ("401 PermissionDenied", .permissionDeniedReason),
            (
                "401 Client Error: PermissionDenied for url: https://x.example/issueToken",
                .permissionDeniedReason
            ),
            (
                "HTTPError: 401 Client Error: Access Denied for url: https://x.example",
                .accessDeniedReason
            ),
            ("401 (Access Denied)", .accessDeniedReason),
            ("Operation returned an invalid status code 'Access Denied'", .accessDeniedReason),
            (
                "openai: error_code=PermissionDenied error_message='Principal does not have access "
                    + "to API/Operation.'", .principalWithoutAccess
            ),
            (
                "Error code: 401 - {'error': {'code': 'PermissionDenied', 'message': 'new words'}}",
                .principalWithoutAccess
            ),
            ("(PermissionDenied) new words", .principalWithoutAccess),
            (
                "{'statusCode': 401, 'message': 'Unauthorized. Access token is missing,  invalid, "
                    + "audience is incorrect (https://cognitiveservices.azure.com) , or have expired.'}",
                .accessTokenInvalid(audience: "https://cognitiveservices.azure.com")
            ),
            (
                "Access token is missing, invalid, and the audience is incorrect (urn:ms.scopedToken "
                    + "or urn:ms.faceSessionToken), or have expired",
                .accessTokenInvalid(audience: "urn:ms.scopedToken or urn:ms.faceSessionToken")
            ),
            ("Access token is missing, invalid", .accessTokenInvalid(audience: nil)),
            (
                "(403) Public access is disabled. Please configure private endpoint",
                .publicAccessDisabled
            ),
            (
                "ACCESS DENIED DUE TO\n\tINVALID SUBSCRIPTION   KEY OR WRONG API ENDPOINT.",
                .invalidKeyOrEndpoint
            ),
            ("Access denied due to invalid subscription key (Face API)", .invalidKeyLegacy),
            (
                "WebSocket upgrade failed: Authentication error (401). Please check subscription "
                    + "information and region name.", .speechSDKAuthenticationError
            ),
            (
                "WebSocket Upgrade failed with an authentication error (401).",
                .speechSDKAuthenticationError
            ),
            (
                "401 (This application cannot be accessed with the current subscription).",
                .luisCannotBeAccessed
            ),
            (
                "Out of call volume quota. Quota will be replenished in 5.03:23:11",
                .outOfCallVolumeQuota(replenishedIn: "5.03:23:11")
            ),
            ("out of call volume quota", .outOfCallVolumeQuota(replenishedIn: nil)),
            (
                "have exceeded token rate limit of your current AIServices S0 pricing tier. Please "
                    + "retry after 86400 seconds",
                .rateLimit(kindAndSKU: "AIServices S0", retrySeconds: 86_400)
            ),
            ("429 Too Many Requests", .rateLimit(kindAndSKU: nil, retrySeconds: nil)),
            ("Error code: 4429, concurrent request limit", .speechSDK4429),
            ("403 (Quota Exceeded)", .quotaExceeded),
            ("404 Resource not found", .resourceNotFound),
            ("the api deployment for this ressource does not exist", .deploymentNotFound),
            ("UnsupportedFeature", .unsupportedFeature),
            (
                "AADSTS70008: The provided authorization code has expired",
                .entraError(number: 70_008)
            ),
            ("AADSTS99999999999999999999", .entraError(number: 0)),
            ("Tunnel connection failed: 403 Forbidden", .proxyRefusedTunnel),
            ("ApiId a OperationId b not supported for CheckAccess", .tokenNotSupportedByAPI),
            ("Failed to list key. disableLocalAuth is set to be true", .authenticationTypeDisabled),
        ] as [(String, AnswerSignature)]
    )
    func found(text: String, signature: AnswerSignature) {
        #expect(AnswerSignature.find(in: text) == signature)
    }

    @Test(
        "is not found where none is",
        arguments: ["", "401", "401 Unauthorized", "HTTP 401", "POST Error 401", "Forbidden"]
    )
    func missing(text: String) {
        #expect(AnswerSignature.find(in: text) == nil)
    }

    @Test("in recorded failures agrees with what was found to be their cause")
    func recorded() {
        guard let lines = SharedFacts.lines(of: "failure-cases.jsonl") else { return }
        let expected: [String: AnswerSignature] = [
            "c005": .invalidKeyOrEndpoint, "c008": .invalidKeyLegacy, "c026": .invalidKeyOfFace,
            "c046": .publicAccessDisabled, "c059": .translatorFreeQuota403001,
            "c061": .translator401001, "c120": .principalWithoutAccess,
            "c176": .resourceNotFound, "c263": .audienceNotSupported,
        ]
        let recorded = lines.compactMap(RecordedFailure.init)
        for (id, signature) in expected {
            let failure = recorded.first { $0.id == id }
            let body = failure.map {
                AnswerBody(status: $0.status, headers: Headers([]), body: Array($0.body.utf8))
            }
            #expect(body?.signature == signature, "\(id)")
        }
    }
}
