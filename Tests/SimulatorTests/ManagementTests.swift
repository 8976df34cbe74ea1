import CogwatchCore
import Foundation
import Testing

@testable import CogwatchSimulator

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
        // A host that is broken does not get as far as Resource Manager.
        let isBroken = row.changes.contains { if case .fault = $0 { true } else { false } }
        let stamp = answer.response?.headers["x-ms-correlation-request-id"]
        #expect((stamp == nil) == isBroken)
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

    @Test("keeps the accounts of ten subscriptions apart")
    func many() throws {
        var desk = try Desk()
        var plan = SettingsPlan()
        plan.pageSize = 12
        try desk.apply(.settings(plan))
        let ids = (1...10).map { "11111111-0000-4000-8000-0000000000\($0 + 10)" }
        for number in 0..<300 {
            try desk.apply(
                .create(
                    AccountPlan(
                        name: "many-\(number)",
                        region: "westeurope",
                        keyShape: .hex32,
                        subscription: ids[number % 10]
                    )
                )
            )
        }
        let subscriptions = try desk.walk("/subscriptions", "api-version=2022-12-01").entries
        #expect(subscriptions.count == 11)
        for id in ids {
            let (entries, pages) = try desk.walk("/subscriptions/\(id)\(Desk.accounts)")
            #expect(entries.count == 30)
            #expect(pages == 3)
            #expect(entries.allSatisfy { $0["id"]?.string?.contains(id) == true })
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
