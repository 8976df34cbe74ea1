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

@Suite("The simulated Resource Manager")
struct ManagementTests {
    private static let speech = Desk.group + Desk.accounts + "/speech"
    private static let list = "/subscriptions/\(Desk.subscription)" + Desk.accounts

    @Test(arguments: ManagementRows.all)
    func answers(_ row: ManagementRow) throws {
        var desk = try Desk(after: row.changes)
        let isKeys = row.path.hasSuffix("listKeys")
        let answer = try desk.ask(
            method: row.method ?? (isKeys ? "POST" : "GET"),
            Desk.arm,
            row.path,
            row.query,
            pass: row.pass
        )
        #expect(answer.status == row.status, "\(answer.text.prefix(400))")
        if let code = row.code { #expect(answer.code == code) }
        #expect(row.says.isEmpty || answer.text.contains(row.says), "\(answer.text.prefix(800))")
        if let header = row.header {
            let value = answer.response?.headers[header.name] ?? ""
            #expect(value.contains(header.contains), "\(header.name): \(value)")
        }
        if row.code != "TooManyRequests", row.status < 500, !row.testDescription.contains("told to")
        {
            #expect(answer.response?.headers["x-ms-correlation-request-id"] != nil)
        }
    }

    @Test("gives every cloud a Resource Manager with its own accounts", arguments: Cloud.allCases)
    func clouds(_ cloud: Cloud) throws {
        var desk = try Desk()
        let audience = Desk.Pass.token("agent", audience: "https://\(cloud.resourceManagerHost)")
        let answer = try desk.ask(
            cloud.resourceManagerHost,
            Self.list,
            "api-version=2023-05-01",
            pass: audience
        )
        #expect(answer.status == 200)
        let names = try answer.json()["value"]?.items?.compactMap { $0["name"]?.string }
        let own = Sample.accounts.filter { $0.cloud == cloud }.map(\.name).sorted()
        #expect(names == own)
    }

    @Test("describes an account as the documentation has it")
    func account() throws {
        var desk = try Desk()
        let account = try desk.read(Self.speech)
        #expect(account["id"]?.string == Self.speech)
        #expect(account["location"]?.string == "japanwest")
        #expect(account["sku"]?["name"]?.string == "S0")
        let properties = account["properties"]
        #expect(
            properties?["endpoint"]?.string == "https://japanwest.api.cognitive.microsoft.com/"
        )
        #expect(properties?["provisioningState"]?.string == "Succeeded")
        #expect(properties?["dateCreated"]?.string == "2026-11-18T11:06:40.0000000Z")
        for absent in ["disableLocalAuth", "customSubDomainName", "networkAcls", "deletionDate"] {
            #expect(properties?[absent] == nil)
        }
        #expect(account["tags"] == nil)
    }

    @Test("has the token's path in the endpoint of an old Speech account")
    func oldEndpoint() throws {
        var desk = try Desk(after: [
            .create(
                AccountPlan(
                    name: "aged",
                    region: "westeurope",
                    created: Date(timeIntervalSince1970: 1_690_000_000.932_096_7),
                    resourceGroup: "Elders",
                    tags: ["team": "voice"]
                )
            )
        ])
        let group = "/subscriptions/\(Desk.subscription)/resourceGroups/elders"
        let account = try desk.read("\(group)\(Desk.accounts)/aged")
        #expect(
            account["properties"]?["endpoint"]?.string
                == "https://westeurope.api.cognitive.microsoft.com/sts/v1.0/issuetoken"
        )
        #expect(account["tags"]?["team"]?.string == "voice")
        let created = account["properties"]?["dateCreated"]?.string ?? ""
        #expect(created.hasPrefix("2023-07-22T04:26:40.9320"), "\(created)")
        #expect(created.count == "2023-07-25T07:34:14.9320967Z".count)
        #expect(try desk.walk("\(group)\(Desk.accounts)").entries.count == 1)
    }

    @Test("shows what commands to the data plane have changed")
    func sameWorld() throws {
        var desk = try Desk(after: [
            .localAuth(account: "speech", .disabled), .network(account: "old", rules: true),
            .publicAccess(account: "face", enabled: false),
            .move(account: "multi", region: "westus"),
            .privateEndpoint(account: "domain", present: true),
        ])
        func read(_ name: String) throws -> JSONValue {
            try desk.read("\(Desk.group)\(Desk.accounts)/\(name)")
        }
        #expect(try read("speech")["properties"]?["disableLocalAuth"] == true)
        #expect(
            try read("old")["properties"]?["networkAcls"]?["defaultAction"]?.string == "Deny"
        )
        #expect(try read("face")["properties"]?["publicNetworkAccess"]?.string == "Disabled")
        #expect(try read("multi")["location"]?.string == "westus")
        let domain = try read("domain")["properties"]
        #expect(domain?["endpoint"]?.string == "https://\(Sample.speechDomain)/")
        #expect(domain?["customSubDomainName"]?.string == "quiet-harbour")
        #expect(domain?["privateEndpointConnections"]?.items?.count == 1)
    }

    @Test("lists the keys that open the account, and the new one after a regeneration")
    func keys() throws {
        var desk = try Desk()
        func listed() throws -> [Secret?] {
            let keys = try desk.read("\(Self.speech)/listKeys")
            return [keys["key1"]?.string, keys["key2"]?.string].map { $0.map(Secret.init) }
        }
        func held() -> [Secret?] {
            [.key1, .key2].map { desk.world.accounts["speech"]?.keys[$0]?.secret }
        }
        let before = try listed()
        #expect(before == held())
        try desk.apply(.regenerate(account: "speech", key: .key2, propagation: .zero))
        let after = try listed()
        #expect(after == held())
        #expect(after.first == before.first)
        #expect(after.last != before.last)
    }

    @Test("spells ids and locations oddly where it is told to")
    func oddCasing() throws {
        var desk = try Desk()
        var plan = SettingsPlan()
        plan.oddCasing = true
        try desk.apply(.settings(plan))
        let account = try desk.read(Self.speech)
        let id = account["id"]?.string ?? ""
        #expect(id != Self.speech)
        #expect(id.lowercased() == Self.speech.lowercased())
        let location = account["location"]?.string ?? ""
        #expect(location != "japanwest")
        #expect(Regions.normalise(location) == "japanwest")
    }

    @Test(
        "gives lists in pages, empty ones among them",
        arguments: [(100, false, 1), (2, false, 3), (6, false, 1), (2, true, 6), (100, true, 2)]
    )
    func pages(_ size: Int, _ empty: Bool, _ expected: Int) throws {
        var desk = try Desk()
        var plan = SettingsPlan()
        plan.pageSize = size
        plan.emptyPages = empty
        try desk.apply(.settings(plan))
        let (entries, pages) = try desk.walk(Self.list)
        #expect(pages == expected)
        let names = entries.compactMap { $0["name"]?.string }
        #expect(names == ["domain", "face", "multi", "old", "speech", "translator"])
        if empty {
            let first = try desk.read(Self.list)
            #expect(first["value"]?.items?.isEmpty == true)
            #expect(first["nextLink"]?.string?.hasPrefix("https://\(Desk.arm)/sub") == true)
        }
    }

    @Test("leads to another host where it is told to")
    func hostileLink() throws {
        var desk = try Desk()
        var plan = SettingsPlan()
        plan.nextLinkHost = "management.azure.example"
        try desk.apply(.settings(plan))
        let link = try desk.read(Self.list)["nextLink"]?.string
        #expect(link?.hasPrefix("https://management.azure.example/subscriptions/") == true)
        plan.nextLinkHost = ""
        try desk.apply(.settings(plan))
        #expect(try desk.read(Self.list)["nextLink"] == nil)
    }

    @Test("lets a burst pass, then throttles each principal until its bucket fills")
    func throttling() throws {
        var desk = try Desk()
        var plan = SettingsPlan()
        (plan.readsBurst, plan.readsPerSecond) = (3, 0.5)
        (plan.writesBurst, plan.writesPerSecond) = (1, 0.1)
        try desk.apply(.settings(plan))
        for left in ["2", "1", "0"] {
            let answer = try desk.arm(Self.speech)
            #expect(answer.status == 200)
            let header = "x-ms-ratelimit-remaining-subscription-reads"
            #expect(answer.response?.headers[header] == left)
        }
        let refused = try desk.arm(Self.speech)
        #expect(refused.status == 429)
        #expect(refused.code == "SubscriptionRequestsThrottled")
        #expect(refused.response?.headers["Retry-After"] == "2")
        #expect(try desk.arm(Self.speech, pass: .token("machine")).status == 200)
        #expect(try desk.arm("\(Self.speech)/listKeys").status == 200)
        let keys = try desk.arm("\(Self.speech)/listKeys")
        #expect(keys.status == 429)
        #expect(keys.response?.headers["Retry-After"] == "10")
        desk.pass(2)
        #expect(try desk.arm(Self.speech).status == 200)
        #expect(try desk.arm(Self.speech).status == 429)
    }

    @Test("keeps a deleted account for 48 hours")
    func deleted() throws {
        var desk = try Desk(after: [.delete(account: "speech")])
        let path =
            "/subscriptions/\(Desk.subscription)/providers/Microsoft.CognitiveServices"
            + "/deletedAccounts"
        let entry = try #require(try desk.walk(path).entries.first)
        #expect(entry["id"]?.string == Self.speech)
        #expect(
            entry["properties"]?["deletionDate"]?.string == "2026-11-18T11:06:40.0000000Z"
        )
        #expect(try desk.walk(Self.list).entries.allSatisfy { $0["name"]?.string != "speech" })
        desk.pass(48 * 3600 - 1)
        #expect(try desk.walk(path).entries.count == 1)
        desk.pass(1)
        #expect(try desk.walk(path).entries.isEmpty)
    }

    @Test("names the principal that came, and never shows its token")
    func credential() throws {
        var desk = try Desk()
        #expect(try desk.arm(Self.speech).credential == .principal("agent"))
        #expect(try desk.arm(Self.speech, pass: .nothing).credential == .none)
        #expect(try desk.arm(Self.speech, pass: .garbage).credential == .unknownToken)
    }

    @Test("is slow, hangs and dies as told")
    func faults() throws {
        var desk = try Desk(after: [.fault(host: Desk.arm, .slow(.seconds(5)))])
        #expect(try desk.arm(Self.speech).response?.delay == .seconds(5))
        try desk.apply(.fault(host: Desk.arm, .hang))
        #expect(try desk.arm(Self.speech).outcome == .noResponse)
        try desk.apply(.fault(host: Desk.arm, .dead))
        #expect(try desk.arm(Self.speech).outcome == .hangUp)
        #expect(desk.world.isDead(Desk.arm))
        try desk.apply(.mend(host: Desk.arm))
        #expect(try desk.arm(Self.speech).status == 200)
    }
}
