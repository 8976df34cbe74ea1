import CogwatchCore
import Foundation

/// The Translator's own front end, which has its own texts and asks for the region in a header.
///
/// Microsoft's pages on Translator authentication and status codes (2026-06-02).
enum TranslatorFront {
    static func response(
        to request: SimulatedRequest,
        from caller: Caller,
        on host: SimulatedHost,
        at now: Date
    ) -> SimulatedResponse {
        switch Route(request, on: host) {
        case .languages: return GatewayTexts.json(200, "OK", #"{"translation":{}}"#)
        case .translate: break
        case .issueToken, .voices, .redirect, .list, nil: return GatewayTexts.notFound
        }
        guard let account = caller.account, account.isAlive(at: now) else {
            return refusal(401_000, notAuthorized, request)
        }
        guard account.serves([.textTranslation]) else {
            return refusal(401_015, otherAPI, request)
        }
        let named = request.headers["Ocp-Apim-Subscription-Region"] ?? SimulatedHost.noRegion
        guard named == account.region else { return refusal(401_000, notAuthorized, request) }
        if let end = account.quotaReplenished, end > now {
            return refusal(403_001, outOfQuota, request)
        }
        return GatewayTexts.json(200, "OK", "[]")
    }

    private static let notAuthorized =
        "The request is not authorized because credentials are missing or invalid."
    private static let otherAPI =
        "The credentials provided are for the Speech API."
        + " This request requires credentials for the Text API."
    private static let outOfQuota =
        "The operation is not allowed because the subscription has exceeded its free quota."

    // The first three digits of the code are the HTTP status.
    private static func refusal(
        _ code: Int,
        _ message: String,
        _ request: SimulatedRequest
    ) -> SimulatedResponse {
        SimulatedResponse(
            code / 1000,
            code / 1000 == 401 ? "Unauthorized" : "Forbidden",
            headers: [("Content-Type", "text/plain"), ("X-RequestId", "TRAN.simulated")],
            text: #"{"error":{"code":\#(code),"message":"\#(message)"}}"#
        )
    }
}
