import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("The catalogue of discovered accounts")
struct CatalogueTests {
    static let now = Stage.now
    static let keys = [AccountKey(name: "key1", origin: "test", secret: TestKeys.hex(1))]

    static func found(
        _ name: String,
        group: String = "g",
        subscription: String = "s",
        kind: String = "SpeechServices",
        region: String = "japanwest",
        tags: [String: String] = [:],
        localAuthDisabled: Bool = false
    ) -> DiscoveredAccount {
        guard let id = ResourceID(subscription: subscription, group: group, name: name) else {
            preconditionFailure("no id of \(name)")
        }
        return DiscoveredAccount(
            id: id,
            kind: kind,
            region: region,
            tags: tags,
            localAuthDisabled: localAuthDisabled
        )
    }

    static let outage = Result<[DiscoveredAccount], ManagementRefusal>.failure(refusal)
    static var refusal: ManagementRefusal {
        var listing = AccountListing(subscription: "s", in: .public)
        listing.take(Answers.response(503, body: ""), at: now)
        guard case .failure(let refusal) = listing.result else { preconditionFailure("no refusal") }
        return refusal
    }

    @Test("keeps the last good list through an outage")
    func outage() {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([Self.found("a"), Self.found("b")]), at: Self.now)
        for minutes in 1...1000 {
            let now = Self.now.addingTimeInterval(Double(minutes) * 60)
            #expect(catalogue.take(Self.outage, at: now).isEmpty)
        }
        #expect(catalogue.entries.count == 2)
        #expect(catalogue.lastSuccess == Self.now)
        #expect(catalogue.lastFault?.description.contains("Azure Resource Manager fails") == true)
        _ = catalogue.take(.success([Self.found("a"), Self.found("b")]), at: Self.now)
        #expect(catalogue.lastFault == nil)
    }

    @Test("survives being written down, and holds no key")
    func encoded() throws {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([Self.found("a", tags: ["team": "x"])]), at: Self.now)
        _ = catalogue.take(.success([]), at: Self.now.addingTimeInterval(300))
        let data = try JSONEncoder().encode(catalogue)
        #expect(try JSONDecoder().decode(Catalogue.self, from: data) == catalogue)
    }

    @Test(
        "lets a missing account go after two refreshes and ten minutes",
        arguments: [
            ([300.0], 1), ([300, 600], 0), ([300, 400, 500], 1), ([700], 1), ([700, 1000], 0),
        ]
    )
    func grace(refreshes: [Double], left: Int) {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([Self.found("a")]), at: Self.now)
        var news: [DiscoveryNews] = []
        for time in refreshes {
            news += catalogue.take(.success([]), at: Self.now.addingTimeInterval(time))
        }
        #expect(catalogue.entries.count == left)
        #expect(news.first == .missing("a"))
        let reason = "the account is no longer listed by Azure Resource Manager"
        #expect(news.contains(.left("a", reason: reason)) == (left == 0))
    }

    @Test("notices that a missing account was deleted, and says so when it leaves")
    func deleted() throws {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([Self.found("Tts")]), at: Self.now)
        let gone = [DeletedAccount(subscription: "S", group: "G", name: "tts")]
        let first = catalogue.take(
            .success([]),
            deleted: gone,
            at: Self.now.addingTimeInterval(300)
        )
        #expect(first == [.wasDeleted("Tts"), .missing("Tts")])
        // The list of deleted accounts need not be had every time.
        let second = catalogue.take(.success([]), at: Self.now.addingTimeInterval(600))
        #expect(second == [.left("Tts", reason: "the account was deleted in Azure")])
    }

    @Test("tells of what came back, moved, or became another kind")
    func changes() {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([Self.found("a")]), at: Self.now)
        _ = catalogue.take(.success([]), at: Self.now)
        let news = catalogue.take(
            .success([Self.found("A", group: "G", kind: "AIServices", region: "japaneast")]),
            at: Self.now
        )
        #expect(
            news == [
                .cameBack("a"), .moved("a", from: "japanwest", to: "japaneast"),
                .changedKind("a", from: "SpeechServices", to: "AIServices"),
            ]
        )
        #expect(catalogue.entries.count == 1)
    }

    @Test("gives each account a name of its own that stays")
    func names() {
        var catalogue = Catalogue()
        let long = String(repeating: "x", count: 64)
        let all = [
            Self.found("tts", group: "one"), Self.found("TTS", group: "two"),
            Self.found("tts", group: "one", subscription: "other"), Self.found("mine"),
            Self.found(long), Self.found("taken"),
        ]
        _ = catalogue.take(.success(all), taken: ["Taken"], at: Self.now)
        let names = catalogue.entries.values.map(\.name)
        #expect(Set(names.map { $0.lowercased() }).count == all.count)
        #expect(names.contains("mine") && names.contains("taken.g") && names.contains("TTS.two"))
        #expect(names.contains(String(repeating: "x", count: 63)))
        for name in names {
            #expect(name.wholeMatch(of: /[a-zA-Z0-9._-]{1,63}/) != nil, "\(name)")
        }
        let before = catalogue.entries.mapValues(\.name)
        _ = catalogue.take(.success(all + [Self.found("mine", group: "h")]), at: Self.now)
        for (id, name) in before { #expect(catalogue.entries[id]?.name == name) }
        #expect(catalogue.entries.values.contains { $0.name == "mine.h" })
    }

    @Test("names many accounts of odd names apart, whatever the order")
    func manyNames() {
        let seed = Seed.fromEnvironment()
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let letters = Array("aAbé.-_ü1")
        var accounts: [DiscoveredAccount] = []
        for _ in 0..<500 {
            let pick = {
                String(
                    (0..<Int.random(in: 1...70, using: &generator)).map { _ in
                        letters.randomElement(using: &generator) ?? "a"
                    }
                )
            }
            let (name, group) = (pick() + "x", pick() + "x")
            accounts.append(Self.found(name, group: group))
        }
        var (first, second) = (Catalogue(), Catalogue())
        _ = first.take(.success(accounts), at: Self.now)
        _ = second.take(.success(accounts.shuffled(using: &generator)), at: Self.now)
        #expect(first.entries.mapValues(\.name) == second.entries.mapValues(\.name))
        let names = first.entries.values.map(\.name)
        #expect(Set(names.map { $0.lowercased() }).count == first.entries.count)
        #expect(names.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9._-]{1,63}/) != nil })
    }

    @Test("makes labels of tags")
    func labels() throws {
        let tags = [
            "team": "voice", "cost-center": "7", "Cost center": "8", "cause": "mine", "1st": "x",
            "__x": "y", "hidden-link:/app": "z", "日": "w", "key": "k",
        ]
        let account = try #require(Self.watched(Self.found("a", tags: tags)))
        #expect(
            account.labels == [
                "env": "prod", "team": "voice", "cost_center": "7", "Cost_center": "8",
                "tag_cause": "mine", "tag_1st": "x", "tag___x": "y", "tag_key": "k",
            ]
        )
        #expect(account.resourceID.flatMap { ResourceID($0) } == Self.found("a").id)
        #expect(account.region == "japanwest" && account.kind == .speechServices)
    }

    @Test(
        "says why an account is not watched",
        arguments: [
            (found("a", kind: "Telepathy"), keys, "does not know the kind Telepathy"),
            (found("a", kind: "HealthInsights"), keys, "no free call of HealthInsights"),
            (found("a", kind: "OpenAI"), keys, "it has no host of its own"),
            (found("a", region: ""), keys, "in which region"),
            (found("a"), [], "grant Microsoft.CognitiveServices/accounts/listKeys/action"),
            (found("a", localAuthDisabled: true), [], "disableLocalAuth"),
        ] as [(DiscoveredAccount, [AccountKey], String)]
    )
    func unwatched(account: DiscoveredAccount, keys: [AccountKey], word: String) {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([account]), at: Self.now)
        guard case .left(_, let reason)? = catalogue.accounts(keys: { _ in keys }).first else {
            Issue.record("it is watched")
            return
        }
        #expect(reason.contains(word))
    }

    @Test("remembers who had keys, also when it was written down")
    func lostKeys() throws {
        var catalogue = Catalogue()
        let open = Self.found("a")
        _ = catalogue.take(.success([open, Self.found("b")]), at: Self.now)
        let later = Self.now.addingTimeInterval(900)
        let news = [
            catalogue.noteKeys(of: open.id, at: Self.now),
            catalogue.noteKeys(of: open.id, at: later),
            catalogue.noteKeys(of: Self.found("c").id, at: later),
        ]
        #expect(news == [true, false, false])
        let data = try JSONEncoder().encode(catalogue)
        var read = try JSONDecoder().decode(Catalogue.self, from: data)
        #expect(read == catalogue)
        #expect(!read.entries.values.contains { $0.hasLostKeys })
        let closed = ["a", "b"].map { Self.found($0, localAuthDisabled: true) }
        _ = read.take(.success(closed), at: Self.now.addingTimeInterval(300))
        #expect(read.entries.values.filter(\.hasLostKeys).map(\.name) == ["a"])
    }

    @Test("leaves to the configuration what it names itself")
    func claimed() {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([Self.found("Mine")]), at: Self.now)
        let watching = catalogue.accounts(claimed: [Self.found("mine").id]) { _ in Self.keys }
        guard case .left(_, let reason)? = watching.first else {
            Issue.record("it is watched twice")
            return
        }
        #expect(reason.contains("a stanza"))
    }

    @Test(
        "filters by kind, region and tags",
        arguments: [
            (DiscoveryFilter(), true), (DiscoveryFilter(kinds: ["speechservices", "Face"]), true),
            (DiscoveryFilter(kinds: ["Face"]), false),
            (DiscoveryFilter(regions: ["Japan West"]), true),
            (DiscoveryFilter(regions: ["japaneast"]), false),
            (DiscoveryFilter(tags: ["TEAM": "voice"]), true),
            (DiscoveryFilter(tags: ["team": "Voice"]), false),
            (DiscoveryFilter(tags: ["team": nil]), true),
            (DiscoveryFilter(tags: ["owner": nil]), false),
            (DiscoveryFilter(tags: ["team": "voice", "owner": nil]), false),
        ]
    )
    func filters(filter: DiscoveryFilter, isAllowed: Bool) {
        #expect(filter.allows(Self.found("a", tags: ["Team": "voice"])) == isAllowed)
    }

    private static func watched(_ account: DiscoveredAccount) -> Account? {
        var catalogue = Catalogue()
        _ = catalogue.take(.success([account]), at: now)
        let defaults = Catalogue.Defaults(labels: ["env": "prod", "team": "nobody"])
        let watching = catalogue.accounts(defaults: defaults) { _ in keys }.first
        guard case .watched(let account)? = watching else { return nil }
        return account
    }
}
