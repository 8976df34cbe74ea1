import CogwatchAgent
import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("The agent and its fleet", .serialized)
struct FleetStories {
    private static func rig(_ regions: [String], accountsEach: Int) -> Rig {
        let rig = Rig()
        rig.configure { settings in
            settings.accounts = regions.flatMap { region in
                (1...accountsEach).map { number in
                    Rig.account(
                        named: "\(region)-\(number)",
                        region: region,
                        keys: [number + 10 * (regions.firstIndex(of: region) ?? 0)]
                    )
                }
            }
            settings.alerting.route = Route(
                receiver: "oncall",
                groupBy: .labels(["alertname", "azure_region"]),
                groupWait: .seconds(10),
                groupInterval: .seconds(60)
            )
        }
        return rig
    }

    @Test("tells of a region that is out in one alert, and of none of its accounts")
    func outage() async throws {
        let rig = Self.rig(["westeurope", "eastus"], accountsEach: 6)
        let time = rig.time
        try await rig.run { agent in
            try await rig.turn(until: "the first rounds are over") { agent.isReady }
            rig.azure.play { request in
                request.address.shown.contains("westeurope")
                    ? Answers.response(503, body: "") : Rig.healthy(request, at: time.now)
            }
            try await rig.turn(until: "it is told") { !rig.told.isEmpty }
            try await rig.turn(until: "ten minutes are over") {
                rig.azure.requests.count > 600
            }
            #expect(rig.alerts.map(\.name) == ["RegionOutage"])
            #expect(rig.alerts.first?.labels["azure_region"] == "westeurope")
            #expect(rig.alerts.first?.labels["account"] == nil)
        }
        try await rig.run { agent in
            // A restart has nobody asked yet, and must not make a worse text of it.
            let start = time.now
            try await rig.turn(until: "a second is over", from: start)
            let region = try await agent.incidents(IncidentQuery(.firing, limit: 100))
                .first { $0.alertName == "RegionOutage" }
            #expect(region?.annotations["description"]?.contains("Of 0 accounts") == false)
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "its end is told") { rig.told("resolved") == 1 }
            #expect(rig.told.count == 2)
        }
    }

    @Test("tells that it is cut off itself in one alert, and goes on with that over a restart")
    func blackout() async throws {
        let rig = Self.rig(["westeurope", "eastus"], accountsEach: 3)
        let time = rig.time
        try await rig.run { agent in
            try await rig.turn(until: "the first rounds are over") { agent.isReady }
            rig.azure.play { _ in Answers.noResponse(.notConnected(detail: "no route")) }
            try await rig.turn(until: "it is told") { !rig.told.isEmpty }
        }
        try await rig.run { _ in
            let asked = rig.azure.requests.count
            try await rig.turn(until: "some rounds are over") {
                rig.azure.requests.count > asked + 60
            }
            #expect(rig.alerts.map(\.name) == ["NoConnectivity"])
            rig.azure.play { request in Rig.healthy(request, at: time.now) }
            try await rig.turn(until: "its end is told") { rig.told("resolved") == 1 }
            #expect(rig.told.count == 2)
            let lighthouse = rig.azure.requests.filter {
                !$0.address.shown.contains("westeurope") && !$0.address.shown.contains("eastus.")
            }
            #expect(!lighthouse.isEmpty && lighthouse.allSatisfy { $0.headers.isEmpty })
        }
    }

    @Test("keeps a refusal through a blackout, and tells of neither end nor beginning meanwhile")
    func refusedInTheDark() async throws {
        let rig = Self.rig(["westeurope", "eastus"], accountsEach: 2)
        let time = rig.time
        let refused = "westeurope"
        try await rig.run { agent in
            try await rig.turn(until: "the first rounds are over") { agent.isReady }
            rig.azure.play { request in
                request.headers.contains { $0.value == .secret(prefix: "", TestKeys.hex(1)) }
                    ? Answers.refusal(
                        403,
                        code: "AuthenticationTypeDisabled",
                        message: "Key based authentication is disabled for this resource."
                    ) : Rig.healthy(request, at: time.now)
            }
            try await rig.turn(until: "the refusal is told") { rig.told.count == 1 }
            rig.azure.play { _ in Answers.noResponse(.notConnected(detail: "no route")) }
            try await rig.turn(until: "the blackout is told") { rig.told.count == 2 }
            let asked = rig.azure.requests.count
            try await rig.turn(until: "some rounds are over") {
                rig.azure.requests.count > asked + 60
            }
            #expect(rig.told.count == 2)
            #expect(rig.told("resolved") == 0)
            let report = agent.scoreboard().report(for: "\(refused)-1")
            #expect(report?.verdict?.diagnosis?.cause == .localAuthDisabled)
        }
    }

    @Test("tells of a lone account in a region as before")
    func lone() async throws {
        let rig = Self.rig(["westeurope", "eastus"], accountsEach: 1)
        let time = rig.time
        try await rig.run { agent in
            try await rig.turn(until: "the first rounds are over") { agent.isReady }
            rig.azure.play { request in
                request.address.shown.contains("westeurope")
                    ? Answers.noResponse(.timedOut(.connect)) : Rig.healthy(request, at: time.now)
            }
            try await rig.turn(until: "it is told") { !rig.told.isEmpty }
            #expect(rig.alerts.map(\.name) == ["EndpointUnreachable"])
            #expect(rig.alerts.first?.labels["account"] == "westeurope-1")
        }
    }
}

extension Rig {
    /// The alerts of the notification that came first.
    fileprivate var alerts: [(name: String, labels: [String: String])] {
        let first = told.first?["alerts"] as? [[String: Any]] ?? []
        return first.map { alert in
            let labels = alert["labels"] as? [String: String] ?? [:]
            return (labels["alertname"] ?? "", labels)
        }
    }
}
