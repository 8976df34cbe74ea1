import CogwatchCore
import Foundation
import Testing

@testable import CogwatchSimulator

/// A question to Resource Manager, and the answer to it.
struct ManagementRow: CustomTestStringConvertible {
    let testDescription: String
    let changes: [WorldChange]
    var method: String?
    let path: String
    let query: String
    let pass: Desk.Pass
    let status: Int
    let code: String?
    let says: String
    let header: (name: String, contains: String)?

    init(
        _ name: String,
        after changes: [WorldChange] = [],
        method: String? = nil,
        _ path: String,
        _ query: String = "api-version=2023-05-01",
        pass: Desk.Pass = .good,
        gives status: Int,
        _ code: String? = nil,
        says: String = "",
        header: (name: String, contains: String)? = nil
    ) {
        testDescription = name
        self.changes = changes
        self.method = method
        self.path = path
        self.query = query
        self.pass = pass
        self.status = status
        self.code = code
        self.says = says
        self.header = header
    }
}

enum ManagementRows {
    private static let speech = Desk.group + Desk.accounts + "/speech"
    private static let list = "/subscriptions/\(Desk.subscription)" + Desk.accounts
    private static let health = "/providers/Microsoft.ResourceHealth/availabilityStatuses"
    private static let keysAction = "Microsoft.CognitiveServices/accounts/listKeys/action"

    static let answered: [ManagementRow] = [
        ManagementRow(
            "tells of a subscription",
            "/subscriptions/\(Desk.subscription)",
            "api-version=2022-12-01",
            gives: 200,
            says: #""state":"Enabled""#
        ),
        ManagementRow(
            "lists subscriptions",
            "/subscriptions",
            "api-version=2022-12-01",
            gives: 200,
            says: Desk.subscription
        ),
        ManagementRow(
            "lists a subscription's accounts",
            list,
            gives: 200,
            says: #""name":"speech""#
        ),
        ManagementRow(
            "lists a group's accounts",
            Desk.group + Desk.accounts,
            gives: 200,
            says: #""name":"face""#
        ),
        ManagementRow("tells of an account", speech, gives: 200, says: #""kind":"SpeechServices""#),
        ManagementRow(
            "compares paths without regard to case",
            speech.uppercased(),
            "API-Version=2023-05-01",
            gives: 200,
            says: #""name":"speech""#
        ),
        ManagementRow(
            "lists keys",
            "\(speech)/listKeys",
            gives: 200,
            says: #""key2""#,
            header: ("x-ms-ratelimit-remaining-subscription-writes", "199")
        ),
        ManagementRow(
            "counts reads",
            speech,
            gives: 200,
            header: ("x-ms-ratelimit-remaining-subscription-reads", "249")
        ),
        ManagementRow("tells usages", "\(speech)/usages", gives: 200, says: #""quotaPeriod""#),
        ManagementRow(
            "tells a location's usages",
            "/subscriptions/\(Desk.subscription)/providers/Microsoft.CognitiveServices/locations/"
                + "JapanWest/usages",
            gives: 200,
            says: #""currentValue":4"#
        ),
        ManagementRow(
            "knows no deleted accounts at first",
            "/subscriptions/\(Desk.subscription)/providers/Microsoft.CognitiveServices/"
                + "deletedAccounts",
            gives: 200,
            says: #""value":[]"#
        ),
        ManagementRow(
            "tells health",
            "\(speech)\(health)/current",
            "api-version=2025-05-01",
            gives: 200,
            says: #""availabilityState":"Available""#
        ),
        ManagementRow(
            "lists health",
            "\(speech)\(health)",
            "api-version=2025-05-01",
            gives: 200,
            says: #""value":[{"#
        ),
        ManagementRow(
            "lists a subscription's health",
            "/subscriptions/\(Desk.subscription)\(health)",
            "api-version=2025-05-01",
            gives: 200,
            says: "accounts/speech/providers"
        ),
    ]

    static let tokens: [ManagementRow] = [
        ManagementRow(
            "wants a version before a token",
            speech,
            "",
            pass: .nothing,
            gives: 400,
            "MissingApiVersionParameter"
        ),
        ManagementRow(
            "refuses a version that never was",
            speech,
            "api-version=2010-01-01",
            gives: 400,
            "InvalidApiVersionParameter",
            says: "2025-06-01"
        ),
        ManagementRow(
            "wants a token",
            speech,
            pass: .nothing,
            gives: 401,
            "AuthenticationFailed",
            header: ("WWW-Authenticate", #"authorization_uri="https://login.microsoftonline.com/"#)
        ),
        ManagementRow(
            "refuses garbage",
            speech,
            pass: .garbage,
            gives: 401,
            "InvalidAuthenticationToken",
            header: ("WWW-Authenticate", "invalid_token")
        ),
        ManagementRow(
            "refuses an old token",
            speech,
            pass: .token("agent", old: true),
            gives: 401,
            "ExpiredAuthenticationToken"
        ),
        ManagementRow(
            "refuses a token for a vault",
            speech,
            pass: .reader,
            gives: 401,
            "InvalidAuthenticationTokenAudience",
            says: "https://management.core.windows.net/"
        ),
        ManagementRow(
            "takes the old name of its audience",
            speech,
            pass: .token("agent", audience: "https://management.core.windows.net/"),
            gives: 200
        ),
        ManagementRow(
            "refuses a token of another cloud",
            speech,
            pass: .token("agent", audience: "https://management.chinacloudapi.cn"),
            gives: 401,
            "InvalidAuthenticationTokenAudience"
        ),
        ManagementRow(
            "refuses another tenant's subscription",
            after: [
                .management(
                    .addSubscription(
                        SimulatedSubscription(id: other, tenant: "another-tenant")
                    )
                )
            ],
            "/subscriptions/\(other)\(Desk.accounts)",
            gives: 401,
            "InvalidAuthenticationTokenTenant"
        ),
    ]

    private static let other = "00000000-0000-4000-8000-000000000077"

    static let refused: [ManagementRow] = [
        ManagementRow(
            "names the permission that is missing",
            after: [lost(keysAction)],
            "\(speech)/listKeys",
            gives: 403,
            "AuthorizationFailed",
            says: "perform action '\(keysAction)' over scope '\(speech)'"
        ),
        ManagementRow(
            "heeds wildcards in what was lost",
            after: [lost("Microsoft.CognitiveServices/*/read")],
            list,
            gives: 403,
            "AuthorizationFailed"
        ),
        ManagementRow(
            "keeps other permissions",
            after: [lost(keysAction)],
            speech,
            gives: 200
        ),
        ManagementRow(
            "heeds a read-only lock",
            after: [.management(.lock(account: "speech", readOnly: true))],
            "\(speech)/listKeys",
            gives: 409,
            "ScopeLocked",
            says: speech
        ),
        ManagementRow(
            "reads past a lock",
            after: [.management(.lock(account: "speech", readOnly: true))],
            speech,
            gives: 200
        ),
        ManagementRow(
            "writes nothing in a disabled subscription",
            after: [.subscription(account: "speech", enabled: false)],
            "\(speech)/listKeys",
            gives: 409,
            "ReadOnlyDisabledSubscription"
        ),
        ManagementRow(
            "tells that a subscription is disabled",
            after: [.subscription(account: "speech", enabled: false)],
            "/subscriptions/\(Desk.subscription)",
            "api-version=2022-12-01",
            gives: 200,
            says: #""state":"Disabled""#
        ),
        ManagementRow(
            "tells a state that was given",
            after: [
                .management(
                    .subscriptionState(subscription: Desk.subscription, .pastDue)
                )
            ],
            "/subscriptions/\(Desk.subscription)",
            "api-version=2022-12-01",
            gives: 200,
            says: #""state":"PastDue""#
        ),
        ManagementRow(
            "knows no such account",
            Desk.group + Desk.accounts + "/nobody",
            gives: 404,
            "ResourceNotFound",
            says: "accounts/nobody"
        ),
        ManagementRow(
            "knows no such group",
            "/subscriptions/\(Desk.subscription)/resourceGroups/none\(Desk.accounts)",
            gives: 404,
            "ResourceGroupNotFound"
        ),
        ManagementRow(
            "knows no such subscription",
            "/subscriptions/\(other)\(Desk.accounts)",
            gives: 404,
            "SubscriptionNotFound"
        ),
        ManagementRow(
            "wants a subscription's id",
            "/subscriptions/mine\(Desk.accounts)",
            gives: 400,
            "InvalidSubscriptionId"
        ),
        ManagementRow(
            "knows no such path",
            "/subscriptions/\(Desk.subscription)/nothing",
            gives: 404,
            "InvalidResourceType"
        ),
        ManagementRow(
            "lists keys by POST only",
            method: "GET",
            "\(speech)/listKeys",
            gives: 404,
            "InvalidResourceType"
        ),
        ManagementRow(
            "shows a cloud its own accounts only",
            Desk.group + Desk.accounts + "/china",
            gives: 404,
            "ResourceNotFound"
        ),
        ManagementRow(
            "forgets an account that is deleted",
            after: [.delete(account: "speech")],
            speech,
            gives: 404,
            "ResourceNotFound"
        ),
        ManagementRow(
            "tells of a deleted account",
            after: [.delete(account: "speech")],
            "/subscriptions/\(Desk.subscription)/providers/Microsoft.CognitiveServices/locations/"
                + "japanwest/resourceGroups/cogwatch/deletedAccounts/speech",
            gives: 200,
            says: #""scheduledPurgeDate":"2026-11-20T11:06:40.0000000Z""#
        ),
        ManagementRow(
            "knows no such deleted account",
            "/subscriptions/\(Desk.subscription)/providers/Microsoft.CognitiveServices/locations/"
                + "japanwest/resourceGroups/cogwatch/deletedAccounts/speech",
            gives: 404,
            "ResourceNotFound"
        ),
        ManagementRow(
            "throttles where it is told to",
            after: [.fault(host: Desk.arm, .throttled(17))],
            speech,
            gives: 429,
            "TooManyRequests",
            header: ("Retry-After", "17")
        ),
        ManagementRow(
            "fails where it is told to",
            after: [.fault(host: Desk.arm, .serverError(503))],
            speech,
            gives: 503,
            "ServiceUnavailable"
        ),
        ManagementRow(
            "refuses everybody where it is told to",
            after: [.fault(host: Desk.arm, .refuseEverybody)],
            speech,
            gives: 401
        ),
        ManagementRow(
            "refuses a page that it never named",
            list,
            "api-version=2023-05-01&$skiptoken=mine",
            gives: 400,
            "InvalidSkipToken"
        ),
    ]

    private static func lost(_ action: String) -> WorldChange {
        .management(.permission(principal: "agent", action: action, granted: false))
    }

    static let all = answered + tokens + refused
}
