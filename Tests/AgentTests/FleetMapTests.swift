import CogwatchCore
import Foundation
import Synchronization
import Testing

@testable import CogwatchAgent

@Suite("The map of the fleet")
struct FleetMapTests {
    private static let installation = Secret("an installation's own")
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    /// An account whose key's text is a letter, many times.
    private static func account(
        _ name: String,
        in region: String = "eastus",
        of cloud: Cloud = .public,
        keys: String = "",
        labels: [String: String] = [:]
    ) -> Account {
        let letters = keys.isEmpty ? name : keys
        return Account(
            name: name,
            cloud: cloud,
            region: region,
            keys: letters.enumerated().map { place, letter in
                AccountKey(
                    name: "key\(place + 1)",
                    origin: "a test",
                    secret: Secret(String(repeating: letter, count: 32))
                )
            },
            labels: labels
        )
    }

    private static let before = [
        account("a"), account("b"), account("c", keys: "xy"), account("d", in: "westus"),
    ]

    private static let reloads: [(what: String, after: [Account])] = [
        ("nothing", before),
        ("a label", before.dropLast() + [account("d", in: "westus", labels: ["team": "x"])]),
        ("the order", before.reversed()),
        ("the region of one", before.dropLast() + [account("d")]),
        ("the cloud of one", before.dropLast() + [account("d", in: "westus", of: .usgov)]),
        ("the key of one", [account("a", keys: "z")] + before.dropFirst()),
        ("a key that another has", [account("a", keys: "b")] + before.dropFirst()),
        ("a second key", [account("a", keys: "az")] + before.dropFirst()),
        ("the order of keys", before.prefix(2) + [account("c", keys: "yx"), before[3]]),
        ("one that left", before.dropLast() + []),
        ("one that came", before + [account("e")]),
        ("one that left and one that came", before.dropLast() + [account("e", in: "westus")]),
        ("all", [account("f", in: "northeurope")]),
    ]

    @Test("is what a new agent would draw, whatever a reload changed", arguments: reloads)
    func afterReload(_ reload: (what: String, after: [Account])) {
        let memory = Memory(installation: Self.installation)
        _ = memory.adopt(Self.before, at: Self.now)
        _ = memory.adopt(reload.after, at: Self.now)
        let fresh = Memory(installation: Self.installation)
        _ = fresh.adopt(reload.after, at: Self.now)
        expectSame(memory, fresh, for: Self.before + reload.after)
    }

    @Test("is drawn of accounts that the last run watched")
    func afterStart() {
        let memory = Memory(installation: Self.installation)
        let fresh = Memory(installation: Self.installation)
        _ = fresh.adopt(Self.before, at: Self.now)
        let histories = fresh.all().map { ($0.account.name, $0.history) }
        memory.prime(
            histories: Dictionary(uniqueKeysWithValues: histories),
            firing: [],
            accounts: Self.before
        )
        _ = memory.adopt(Self.before, at: Self.now)
        expectSame(memory, fresh, for: Self.before)
    }

    private func expectSame(_ one: Memory, _ other: Memory, for accounts: [Account]) {
        let (map, expected) = (one.map.withLock { $0 }, other.map.withLock { $0 })
        for account in accounts {
            #expect(Set(map.neighbours(of: account)) == Set(expected.neighbours(of: account)))
            #expect(map.regions(around: account) == expected.regions(around: account))
            for key in account.keys {
                let print = InvestigatedKey(key, installation: Self.installation).fingerprint ?? ""
                #expect(Set(map.holders(of: print)) == Set(expected.holders(of: print)))
            }
        }
    }
}
