import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("The cupboard keeps up", .serialized)
struct LoadTests {
    private let storage = Storage()

    @Test("with 1,000 accounts that fail, stay and recover, in groups of one and of all")
    func outage() async throws {
        let ledger = try storage.open()
        let routing = AlertingSettings(
            route: Route(
                receiver: "all",
                routes: [
                    Route(receiver: "all", groupWait: .zero, continues: true),
                    Route(receiver: "each", groupBy: .everything, groupWait: .zero),
                ]
            ),
            receivers: ["all", "each"].map {
                Receiver(name: $0, integrations: [Sample.webhook()])
            },
            inhibitRules: [
                InhibitRule(
                    sourceMatchers: [try Matcher(parsing: "alertname=Throttled")],
                    targetMatchers: [try Matcher(parsing: "alertname=AuthFailing")],
                    equal: ["account"]
                )
            ]
        )
        let accounts = (0..<1000).map { "tts-\($0)" }
        let clock = ContinuousClock()
        func measure(_ what: String, _ work: () async throws -> Void) async throws -> Duration {
            let duration = try await clock.measure(work)
            print("1,000 accounts \(what): \(duration)")
            return duration
        }
        var total = try await measure("fail") {
            for account in accounts {
                try await ledger.look(account, [Sample.alert(account)], at: 0, routing)
            }
        }
        total += try await measure("stay") {
            for account in accounts {
                try await ledger.look(account, [Sample.alert(account)], at: 1, routing)
            }
        }
        total += try await measure("are told of") {
            let written = try await ledger.flush(at: 1, routing)
            #expect(written == 1001)
        }
        total += try await measure("recover") {
            for account in accounts { try await ledger.look(account, [], at: 2, routing) }
        }
        #expect(try await ledger.incidents(in: .resolved, limit: .max).count == 1000)
        // On a quiet machine it is about a second; the bar is for a busy one with a slow disk.
        #expect(total < .seconds(30))
    }

    @Test("with many writers and readers at once")
    func concurrent() async throws {
        let ledger = try storage.open()
        let routing = Sample.routing(groupBy: .everything)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let account = "tts-\(writer)"
                    for turn in 0..<25 {
                        let alerts = turn.isMultiple(of: 2) ? [Sample.alert(account)] : []
                        try await ledger.look(account, alerts, at: turn * 20, routing)
                    }
                }
            }
            for reader in 0..<3 {
                group.addTask {
                    for turn in 0..<50 {
                        _ = try await ledger.flush(at: reader + turn * 20, routing)
                        _ = try await ledger.nextDue(after: .distantPast)
                        _ = try await ledger.incidents(in: .firing, limit: 10)
                        _ = try await ledger.queues()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await ledger.incidents(in: nil, limit: .max).count == 8 * 13)
        #expect(try await ledger.incidents(in: .firing, limit: .max).count == 8)
        for writer in 0..<8 { try await ledger.look("tts-\(writer)", [], at: 9000, routing) }
        _ = try await ledger.flush(at: 10_000, routing)
        var firing: Set<String> = []
        for alert in try await ledger.takeAll(at: 10_000).flatMap(\.alerts) {
            if alert.status == "firing" {
                firing.insert(alert.fingerprint)
            } else {
                firing.remove(alert.fingerprint)
            }
        }
        #expect(firing.isEmpty)
        #expect(try await ledger.nextDue(after: .distantPast) == nil)
    }
}
