import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("What every receiver is sent")
struct ReceiverBodyTests {
    static let makes = Integration.Make.allCases

    @Test(
        "obeys the receiver's rules and says what happened, how we know and what to do",
        arguments: makes
    )
    func oneAlert(make: Integration.Make) throws {
        let group = Sample.group([Sample.refusal("tts-1")])
        let body = try #require(SampleReceivers.integration(make).body(for: group))
        show(body, make, "one")
        let rules = TargetRules(make, body)
        #expect(rules.violations == [])
        let text = rules.texts.joined(separator: "\n").replacing("\\", with: "")
        for words in [
            "tts-1: the key is refused (key_regenerated)", "The key worked here before",
            "the spare key2 is accepted", "Copy the new key from the portal",
        ] {
            #expect(text.contains(words))
        }
        let whole = String(decoding: body, as: UTF8.self)
        #expect(whole.contains("cogwatch.example/accounts/tts-1"))
        #expect(whole.contains("runbooks/AuthFailing.md"))
    }

    @Test("names several accounts and what they share", arguments: makes)
    func severalAlerts(make: Integration.Make) throws {
        let other = Sample.refusal(
            "face-1",
            labels: ["alertname": "Throttled", "cause": "rate_limited", "severity": "warning"],
            annotations: ["summary": "face-1: calls are throttled (rate_limited)"]
        )
        let over = Sample.refusal("tts-9", endsAt: Sample.start + 3900)
        let group = Sample.group(
            [other] + (1...3).map { Sample.refusal("tts-\($0)") } + [over],
            reason: .newAlerts
        )
        let body = try #require(SampleReceivers.integration(make).body(for: group))
        show(body, make, "several")
        let rules = TargetRules(make, body)
        #expect(rules.violations == [])
        let text = rules.texts.joined(separator: "\n").replacing("\\", with: "")
        for account in ["tts-1", "tts-2", "tts-3", "face-1", "tts-9"] {
            #expect(text.contains(account))
        }
        if make != .webhook {
            #expect(
                text.contains(
                    "FIRING critical: 3 alerts in japanwest: the key is refused (key_regenerated), "
                        + "and 1 other alert; 1 resolved"
                )
            )
        }
    }

    @Test("tells the end of it", arguments: makes)
    func resolved(make: Integration.Make) throws {
        let over = Sample.refusal("tts-1", endsAt: Sample.start + 3900)
        let group = Sample.group([over], reason: .allResolved)
        let body = try #require(SampleReceivers.integration(make).body(for: group))
        show(body, make, "resolved")
        let rules = TargetRules(make, body)
        #expect(rules.violations == [])
        let text = String(decoding: body, as: UTF8.self)
        #expect(text.lowercased().contains(make == .pagerDuty ? "resolve" : "resolved"))
        #expect(!text.contains("FIRING"))
    }

    @Test("leaves out ends that the receiver does not want", arguments: makes)
    func withoutResolved(make: Integration.Make) throws {
        let integration = SampleReceivers.integration(make, sendResolved: false)
        let over = Sample.refusal("tts-9", endsAt: Sample.start + 60)
        let firing = Sample.refusal("tts-1")
        #expect(integration.body(for: Sample.group([over], reason: .allResolved)) == nil)
        #expect(integration.body(for: Sample.group([firing, over], reason: .someResolved)) == nil)
        let body = try #require(
            integration.body(for: Sample.group([firing, over], reason: .newAlerts))
        )
        #expect(!String(decoding: body, as: UTF8.self).contains("tts-9"))
    }

    @Test("says how many alerts found no room", arguments: makes.filter { $0 != .webhook })
    func manyAlerts(make: Integration.Make) throws {
        let incidents = (1...5000).map { number in
            Sample.refusal("tts-\(number)", labels: ["cause": "cause_\(number % 40)"])
        }
        let body = try #require(
            SampleReceivers.integration(make).body(for: Sample.group(incidents))
        )
        show(body, make, "many")
        let rules = TargetRules(make, body)
        #expect(rules.violations == [])
        let text = rules.texts.joined(separator: "\n").replacing("\\", with: "")
        let more = try #require(text.firstMatch(of: /… and ([0-9]+) more alerts/))
        let named = Set(text.matches(of: /tts-[0-9]+/).map { String($0.output) })
        // Links name accounts too, and all that are linked are named.
        #expect(Int(more.output.1) == 5000 - named.count)
    }

    @Test(
        "is the same for the same notification, as nothing in it is left to chance",
        arguments: makes
    )
    func deterministic(make: Integration.Make) {
        let group = Sample.group((1...20).map { Sample.refusal("tts-\($0)") })
        let integration = SampleReceivers.integration(make)
        #expect(integration.body(for: group) == integration.body(for: group))
    }

    /// For whoever wants to look at them: the bodies, in a folder of their choice.
    private func show(_ body: [UInt8], _ make: Integration.Make, _ name: String) {
        guard let folder = ProcessInfo.processInfo.environment["COGWATCH_SHOW_BODIES"] else {
            return
        }
        let file = URL(filePath: folder).appending(path: "\(make.rawValue)-\(name).json")
        try? Data(body).write(to: file)
    }
}

@Suite("Hostile labels and annotations")
struct HostileTextTests {
    private static let pieces = [
        "@everyone", "<!channel>", "<@U123>", "<https://evil.example|click>", "\"", "\\", "\n",
        "\r\n", "\u{0}", "\u{1b}[31m", "\u{202e}", "\u{2066}", "👩‍👩‍👧‍👦", "🇯🇵", "e\u{301}\u{323}\u{308}",
        "שלום", "مرحبا", "한국어", "&amp;", "&", "]](x)", "**", "__", "`", "```", "~~", "> ", "# ",
        "- ",
        "{{x}}", "${HOME}", "%s", "\u{feff}", "\u{2028}", "<at>all</at>", "||", "A", " ",
        "longerword",
        "https://a_b.example/x_y?z=1&w", "x" + String(repeating: "\u{336}", count: 300),
    ]

    private static func text(_ dice: inout SeededGenerator) -> String {
        // Now and then as much as an operator's mistake or a hostile server could bring about.
        let count =
            Int.random(in: 0..<40, using: &dice) == 0 ? 4000 : Int.random(in: 0..<60, using: &dice)
        var text = ""
        for _ in 0..<count { text += pieces.randomElement(using: &dice) ?? "" }
        return text
    }

    private static func incident(_ number: Int, _ dice: inout SeededGenerator)
        -> Incident
    {
        let labels = ["cause", "severity", "azure_region", "kind", "key", "team"]
            .filter { _ in Bool.random(using: &dice) }
            .map { ($0, text(&dice)) }
        let annotations = [
            "summary", "description", "evidence", "next_steps", "runbook_url", "last_success",
        ]
        .filter { _ in Int.random(in: 0..<5, using: &dice) > 0 }
        .map { ($0, text(&dice)) }
        return Sample.incident(
            "\(number)",
            account: Bool.random(using: &dice) ? "tts-\(number)" : text(&dice),
            labels: Dictionary(labels) { $1 },
            annotations: Dictionary(annotations) { $1 },
            endsAt: Int.random(in: 0..<4, using: &dice) == 0 ? Sample.start + 61 : nil
        )
    }

    @Test("break no receiver's rules, whatever they hold", arguments: Integration.Make.allCases)
    func random(make: Integration.Make) throws {
        let seed = Seed.fromEnvironment()
        print("hostile texts for \(make.rawValue): COGWATCH_SEED=\(seed)")
        var dice = SeededGenerator(seed: seed)
        let integration = SampleReceivers.integration(make)
        for _ in 0..<25 {
            let count = Int.random(in: 1...30, using: &dice)
            let incidents = (0..<count).map { Self.incident($0, &dice) }
            let group = Sample.group(incidents, reason: .newAlerts)
            let body = try #require(integration.body(for: group))
            let rules = TargetRules(make, body)
            #expect(rules.violations == [], "seed \(seed)")
            if make != .webhook {
                let text = rules.texts.joined()
                #expect(
                    !text.contains("\u{202e}") && !text.contains("\u{0}")
                        && !text.contains("\u{1b}")
                )
                // A letter that was split would have left a part of itself.
                #expect(!text.contains("\u{fffd}"), "seed \(seed)")
            }
        }
    }

    @Test(
        "are taken for what they are: nobody is called, no link is made",
        arguments: [
            (
                .slack, "<!channel> & <https://evil.example|x>",
                "&lt;!channel&gt; &amp; &lt;https://evil.example|x&gt;"
            ),
            (
                .discord, "**@everyone** [x](https://evil.example) `a` _b_ <@1>",
                #"\*\*@everyone\*\* \[x\](https://evil.example) \`a\` \_b\_ \<@1\>"#
            ),
            (
                .teams, "**b** [x](https://evil.example) <at>all</at>",
                "**b** [x](https://evil.example) <at>all</at>"
            ),
            (.opsgenie, "<b>*x*</b> \"q\"", "<b>*x*</b> \"q\""),
            (.pagerDuty, "<b>*x*</b> \"q\"", "<b>*x*</b> \"q\""),
        ] as [(Integration.Make, String, String)]
    )
    func escaped(make: Integration.Make, description: String, shown: String) throws {
        let incident = Sample.refusal("tts-1", annotations: ["description": description])
        let body = try #require(
            SampleReceivers.integration(make).body(for: Sample.group([incident]))
        )
        let rules = TargetRules(make, body)
        #expect(rules.violations == [])
        #expect(rules.texts.contains { $0.contains(shown) })
    }

    @Test(
        "of a hundred thousand letters are cut where a letter ends, and the cut is seen",
        arguments: Integration.Make.allCases.filter { $0 != .webhook }
    )
    func long(make: Integration.Make) throws {
        let family = "👩‍👩‍👧‍👦"
        let text = String(repeating: family, count: 4000)
        let incident = Sample.refusal(
            "tts-1",
            annotations: [
                "summary": text, "description": text, "evidence": "- \(text)\n- \(text)",
                "next_steps": "1. \(text)",
            ]
        )
        let body = try #require(
            SampleReceivers.integration(make).body(for: Sample.group([incident]))
        )
        let rules = TargetRules(make, body)
        #expect(rules.violations == [])
        for text in rules.texts where text.contains(family) {
            #expect(text.contains("…"))
            // Nothing but whole families is left of them.
            let rest = text.replacing(family, with: "")
            #expect(!rest.unicodeScalars.contains { $0.value > 0x1f000 || $0 == "\u{200d}" })
        }
    }
}
