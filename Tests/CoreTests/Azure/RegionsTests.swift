import CogwatchCore
import TestSupport
import Testing

@Suite("A region's name")
struct RegionsTests {
    @Test("is in the table once, written as ids are")
    func table() {
        #expect(Set(Regions.all.map(\.id)).count == Regions.all.count)
        for region in Regions.all {
            #expect(Regions.normalise(region.name) == region.id)
            #expect(
                Regions.doubt(about: region.id, in: region.cloud)
                    == (region.offersSpeech ? nil : .withoutSpeech)
            )
            #expect(Regions.cloud(of: region.id) == region.cloud)
        }
        #expect(Regions.regions(in: .public).filter(\.offersSpeech).count == 33)
    }

    @Test(
        "is made an id whatever its case and blanks",
        arguments: [
            ("Japan West", "japanwest"), ("WESTEUROPE", "westeurope"), (" East US 2\n", "eastus2"),
            ("eastus", "eastus"), ("US\u{A0}Gov Virginia", "usgovvirginia"), ("", ""),
        ]
    )
    func normalised(text: String, id: String) {
        #expect(Regions.normalise(text) == id)
    }

    @Test(
        "that is none is doubted for what it looks like",
        arguments: [
            ("Japan West", Cloud.public, RegionDoubt.displayName(normalised: "japanwest")),
            ("EASTUS", .public, .displayName(normalised: "eastus")),
            ("USGov Arizona", .usgov, .displayName(normalised: "usgovarizona")),
            ("chinaeast2", .public, .otherCloud(.china)),
            ("China North 3", .public, .otherCloud(.china)),
            ("chinawest9", .public, .otherCloud(.china)),
            ("usdodcentral", .public, .otherCloud(.usgov)),
            ("westus", .china, .otherCloud(.public)),
            ("usgovvirginia", .china, .otherCloud(.usgov)),
            ("undefined", .public, .placeholder), ("null", .public, .placeholder),
            ("", .public, .placeholder), ("<region>", .public, .placeholder),
            ("region", .public, .placeholder), ("YOUR_REGION", .public, .placeholder),
            ("${REGION}", .public, .placeholder), ("YourServiceRegion", .public, .placeholder),
            ("en-us", .public, .locale), ("de-DE", .public, .locale), ("zh_cn", .public, .locale),
            ("sr-latn-rs", .public, .locale),
            ("https://westus.api.cognitive.microsoft.com/", .public, .hostName(region: "westus")),
            ("example.com", .public, .hostName(region: nil)),
            ("global", .public, .global),
            ("southindia", .public, .withoutSpeech),
            ("useast", .public, .misspelt(suggestion: "eastus")),
            ("us-east", .public, .misspelt(suggestion: "eastus")),
            ("us-east-1", .public, .misspelt(suggestion: "eastus")),
            ("uswest2", .public, .misspelt(suggestion: "westus2")),
            ("europewest", .public, .misspelt(suggestion: "westeurope")),
            ("West-Europe", .public, .misspelt(suggestion: "westeurope")),
            ("westeurpoe", .public, .misspelt(suggestion: "westeurope")),
            ("southeastaisa", .public, .misspelt(suggestion: "southeastasia")),
            ("japanwst", .public, .misspelt(suggestion: "japanwest")),
            ("westus4", .public, .misspelt(suggestion: "westus")),
            ("sweden", .public, .misspelt(suggestion: "swedencentral")),
            ("virginia", .usgov, .misspelt(suggestion: "usgovvirginia")),
            ("chinaeast", .china, .misspelt(suggestion: "chinaeast2")),
            ("japan", .public, .unknown),
            ("myspeechendpoint", .public, .unknown),
            ("newzealandnorth", .public, .unknown),
            ("atlantis", .public, .unknown),
        ]
    )
    func doubts(word: String, cloud: Cloud, doubt: RegionDoubt) {
        #expect(Regions.doubt(about: word, in: cloud) == doubt)
    }

    @Test("leads back to itself from one slip of the finger")
    func slips() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("RegionsTests.slips seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for region in Regions.regions(in: .public) where region.id.count > 7 {
            var letters = Array(region.id)
            letters.swapAt(3, 4)
            let letter = Int.random(in: 1..<letters.count - 1, using: &generator)
            for slip in [String(letters), removing(letter, from: region.id)]
            where !Regions.isKnown(slip) {
                let suggestion = Regions.suggestion(for: slip, in: .public)
                #expect(suggestion.map { distanceIsSmall($0, region.id) } == true, "\(slip)")
            }
        }
    }

    /// Neighbours such as `eastus` and `eastus2` may answer for each other.
    private func distanceIsSmall(_ suggestion: String, _ id: String) -> Bool {
        suggestion == id || Spelling.closest(to: suggestion, among: [id]) == id
    }

    private func removing(_ index: Int, from id: String) -> String {
        var letters = Array(id)
        letters.remove(at: index)
        return String(letters)
    }
}

@Suite("Did-you-mean")
struct SpellingTests {
    private static let keys = [
        "accounts", "probe_interval", "probe_timeout", "region", "kind", "keys", "endpoint",
    ]

    @Test(
        "finds the nearest word",
        arguments: [
            ("acounts", "accounts"), ("regoin", "region"), ("Probe-Interval", "probe_interval"),
            ("probe_intervall", "probe_interval"), ("endpiont", "endpoint"), ("key", "keys"),
            ("KIND", "kind"), ("regions", "region"),
        ]
    )
    func near(word: String, meant: String) {
        #expect(Spelling.closest(to: word, among: Self.keys) == meant)
    }

    @Test("stays silent where nothing is near", arguments: ["", "x", "subscription", "kxyz", "id"])
    func far(word: String) {
        #expect(Spelling.closest(to: word, among: Self.keys) == nil)
    }

    @Test("prefers the first of equally near words")
    func ties() {
        #expect(Spelling.closest(to: "cat", among: ["bat", "rat"]) == "bat")
    }

    @Test("does not read an endless word to its end", .timeLimit(.minutes(1)))
    func endless() {
        let word = String(repeating: "a", count: 2_000_000)
        #expect(Spelling.closest(to: word, among: [word, "a"]) == nil)
    }
}
