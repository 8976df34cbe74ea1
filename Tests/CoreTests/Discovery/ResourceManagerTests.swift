import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Resource Manager")
struct ResourceManagerTests {
    static let now = Stage.now
    static let subscription = ManagementBodies.subscription
    static let list = ManagementCall.accounts(subscription: subscription, group: nil)

    static func id(_ text: String = ManagementBodies.accountID) -> ResourceID {
        guard let id = ResourceID(text) else { preconditionFailure("no id: \(text)") }
        return id
    }

    @Test(
        "is asked on the cloud's host, with pinned versions",
        arguments: [
            (
                list,
                "/subscriptions/\(subscription)/providers/Microsoft.CognitiveServices/accounts?api-version=2023-05-01"
            ),
            (
                .accounts(subscription: subscription, group: "a b/c"),
                "/subscriptions/\(subscription)/resourceGroups/a%20b%2Fc/providers/Microsoft.CognitiveServices/accounts?api-version=2023-05-01"
            ),
            (.account(id()), "\(ManagementBodies.accountID)?api-version=2023-05-01"),
            (.keys(id()), "\(ManagementBodies.accountID)/listKeys?api-version=2023-05-01"),
            (
                .deletedAccounts(subscription: subscription),
                "/subscriptions/\(subscription)/providers/Microsoft.CognitiveServices/deletedAccounts?api-version=2023-05-01"
            ),
            (.subscription(subscription), "/subscriptions/\(subscription)?api-version=2022-12-01"),
            (
                .health(id()),
                "\(ManagementBodies.accountID)/providers/Microsoft.ResourceHealth/availabilityStatuses/current?api-version=2025-05-01"
            ),
        ] as [(ManagementCall, String)]
    )
    func requests(call: ManagementCall, path: String) {
        for cloud in Cloud.allCases {
            let request = ResourceManager(in: cloud).request(
                call,
                token: ManagementBodies.testToken
            )
            #expect(request.url == "https://\(cloud.resourceManagerHost)\(path)")
            #expect(request.method == (call.isWrite ? .post : .get))
            #expect(request.header("Authorization") == "Bearer a-token")
            #expect(!request.url.lowercased().contains("regenerate"))
        }
    }

    @Test("asks the activity log for one resource and a range of time")
    func activity() {
        let call = ManagementCall.activity(
            Self.id(),
            from: Self.now.addingTimeInterval(-3600),
            to: Self.now
        )
        let url = ResourceManager(in: .public).request(call, token: ManagementBodies.testToken).url
        let filter = url.split(separator: "&$filter=").last
        #expect(url.contains("/eventtypes/management/values?api-version=2015-04-01&"))
        #expect(
            String(filter ?? "").removingPercentEncoding
                == "eventTimestamp ge '2027-01-15T07:00:00.000Z' and eventTimestamp le "
                + "'2027-01-15T08:00:00.000Z' and resourceUri eq '\(ManagementBodies.accountID)'"
        )
    }

    @Test(
        "knows an id in any case, and nothing else",
        arguments: [
            (ManagementBodies.accountID, true), (ManagementBodies.accountID.uppercased(), true),
            (ManagementBodies.accountID.lowercased(), true),
            (ManagementBodies.accountID + "/", false), (ManagementBodies.accountID + "?x", false),
            ("", false), ("/subscriptions/x", false),
            (
                "/subscriptions/s/resourceGroups/../providers/Microsoft.CognitiveServices/accounts/x",
                false
            ),
            ("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/accounts/x", false),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/x' or 1",
                false
            ),
            (
                "/subscriptions/s/resourceGroups/Bücher_(1)/providers/Microsoft.CognitiveServices/accounts/x",
                true
            ),
        ]
    )
    func ids(text: String, isOne: Bool) {
        let id = ResourceID(text)
        #expect((id != nil) == isOne)
        if text.lowercased() == ManagementBodies.accountID.lowercased() {
            #expect(id == Self.id())
            #expect(id?.normalised == Self.id().normalised)
        }
    }

    @Test(
        "follows a list on the same host over TLS only",
        arguments: [
            ("https://management.azure.com/subscriptions/x?$skiptoken=a%20b", true),
            ("https://MANAGEMENT.azure.com:443/x", true), ("HTTPS://management.azure.com/x", true),
            ("http://management.azure.com/x", false), ("https://management.azure.com:444/x", false),
            ("https://evil.example/x", false),
            ("https://management.azure.com.evil.example/x", false),
            ("https://management.azure.com@evil.example/x", false),
            ("https://evil.example/management.azure.com/", false),
            ("https://evil.example\\@management.azure.com/x", false),
            ("https://management.azure.com\\.evil.example/x", false),
            ("https://evil.example#@management.azure.com/x", false),
            ("//management.azure.com/x", false), ("/subscriptions/x", false),
            ("https://management.azure.com", false), ("https://management.azure.com?x", false),
            ("https://management.azure.com/x\r\nHost: evil", false),
            ("https://management.azure.com/x#y", false), ("https://management.azure.com./x", false),
            ("https://management.chinacloudapi.cn/x", false),
            (" https://management.azure.com/x", false),
            ("https:/management.azure.com/x", false),
            ("https://user:pw@management.azure.com/x", false),
        ]
    )
    func nextLinks(link: String, isFollowed: Bool) {
        let page = NextPage(link, on: "management.azure.com")
        #expect((page != nil) == isFollowed)
        guard let page else { return }
        let request = ResourceManager(in: .public).request(page, token: ManagementBodies.testToken)
        #expect(request.url.hasPrefix("https://management.azure.com/"))
        #expect(request.method == .get)
    }

    @Test("says clearly that a link leads elsewhere, and sends no token there")
    func foreignLink() {
        let body = ManagementBodies.list([], nextLink: "https://evil.example/more")
        var listing = AccountListing(subscription: Self.subscription, in: .public)
        #expect(listing.request(token: ManagementBodies.testToken) != nil)
        listing.take(Answers.response(200, body: body), at: Self.now)
        #expect(listing.request(token: ManagementBodies.testToken) == nil)
        guard case .failure(let refusal) = listing.result else {
            Issue.record("the link was followed")
            return
        }
        #expect(refusal.kind == .foreignLink)
        #expect(refusal.fault.description.contains("the token stays here"))
        #expect(!refusal.fault.description.contains("evil"))
    }

    @Test("goes on over empty pages, and gives up a list that leads back to itself")
    func pages() {
        let next = "https://management.azure.com/next?page="
        var listing = AccountListing(subscription: Self.subscription, group: "g", in: .public)
        let account = ManagementBodies.account()
        for (index, entries) in [[account], [], [account]].enumerated() {
            let link = index < 2 ? "\(next)\(index)" : nil
            #expect(listing.result == nil)
            let body = ManagementBodies.list(entries, nextLink: link)
            listing.take(Answers.response(200, body: body), at: Self.now)
        }
        #expect((try? listing.result?.get())?.count == 2)

        var circle = AccountListing(subscription: Self.subscription, in: .public)
        var turns = 0
        while circle.request(token: ManagementBodies.testToken) != nil, turns < 100 {
            turns += 1
            let body = ManagementBodies.list([account], nextLink: next)
            circle.take(Answers.response(200, body: body), at: Self.now)
        }
        #expect(turns == 2)
        guard case .failure(let refusal) = circle.result else {
            Issue.record("it went on for ever")
            return
        }
        #expect(refusal.kind == .tooMuch)
    }

    @Test("does not go on without end")
    func endless() {
        var listing = AccountListing(subscription: Self.subscription, in: .public)
        var pages = 0
        while listing.request(token: ManagementBodies.testToken) != nil, pages < 10_000 {
            pages += 1
            let body = ManagementBodies.list([], nextLink: "https://management.azure.com/\(pages)")
            listing.take(Answers.response(200, body: body), at: Self.now)
        }
        #expect(pages == 500)
    }

    @Test("reads accounts as they are found: odd case, paths in endpoints, seven decimals")
    func account() throws {
        let body = ManagementBodies.account(
            properties: #""networkAcls":{"defaultAction":"Deny"},"disableLocalAuth":"True""#
        )
        let account = try Self.account(body)
        #expect(account.id == Self.id())
        #expect(account.region == "japanwest" && account.kind == "SpeechServices")
        #expect(account.sku == "S0" && account.tags == ["team": "voice"])
        #expect(account.endpointHost == "japanwest.api.cognitive.microsoft.com")
        #expect(account.customDomain == nil)
        #expect(account.localAuthDisabled && account.publicAccess == .restricted)
        let created = try #require(account.created)
        #expect(abs(created.timeIntervalSince1970 - 1_690_270_454.932) < 0.001)
    }

    @Test(
        "sends keys to a host of Azure's own alone",
        arguments: [
            (#""customSubDomainName":"Mine""#, "mine.cognitiveservices.azure.com"),
            (
                #""endpoint":"https://mine.cognitiveservices.azure.com/""#,
                "mine.cognitiveservices.azure.com"
            ),
            (#""endpoint":"https://mine.openai.azure.com/""#, "mine.openai.azure.com"),
            (#""endpoint":"https://evil.example/""#, nil),
            (#""endpoint":"https://mine.cognitiveservices.azure.cn/""#, nil),
            (#""customSubDomainName":"evil.example/""#, nil), (#""customSubDomainName":"""#, nil),
        ]
    )
    func customDomain(properties: String, host: String?) throws {
        let body = """
            {"id":"\(ManagementBodies.accountID)","kind":"OpenAI","properties":{\(properties)}}
            """
        #expect(try Self.account(body).customDomain == host)
    }

    @Test("reads little where little is said")
    func bareAccount() throws {
        let bare = try Self.account(
            #"{"ID":"\#(ManagementBodies.accountID)","Kind":"Bing.Search","location":"global"}"#
        )
        #expect(bare.region == "global" && bare.sku == nil && bare.publicAccess == .enabled)
        let page = try ManagementReading.accounts(
            Answers.response(200, body: #"{"value":[7,{},{"id":"x","kind":"y"},null]}"#),
            to: Self.list,
            in: .public,
            at: Self.now
        )
        #expect(page.items.isEmpty && page.next == nil)
    }

    @Test(
        "says why it was refused, and repeats no name of the answer",
        arguments: [
            (403, "AuthorizationFailed", ManagementRefusal.Kind.notAllowed),
            (403, "Odd", .notAllowed),
            (409, "ScopeLocked", .locked), (401, "ExpiredAuthenticationToken", .tokenExpired),
            (401, "InvalidAuthenticationTokenTenant", .tokenRefused),
            (404, "ResourceNotFound", .noResource), (404, "ResourceGroupNotFound", .noGroup),
            (404, "SubscriptionNotFound", .noSubscription), (429, "TooManyRequests", .throttled),
            (500, "InternalServerError", .unavailable), (503, "", .unavailable),
            (404, "Whatever", .refused), (200, "Strange", .unreadable),
        ]
    )
    func refusals(status: Int, code: String, kind: ManagementRefusal.Kind) throws {
        let call = ManagementCall.keys(Self.id())
        let answer = Answers.response(
            status,
            body: ManagementBodies.error(code),
            headers: [Headers.Line(name: "Retry-After", value: "17")]
        )
        let refusal = try #require(Self.refusal(answer, call))
        #expect(refusal.kind == kind)
        #expect(
            refusal.retryAfterSeconds == (kind == .unreadable ? nil : 17) || kind == .unreadable
        )
        let text = refusal.fault.description
        for word in ["mallory", Self.subscription, "Voice-RG", "Tts-Japan"] {
            #expect(!text.contains(word) && !"\(refusal)".contains(word))
        }
        if kind == .notAllowed {
            #expect(refusal.permission == "Microsoft.CognitiveServices/accounts/listKeys/action")
            #expect(text.contains("Microsoft.CognitiveServices/accounts/listKeys/action"))
        } else {
            #expect(refusal.permission == nil)
        }
    }

    @Test("does not take a code for a name that is none")
    func oddCode() throws {
        let answer = Answers.response(400, body: ManagementBodies.error("Hello mallory@contoso"))
        let refusal = try #require(Self.refusal(answer, Self.list))
        #expect(!refusal.fault.description.contains("mallory"))
    }

    @Test("tells silence from size")
    func silence() {
        let dark = Self.refusal(Answers.noResponse(.timedOut(.processing)), Self.list)
        #expect(dark?.kind == .unreachable && dark?.isPassing == true)
        let large = Self.refusal(Answers.noResponse(.bodyTooLarge(limit: 1)), Self.list)
        #expect(large?.kind == .tooMuch && large?.isPassing == false)
    }

    @Test("reads what is left of the limits")
    func allowance() throws {
        let answer = Answers.response(
            429,
            body: "",
            headers: [
                Headers.Line(name: "X-MS-RateLimit-Remaining-Subscription-Writes", value: "799"),
                Headers.Line(
                    name: "x-ms-ratelimit-remaining-subscription-global-reads",
                    value: "16499"
                ),
                Headers.Line(name: "x-ms-ratelimit-remaining-subscription-reads", value: "249"),
                Headers.Line(name: "Retry-After", value: "5"),
            ]
        )
        let allowance = try #require(ManagementReading.allowance(in: answer, at: Self.now))
        #expect(allowance.remainingWrites == 799 && allowance.remainingReads == 249)
        #expect(allowance.retryAfter == .seconds(5))
    }

    @Test("counts a regeneration once, and only one that succeeded")
    func regenerations() throws {
        let times = [0, -60, -120].map { Self.now.addingTimeInterval($0) }
        let other = Self.id(ManagementBodies.accountID + "2")
        #expect(other != Self.id())
        let entries = [
            ManagementBodies.event(at: times[1]), ManagementBodies.event(at: times[0]),
            ManagementBodies.event(at: times[1], name: "BeginRequest", status: "Started"),
            ManagementBodies.event(at: times[1], status: "Failed", correlation: "b"),
            ManagementBodies.event(at: times[1], operation: "x/write", correlation: "c"),
            ManagementBodies.event(
                at: times[1],
                correlation: "d",
                id: ManagementBodies.accountID + "2"
            ),
            ManagementBodies.event(at: times[2], correlation: "e", properties: "null"),
        ]
        let page = try ManagementReading.regenerations(
            Answers.response(200, body: ManagementBodies.list(entries)),
            to: .activity(Self.id(), from: Self.now, to: Self.now),
            in: .public,
            showsCaller: false,
            at: Self.now
        )
        let found = Regeneration.distinct(page.items)
        #expect(found.map(\.at) == [times[0], times[2]])
        #expect(found.map(\.key) == [1, nil])
        #expect(found.allSatisfy { $0.caller == nil })
    }

    @Test("keeps 2,000 accounts in 10 subscriptions within a quarter of the limits")
    func pacing() throws {
        var pacing = ManagementPacing(share: 0.25)
        var sent: [String: [Double]] = [:]
        for number in 0..<2000 {
            let name = "subscription\(number % 10)"
            let id = try #require(ResourceID(subscription: name, group: "g", name: "a\(number)"))
            let pause = pacing.book(.keys(id), at: Self.now)
            sent[name, default: []].append(pause.seconds)
        }
        for times in sent.values {
            #expect(times.count == 200)
            #expect(times.filter { $0 == 0 }.count == 50)
            #expect(times == times.sorted())
            // 150 more at 2.5 a second.
            #expect(abs((times.last ?? 0) - 60) < 0.5)
        }
        #expect(pacing.book(.subscription("subscription1"), at: Self.now) == .zero)
    }

    @Test("keeps still where Azure asks for it")
    func heeding() throws {
        var pacing = ManagementPacing()
        let headers = [Headers.Line(name: "Retry-After", value: "30")]
        let answer = Answers.response(429, body: "", headers: headers)
        let allowance = try #require(ManagementReading.allowance(in: answer, at: Self.now))
        pacing.heed(allowance, isThrottled: true, in: "A", at: Self.now)
        #expect(pacing.book(.subscription("a"), at: Self.now) == .seconds(30))
        #expect(pacing.book(.subscription("b"), at: Self.now) == .zero)
        #expect(pacing.book(.subscription("a"), at: Self.now.addingTimeInterval(31)) == .zero)
    }

    @Test("is never asked to change anything")
    func readsOnly() throws {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { path, _ in
            path.deletingLastPathComponent()
        }
        let folder = root.appending(path: "Sources/CogwatchCore/Discovery")
        let files = try #require(FileManager.default.enumerator(atPath: folder.path))
        for case let name as String in files where name.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(!text.contains("accounts/regenerateKey?"), "\(name)")
            #expect(!text.contains("/regenerateKey\""), "\(name)")
        }
    }

    private static func account(_ body: String) throws -> DiscoveredAccount {
        try ManagementReading.account(
            Answers.response(200, body: body),
            to: .account(id()),
            in: .public,
            at: now
        )
    }

    private static func refusal(_ answer: Answer, _ call: ManagementCall) -> ManagementRefusal? {
        thrown { () throws(ManagementRefusal) in
            try ManagementReading.keys(answer, to: call, at: now)
        }
    }
}
