import CogwatchCore

/// The responses of Azure's API gateway, to the letter: cogwatch tells causes apart by them.
///
/// The texts come from Microsoft's documentation and from public issue reports of 2019 to 2026.
enum GatewayTexts {
    /// The one refusal behind a dozen causes.
    static func accessDenied(realm: String) -> SimulatedResponse {
        // The reason phrase says PermissionDenied for a plainly wrong key since about 2023.
        json(
            401,
            "PermissionDenied",
            #"{"error":{"code":"401","message":"Access denied due to invalid subscription key or"#
                + " wrong API endpoint. Make sure to provide a valid key for an active subscription"
                + #" and use a correct regional API endpoint for your resource."}}"#
        )
        .adding(
            "WWW-Authenticate",
            #"AzureApiManagementKey realm="\#(realm)",name="Ocp-Apim-Subscription-Key","#
                + #"type="header""#
        )
    }

    /// What comes for a bad token, and for a key sent as a token.
    static func badToken(in cloud: Cloud) -> SimulatedResponse {
        let audience = "https://\(cloud.customDomainSuffix)"
        return json(
            401,
            "Unauthorized",
            #"{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid,"#
                + #" audience is incorrect (\#(audience)), or have expired." }"#
        )
    }

    static let keysDisabled = json(
        403,
        "AuthenticationTypeDisabled",
        #"{"error":{"code":"AuthenticationTypeDisabled","#
            + #""message":"Key based authentication is disabled for this resource."}}"#
    )

    static let firewall = json(
        403,
        "Forbidden",
        #"{"error":{"code":"403","#
            + #""message": "Access denied due to Virtual Network/Firewall rules."}}"#
    )
    .adding("policy-id", "ThrowExceptionDueToTrafficDenied")

    static let publicAccessDisabled = json(
        403,
        "Forbidden",
        #"{"error":{"code":"403","#
            + #""message": "Public access is disabled. Please configure private endpoint."}}"#
    )

    /// The seconds are those until the quota is filled again.
    static func outOfQuota(seconds: Int) -> SimulatedResponse {
        json(
            403,
            "Quota Exceeded",
            #"{ "statusCode": 403, "message": "Out of call volume quota."#
                + #" Quota will be replenished in \#(span(seconds))." }"#
        )
        .adding("Retry-After", "\(max(0, seconds))")
    }

    static func tooManyRequests(_ account: SimulatedAccount, seconds: Int) -> SimulatedResponse {
        json(
            429,
            "Too Many Requests",
            #"{"error":{"code":"429","message": "Requests to the Cognitive Services API have"#
                + " exceeded call rate limit of your current \(account.kind.rawValue)"
                + #" \#(account.sku) pricing tier. Please retry after \#(seconds) seconds."}}"#
        )
        .adding("Retry-After", "\(seconds)")
    }

    /// What everybody gets from a host that is told to throttle.
    static func throttled(seconds: Int) -> SimulatedResponse {
        json(
            429,
            "Too Many Requests",
            #"{"error":{"code":"429","message": "Rate limit is exceeded."#
                + #" Try again in \#(seconds) seconds."}}"#
        )
        .adding("Retry-After", "\(seconds)")
    }

    static let notFound = json(
        404,
        "Resource Not Found",
        #"{"error":{"code":"404","message": "Resource not found"}}"#
    )

    /// The words of Windows' own HTTP server in front of the gateway.
    static let lengthRequired = SimulatedResponse(
        411,
        "Length Required",
        headers: [("Content-Type", "text/html; charset=us-ascii")],
        text: "<HTML><HEAD><TITLE>Length Required</TITLE></HEAD><BODY><h2>Length Required</h2>"
            + "<hr><p>HTTP Error 411. The request must be chunked or have a content length.</p>"
            + "</BODY></HTML>"
    )

    static let notApproved = json(
        403,
        "Forbidden",
        #"{"error":{"code":"UnsupportedFeature","#
            + #""message":"Feature is not supported, missing approval for one or more features."}}"#
    )

    /// What blames the request itself.
    static func clientError(_ status: Int) -> SimulatedResponse {
        let reasons = [
            400: "Bad Request", 404: "Resource Not Found", 410: "Gone", 411: "Length Required",
            415: "Unsupported Media Type",
        ]
        switch status {
        case 404: return notFound
        case 411: return lengthRequired
        default:
            let reason = reasons[status] ?? "Client Error"
            return json(
                status,
                reason,
                #"{"error":{"code":"\#(reason.filter { $0 != " " })","#
                    + #""message":"The request cannot be processed."}}"#
            )
        }
    }

    static func serverError(_ status: Int) -> SimulatedResponse {
        let reasons = [
            500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
            504: "Gateway Timeout",
        ]
        return json(
            status,
            reasons[status] ?? "Server Error",
            #"{ "statusCode": \#(status), "message": "Internal server error" }"#
        )
    }

    static let frontDoorPage = SimulatedResponse(
        503,
        "Service Unavailable",
        headers: [("Content-Type", "text/html"), ("X-Azure-Ref", "0SimulatedReference")],
        text: "<!DOCTYPE html><html><head><title>Service unavailable</title></head><body>"
            + "<h2>Our services aren't available right now</h2><p>We're working to restore all"
            + " services as soon as possible. Please check back soon.</p></body></html>"
    )

    static let captivePortal = SimulatedResponse(
        200,
        "OK",
        headers: [("Content-Type", "text/html; charset=utf-8")],
        text: "<!DOCTYPE html><html><head><title>Guest network: sign in</title></head><body>"
            + "<h1>Welcome, guest</h1><form action=\"/login\" method=\"post\">"
            + "<input name=\"room\"><button>Sign in</button></form></body></html>"
    )

    static func json(_ status: Int, _ reason: String, _ text: String) -> SimulatedResponse {
        SimulatedResponse(
            status,
            reason,
            headers: [("Content-Type", "application/json")],
            text: text
        )
    }

    /// The gateway's way to write a time span: `2.12:05:09` is two days and twelve hours.
    private static func span(_ seconds: Int) -> String {
        let left = max(0, seconds)
        let clock = [left / 3600 % 24, left / 60 % 60, left % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
        return left < 86_400 ? clock : "\(left / 86_400).\(clock)"
    }
}
