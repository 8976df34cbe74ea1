import CogwatchCore
import Foundation
import Testing

@Suite("Many accounts that fail together", .serialized)
struct NoiseJourney {
    static let crowd =
        ProcessInfo.processInfo.environment["COGWATCH_CROWD"].flatMap(Int.init) ?? 300

    /// As in `webhook.max_alerts`.
    private static let most = 100

    private struct Told: Decodable {
        let status: String
        let truncatedAlerts: Int
        let alerts: [Alert]
        let groupLabels: [String: String]

        struct Alert: Decodable { let fingerprint: String }
    }

    @Test("are one notification for each group, at most two seconds after group_wait is over")
    func refusals() async throws {
        let (stand, wait) = try await Self.stand()
        for name in stand.accounts { try await stand.azure.tell(name, "local-auth") }
        let agent = try stand.start()
        let told = try await Self.told(by: stand, within: wait)
        #expect(try await stand.firing() == Self.crowd)
        for notification in told {
            #expect(notification.alerts.count == Self.most)
            let all = notification.alerts.count + notification.truncatedAlerts
            #expect(all == Self.crowd / CrowdStand.regions.count)
        }
        let first = try #require(agent.lines(with: "incident opened").map(\.at).min())
        let last = try #require(stand.hook.heard.map(\.at).max())
        let late = last.timeIntervalSince(first) - Double(wait)
        let sizes = stand.hook.heard.map { $0.body.count / 1024 }
        print("\(Self.crowd) accounts: told \(late) s after group_wait, \(sizes) KiB")
        #expect(late < 2)
        #expect(sizes.allSatisfy { $0 < 1024 })
        #expect(try await agent.stop() == 0)
    }

    @Test("are one alert for each region where it is the region that fails")
    func outage() async throws {
        let (stand, wait) = try await Self.stand()
        for region in CrowdStand.regions {
            try await stand.azure.breakHost(
                "\(region).api.cognitive.microsoft.com",
                #"{"kind": "server_error", "status": 503}"#
            )
        }
        let agent = try stand.start()
        let told = try await Self.told(by: stand, within: wait)
        #expect(told.allSatisfy { $0.groupLabels["alertname"] == "RegionOutage" })
        #expect(told.allSatisfy { $0.alerts.count == 1 })
        #expect(try await stand.firing() == Self.crowd + CrowdStand.regions.count)
        #expect(try await agent.stop() == 0)
    }

    /// At most 80 probes a second; all of them come in before group_wait is over.
    private static func stand() async throws -> (CrowdStand, wait: Int) {
        let interval = max(10, crowd / 80)
        let wait = interval + 5
        let stand = try await CrowdStand(
            crowd,
            interval: interval,
            confirmations: 0,
            operations: "token",
            route: "group_by: [alertname, azure_region], group_wait: \(wait)s"
        )
        return (stand, wait)
    }

    /// What the receiver hears: one notification for each region.
    private static func told(by stand: CrowdStand, within wait: Int) async throws -> [Told] {
        let groups = CrowdStand.regions.count
        try await eventually("each group is told", within: Double(2 * wait + 30)) {
            stand.hook.heard.count >= groups
        }
        // Whatever else there was to say would be on its way by now.
        try await Task.sleep(for: .seconds(3))
        #expect(stand.hook.heard.count == groups)
        let told = try stand.hook.heard.map { try JSONDecoder().decode(Told.self, from: $0.body) }
        #expect(Set(told.compactMap { $0.groupLabels["azure_region"] }) == Set(CrowdStand.regions))
        return told
    }
}
