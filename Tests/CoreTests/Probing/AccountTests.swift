import CogwatchCore
import Foundation
import Testing

@Suite("Accounts")
struct AccountTests {
    private static func account(
        name: String = "a",
        kind: AzureService = .speechServices,
        cloud: Cloud = .public,
        region: String = "westus",
        customDomain: String? = nil,
        key: String = "1",
        operations: [CogwatchCore.Operation] = [.token],
        trial: Trial? = nil,
        probeInterval: Duration = .seconds(60),
        choosesInterval: Bool = true,
        probeTimeout: Duration = .seconds(10),
        resourceID: String? = nil,
        labels: [String: String] = [:]
    ) -> Account {
        Account(
            name: name,
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: customDomain,
            keys: [AccountKey(name: "key1", origin: "test", secret: Secret(key))],
            operations: operations,
            trial: trial,
            probeInterval: probeInterval,
            choosesInterval: choosesInterval,
            probeTimeout: probeTimeout,
            resourceID: resourceID,
            labels: labels
        )
    }

    /// By the name of the one property in which each differs from the first.
    private static let variations: [String: Account] = [
        "name": account(name: "b"), "kind": account(kind: .contentSafety),
        "cloud": account(cloud: .china), "region": account(region: "eastus"),
        "customDomain": account(customDomain: "a.cognitiveservices.azure.com"),
        "keys": account(key: "2"), "operations": account(operations: [.voices]),
        "trial": account(trial: Trial(expires: Date(timeIntervalSince1970: 0))),
        "probeInterval": account(probeInterval: .seconds(61)),
        "choosesInterval": account(choosesInterval: false),
        "probeTimeout": account(probeTimeout: .seconds(11)),
        "resourceID": account(resourceID: "/subscriptions/1"),
        "labels": account(labels: ["a": "b"]),
    ]

    @Test("are equal where all that they hold is")
    func equal() {
        #expect(Self.account() == Self.account())
        #expect(Self.account() !== Self.account())
    }

    @Test("differ where anything that they hold does", arguments: variations.keys.sorted())
    func different(property: String) throws {
        #expect(Self.account() != (try #require(Self.variations[property])))
    }

    @Test("hold nothing but what makes them differ")
    func complete() {
        let held = Mirror(reflecting: Self.account()).children.compactMap(\.label)
        #expect(held.sorted() == Self.variations.keys.sorted())
    }
}

@Suite("An account's keys")
struct AccountKeyTests {
    private static func key(
        name: String = "key1",
        origin: String = "test",
        secret: String = "1",
        problem: String? = nil,
        vault: VaultSource? = nil,
        expires: Date? = nil,
        isSwitchedOff: Bool = false
    ) -> AccountKey {
        AccountKey(
            name: name,
            origin: origin,
            secret: Secret(secret),
            problem: problem,
            vault: vault,
            expires: expires,
            isSwitchedOff: isSwitchedOff
        )
    }

    private static let vault = (try? KeyVault("https://my-vault.vault.azure.net", in: .public)).map
    {
        VaultSource(
            vault: $0,
            secret: "tts",
            credential: .success(.managedIdentity(ManagedIdentity(source: .instanceMetadata)))
        )
    }

    /// By the name of the one property in which each differs from the first.
    private static let variations: [String: AccountKey] = [
        "name": key(name: "key2"), "origin": key(origin: "elsewhere"), "secret": key(secret: "2"),
        "problem": key(problem: "gone"), "vault": key(vault: vault),
        "expires": key(expires: Date(timeIntervalSince1970: 0)),
        "isSwitchedOff": key(isSwitchedOff: true),
    ]

    @Test("are equal where all that they hold is")
    func equal() {
        #expect(Self.key() == Self.key())
        #expect(Self.key() !== Self.key())
    }

    @Test("differ where anything that they hold does", arguments: variations.keys.sorted())
    func different(property: String) throws {
        #expect(Self.key() != (try #require(Self.variations[property])))
    }

    @Test("hold nothing but what makes them differ")
    func complete() {
        let held = Mirror(reflecting: Self.key()).children.compactMap(\.label)
        #expect(held.sorted() == Self.variations.keys.sorted())
    }
}
