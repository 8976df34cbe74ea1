import CogwatchCore
import CogwatchStore
import Foundation
import Testing

@Suite("Whatever happens, in whatever order")
struct DurabilityTests {
    @Test("receivers come to know the truth, in order, over crashes", arguments: 0..<12)
    func convergence(round: Int) async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed of round \(round): \(seed)")
        var story = try Story(seed: seed, inhibits: round % 3 == 2)
        for _ in 0..<120 { try await story.step() }
        try await story.calmDown()
        try await story.checkTruth()
        try await story.end()
    }
}

/// A random life of the ledger, and what its receivers made of it.
private struct Story {
    private struct Place: Hashable {
        let receiver: String
        let index: Int
    }

    private let seed: UInt64
    private var dice: Dice
    private let routing: AlertingSettings
    private let inhibits: Bool
    private var storage = Storage()
    private var ledger: SQLiteLedger
    private var now = Sample.start
    /// The alerts that hold, by account.
    private var truth: [String: Set<String>] = [:]
    private var incidents: [String: Incident] = [:]
    /// What each integration was sent, repetitions included.
    private var sent: [Place: [Told]] = [:]

    init(seed: UInt64, inhibits: Bool) throws {
        self.seed = seed
        self.inhibits = inhibits
        dice = Dice(seed: seed)
        ledger = try storage.open()
        let child = { (receiver: String, wait: Int) in
            Route(
                receiver: receiver,
                groupBy: .labels(["alertname"]),
                groupWait: .seconds(wait),
                groupInterval: .seconds(30),
                repeatInterval: .seconds(300),
                continues: true
            )
        }
        let rule = InhibitRule(
            sourceMatchers: [try Matcher(parsing: "alertname=Throttled")],
            targetMatchers: [try Matcher(parsing: "alertname=AuthFailing")],
            equal: ["account"]
        )
        routing = AlertingSettings(
            route: Route(receiver: "log", routes: [child("oncall", 10), child("log", 0)]),
            receivers: [
                Receiver(name: "oncall", integrations: [Sample.webhook(), Sample.webhook()]),
                Receiver(name: "log", integrations: [Sample.webhook()]),
            ],
            inhibitRules: inhibits ? [rule] : []
        )
    }

    mutating func step() async throws {
        now = now + Int.random(in: 0...20, using: &dice)
        switch Int.random(in: 0..<10, using: &dice) {
        case 0..<4: try await look()
        case 4..<6: try await flush()
        case 6..<9: try await deliver(succeeding: 0.6)
        default: try crash()
        }
    }

    private mutating func look() async throws {
        let account = "tts-\(Int.random(in: 0..<4, using: &dice))"
        let names = ["AuthFailing", "Throttled", "KeyInvalid"]
            .filter { _ in Double.random(in: 0..<1, using: &dice) < 0.4 }
        try await record(account, Set(names))
    }

    private mutating func record(_ account: String, _ names: Set<String>) async throws {
        truth[account] = names
        let alerts = names.sorted().map { Sample.alert(account, $0, since: now) }
        let changes = try await ledger.record(
            account: account,
            alerts: alerts,
            at: now,
            routing: routing
        )
        for change in changes { incidents[change.incident.id] = change.incident }
    }

    private mutating func flush() async throws {
        _ = try await ledger.flushGroups(at: now, routing: routing, externalURL: "")
    }

    private mutating func deliver(succeeding rate: Double) async throws {
        for notification in try await ledger.dueNotifications(at: now) {
            let succeeds = Double.random(in: 0..<1, using: &dice) < rate
            let pause = Int.random(in: 0...40, using: &dice)
            let told = try Told(notification)
            let place = Place(
                receiver: notification.receiver,
                index: notification.integrationIndex
            )
            #expect(told.receiver == notification.receiver)
            guard succeeds else {
                try await ledger.postpone(notification, until: now + pause)
                continue
            }
            sent[place, default: []].append(told)
            // At times the process dies between the receiver's answer and our note of it.
            if pause > 35 {
                try crash()
                return
            }
            try await ledger.settle(notification)
        }
    }

    private mutating func crash() throws {
        let survivor = try storage.afterCrash()
        ledger = try survivor.open()
        storage = survivor
    }

    /// Lets time pass until all is told.
    mutating func calmDown() async throws {
        for _ in 0..<400 {
            now = now + 15
            try await flush()
            try await deliver(succeeding: 1)
        }
    }

    func checkTruth() async throws {
        let kept = try await ledger.incidents(in: nil, limit: .max)
        #expect(kept.count == incidents.count, "seed \(seed)")
        #expect(kept.allSatisfy { incidents[$0.id] == $0 }, "seed \(seed)")
        let holding = truth.flatMap { account, names in
            names.map { Sample.alert(account, $0).fingerprint }
        }
        let firing = kept.filter(\.isFiring).map(\.fingerprint)
        #expect(firing.sorted() == holding.sorted(), "seed \(seed)")
        guard !inhibits else { return }
        for (place, told) in sent {
            #expect(try believed(told) == Set(holding), "seed \(seed), \(place)")
        }
    }

    /// Ends all alerts: then everybody knows that nothing fires, and nothing waits.
    mutating func end() async throws {
        for account in truth.keys.sorted() { try await record(account, []) }
        try await calmDown()
        try await checkTruth()
        #expect(try await ledger.nextDue(after: .distantPast) == nil, "seed \(seed)")
        #expect(try await ledger.queues().isEmpty, "seed \(seed)")
        #expect(sent.count == 3, "seed \(seed)")
        for (place, told) in sent {
            #expect(try believed(told) == [], "seed \(seed), \(place)")
        }
    }

    /// What a receiver takes for firing that reads its notifications one after the other.
    private func believed(_ told: [Told]) throws -> Set<String> {
        var firing: Set<String> = []
        var newest: [String: String] = [:]
        var ended: Set<String> = []
        for alert in try withoutRepetitions(told).flatMap(\.alerts) {
            let life = "\(alert.fingerprint) \(alert.startsAt)"
            #expect(newest[alert.fingerprint] ?? "" <= alert.startsAt, "seed \(seed): order")
            newest[alert.fingerprint] = alert.startsAt
            if alert.status == "firing" {
                #expect(!ended.contains(life), "seed \(seed): fires after its end")
                firing.insert(alert.fingerprint)
            } else {
                #expect(firing.contains(alert.fingerprint), "seed \(seed): ends untold")
                ended.insert(life)
                firing.remove(alert.fingerprint)
            }
        }
        return firing
    }

    /// A repetition follows its original at once and says the same; an id never comes back later.
    private func withoutRepetitions(_ told: [Told]) throws -> [Told] {
        var unique: [Told] = []
        for next in told {
            guard let last = unique.last, last.notification.id == next.notification.id else {
                unique.append(next)
                continue
            }
            #expect(last.notification.body == next.notification.body, "seed \(seed)")
        }
        #expect(Set(unique.map(\.notification.id)).count == unique.count, "seed \(seed)")
        return unique
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
