import CogwatchCore
import Foundation
import Testing

@testable import CogwatchSimulator

@Suite("The simulated activity log")
struct ActivityLogTests {
    private static let speech = Desk.group + Desk.accounts + "/speech"
    private static let path =
        "/subscriptions/\(Desk.subscription)/providers/Microsoft.Insights/eventtypes/management"
        + "/values"

    private static func query(_ filter: String, select: String? = nil) -> String {
        let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let fields = select.map { "&$select=\($0)" } ?? ""
        return "api-version=2015-04-01&$filter=\(encoded)\(fields)"
    }

    private static func range(
        _ desk: Desk,
        _ more: String = " and resourceUri eq '\(speech)'"
    ) -> String {
        let from = Timestamp.text(desk.now.addingTimeInterval(-3600))
        return "eventTimestamp ge '\(from)' and eventTimestamp le '\(Timestamp.text(desk.now))'"
            + more
    }

    private func events(_ desk: inout Desk, _ more: String? = nil) throws -> [JSONValue] {
        let filter = more.map { Self.range(desk, $0) } ?? Self.range(desk)
        return try desk.walk(Self.path, Self.query(filter)).entries
    }

    @Test("tells of a regeneration in two entries of one correlation, after a delay")
    func regeneration() throws {
        var desk = try Desk()
        try desk.apply(.regenerate(account: "speech", key: .key2, propagation: .zero))
        #expect(try events(&desk).isEmpty)
        desk.pass(179)
        #expect(try events(&desk).isEmpty)
        desk.pass(1)
        let found = try events(&desk).filter {
            $0["operationName"]?["value"]?.string?.contains("regenerateKey") == true
        }
        let (end, begin) = (try #require(found.first), try #require(found.last))
        #expect(found.count == 2)
        #expect(end["eventName"]?["value"]?.string == "EndRequest")
        #expect(end["status"]?["value"]?.string == "Succeeded")
        #expect(begin["eventName"]?["value"]?.string == "BeginRequest")
        #expect(begin["status"]?["value"]?.string == "Started")
        #expect(begin["correlationId"] == end["correlationId"])
        #expect(begin["eventDataId"] != end["eventDataId"])
        #expect(end["caller"]?.string == "operator@contoso.example")
        #expect(end["resourceId"]?.string == Self.speech)
        #expect(end["properties"]?["requestbody"]?.string == #"{"keyName":"Key2"}"#)
        let upn = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"
        #expect(end["claims"]?[upn]?.string == "operator@contoso.example")
        #expect(begin["eventTimestamp"]?.string == "2026-11-18T11:06:40.0000000Z")
        #expect(end["submissionTimestamp"]?.string == "2026-11-18T11:09:40.0000000Z")
    }

    @Test("takes delay, caller and whether the key is named from the settings")
    func settings() throws {
        var desk = try Desk()
        var plan = SettingsPlan()
        plan.logDelay = .zero
        plan.caller = "somebody@contoso.example"
        plan.logNamesKey = false
        try desk.apply(.settings(plan))
        try desk.apply(.regenerate(account: "speech", key: .key1, propagation: .zero))
        desk.pass(2)
        let end = try #require(try events(&desk).first)
        #expect(end["caller"]?.string == "somebody@contoso.example")
        #expect(end["properties"]?["requestbody"] == nil)
    }

    @Test(
        "tells of other operations too",
        arguments: [
            (WorldChange.network(account: "speech", rules: true), "accounts/write"),
            (.localAuth(account: "speech", .disabled), "accounts/write"),
            (.publicAccess(account: "speech", enabled: false), "accounts/write"),
            (.management(.tags(account: "speech", ["a": "b"])), "accounts/write"),
            (.delete(account: "speech"), "accounts/delete"),
        ]
    )
    func operations(_ change: WorldChange, _ name: String) throws {
        var desk = try Desk(after: [change])
        desk.pass(200)
        let found = try events(&desk)
        #expect(found.count == 2)
        #expect(
            found.first?["operationName"]?["value"]?.string == "Microsoft.CognitiveServices/\(name)"
        )
    }

    @Test("tells who listed keys, and who failed to")
    func listing() throws {
        var desk = try Desk()
        _ = try desk.arm("\(Self.speech)/listKeys")
        try desk.apply(.lock(account: "speech", readOnly: true))
        desk.pass(10)
        _ = try desk.arm("\(Self.speech)/listKeys")
        desk.pass(200)
        let ends = try events(&desk).filter {
            $0["eventName"]?["value"]?.string == "EndRequest"
        }
        #expect(ends.map { $0["status"]?["value"]?.string } == ["Failed", "Succeeded"])
        #expect(
            ends.last?["caller"]?.string == "00000000-0000-4000-8000-0000000000b1"
        )
        #expect(ends.last?["claims"]?["appid"]?.string == Desk.agent)
    }

    @Test("knows nothing of how the accounts came to be there at the start")
    func beginning() throws {
        var desk = try Desk()
        desk.pass(1000)
        #expect(try events(&desk, "").isEmpty)
    }

    @Test(
        "takes one more condition beside the time",
        arguments: [
            ("", 2), (" and resourceGroupName eq 'COGWATCH'", 2),
            (" and resourceGroupName eq 'other'", 0),
            (" and resourceProvider eq 'Microsoft.CognitiveServices'", 2),
            (" AND resourceuri EQ '\(speech.uppercased())'", 2),
            (" and resourceUri eq '\(speech)x'", 0),
            (" and correlationId eq '00000000-0000-0000-0000-000000000000'", 0),
        ]
    )
    func filters(_ more: String, _ count: Int) throws {
        var desk = try Desk(after: [.network(account: "speech", rules: true)])
        desk.pass(200)
        #expect(try events(&desk, more).count == count)
    }

    @Test(
        "refuses other filters",
        arguments: [
            "", "resourceUri eq '\(speech)'", "eventTimestamp ge '2026-11-18T00:00:00Z'",
            "eventTimestamp ge 'yesterday' and eventTimestamp le 'today'",
            "eventTimestamp ge '2026-11-18' and eventTimestamp le '2026-11-19' and caller eq 'me'",
            "eventTimestamp ge '2026-11-18' and eventTimestamp le '2026-11-19' and"
                + " resourceUri eq 'a' and resourceGroupName eq 'b'",
            "eventTimestamp ge '2026-11-19' and eventTimestamp le '2026-11-18'",
            "eventTimestamp ge '2026-01-01' and eventTimestamp le '2026-11-18'",
            "eventTimestamp ge 2026-11-18 and eventTimestamp le 2026-11-19",
        ]
    )
    func badFilters(_ filter: String) throws {
        var desk = try Desk()
        let answer = try desk.arm(Self.path, Self.query(filter))
        #expect(answer.status == 400)
        #expect(answer.code == "BadRequest")
    }

    @Test("gives the fields that were selected, in pages")
    func selection() throws {
        var desk = try Desk(after: [.network(account: "speech", rules: true)])
        var plan = SettingsPlan()
        plan.pageSize = 1
        try desk.apply(.settings(plan))
        desk.pass(200)
        let query = Self.query(Self.range(desk), select: "eventName,caller")
        let (entries, pages) = try desk.walk(Self.path, query)
        #expect(pages == 2)
        guard case .object(let fields)? = entries.last else {
            Issue.record("no entry")
            return
        }
        #expect(fields.keys.sorted() == ["caller", "eventName"])
    }
}

@Suite("The simulated resource health")
struct ResourceHealthTests {
    private static let path =
        Desk.group + Desk.accounts + "/speech/providers/Microsoft.ResourceHealth"
        + "/availabilityStatuses"
    private static let version = "api-version=2025-05-01"

    @Test(
        "follows the faults of the account's hosts, its quota, and commands",
        arguments: [
            ([], "Available", nil),
            ([.fault(host: Sample.voicesHost, .serverError(503))], "Unavailable", "Platform"),
            ([.fault(host: Sample.tokenHost, .refuseEverybody)], "Unavailable", "Platform"),
            ([.fault(host: Sample.tokenHost, .slow(.seconds(3)))], "Degraded", "Platform"),
            (
                [
                    .fault(host: Sample.tokenHost, .slow(.seconds(3))),
                    .fault(host: Sample.voicesHost, .hang),
                ], "Unavailable", "Platform"
            ),
            ([.fault(host: "eastus.tts.speech.microsoft.com", .hang)], "Available", nil),
            (
                [
                    .fault(host: Sample.tokenHost, .dead), .mend(host: Sample.tokenHost),
                ], "Available", nil
            ),
            ([.quota(account: "speech", replenishedIn: .seconds(60))], "Unavailable", "Customer"),
            (
                [.management(.health(account: "speech", HealthPlan(.unknown)))], "Unknown", nil
            ),
            (
                [
                    .fault(host: Sample.tokenHost, .hang),
                    .management(.health(account: "speech", HealthPlan(.available))),
                ], "Available", nil
            ),
            (
                [
                    .management(.health(account: "speech", HealthPlan(.unknown))),
                    .management(.health(account: "speech", nil)),
                ], "Available", nil
            ),
        ] as [([WorldChange], String, String?)]
    )
    func states(_ changes: [WorldChange], _ state: String, _ context: String?) throws {
        var desk = try Desk(after: changes)
        let current = try desk.read("\(Self.path)/current", Self.version)
        let properties = current["properties"]
        #expect(properties?["availabilityState"]?.string == state)
        #expect(properties?["occuredTime"]?.string != nil)
        #expect(properties?["context"]?.string.map { String($0.prefix { $0 != " " }) } == context)
        let history = try desk.walk(Self.path, Self.version).entries
        #expect(history.first == current)
        #expect(history.count == (state == "Available" ? 1 : 2))
    }

    @Test("says since when, and what Azure knows of it")
    func since() throws {
        var desk = try Desk()
        desk.pass(60)
        try desk.apply(.fault(host: Sample.tokenHost, .hang))
        desk.pass(600)
        let properties = try desk.read("\(Self.path)/current", Self.version)["properties"]
        #expect(properties?["occuredTime"]?.string == "2026-11-18T11:07:40Z")
        let incident = properties?["serviceImpactingEvents"]?.items?.first
        #expect(incident?["incidentProperties"]?["region"]?.string == "Japan West")
    }
}
