import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("Looking for incidents")
struct IncidentQueryTests {
    @Test(
        "finds those of a state and an account, newest first, and skips what was seen",
        arguments: [
            (IncidentQuery(limit: 9), ["a2", "b1", "a1", "a0"]),
            (IncidentQuery(of: "a", limit: 9), ["a2", "a1", "a0"]),
            (IncidentQuery(.firing, of: "a", limit: 9), ["a2"]),
            (IncidentQuery(.resolved, of: "a", limit: 9), ["a1", "a0"]),
            (IncidentQuery(.resolved, of: "b", limit: 9), []),
            (IncidentQuery(of: "nobody", limit: 9), []),
            (IncidentQuery(of: "' OR 1=1 --", limit: 9), []),
            (IncidentQuery(after: 1, limit: 2), ["b1", "a1"]),
            (IncidentQuery(of: "a", after: 2, limit: .max), ["a0"]),
            (IncidentQuery(after: 9, limit: 9), []),
            (IncidentQuery(after: -1, limit: -1), []),
            (IncidentQuery(after: .max, limit: .max), []),
        ] as [(IncidentQuery, [String])]
    )
    func finds(_ query: IncidentQuery, _ names: [String]) async throws {
        let storage = Storage()
        let ledger = try storage.open()
        for (account, number, minute) in [("a", 0, 0), ("a", 1, 2), ("b", 1, 4), ("a", 2, 6)] {
            let since = Sample.start.addingTimeInterval(Double(minute) * 60)
            let alert = Sample.alert(account, labels: ["number": "\(number)"], since: since)
            _ = try await ledger.record(
                account: account,
                alerts: [alert],
                at: since,
                routing: Sample.routing()
            )
        }
        let found = try await ledger.incidents(query)
        #expect(found.map { $0.account + ($0.labels["number"] ?? "") } == names)
    }
}
