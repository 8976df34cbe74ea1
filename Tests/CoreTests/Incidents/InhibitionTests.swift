import CogwatchCore
import Testing

@Suite("An inhibition rule")
struct InhibitionTests {
    private func rule(
        _ source: String,
        _ target: String,
        equal: [String] = []
    ) throws -> InhibitRule {
        InhibitRule(
            sourceMatchers: [try Matcher(parsing: source)],
            targetMatchers: [try Matcher(parsing: target)],
            equal: equal
        )
    }

    @Test(
        "mutes a target while a source agrees with it in the equal labels",
        arguments: [
            (["n": "auth", "region": "a"], ["n": "outage", "region": "a"], true),
            (["n": "auth", "region": "a"], ["n": "outage", "region": "b"], false),
            (["n": "auth"], ["n": "outage"], true),
            (["n": "auth"], ["n": "outage", "region": ""], true),
            (["n": "auth"], ["n": "outage", "region": "b"], false),
            (["n": "other", "region": "a"], ["n": "outage", "region": "a"], false),
            (["n": "auth", "region": "a"], ["n": "other", "region": "a"], false),
        ] as [([String: String], [String: String], Bool)]
    )
    func mutes(target: [String: String], source: [String: String], muted: Bool) throws {
        let rule = try rule("n=outage", "n=auth", equal: ["region"])
        #expect(rule.mutes(target, while: source) == muted)
        #expect(Inhibition(rules: [rule], firing: [source]).mutes(target) == muted)
    }

    @Test("does not let alerts that are source and target at once mute each other")
    func twoSided() throws {
        let rule = try rule("n=~outage|auth", "n=~auth|key")
        #expect(!rule.mutes(["n": "auth"], while: ["n": "auth"]))
        #expect(rule.mutes(["n": "key"], while: ["n": "auth"]))
        #expect(rule.mutes(["n": "auth"], while: ["n": "outage"]))
    }

    @Test("answers over all that fires as it would for each alert", arguments: 0..<20)
    func indexed(round: Int) throws {
        let seed = UInt64.random(in: .min ... .max)
        var dice = Dice(seed: seed)
        let names = ["a", "b", "c", "a|b", "b|c", ".*"]
        let rules = try (0..<3).map { _ in
            try rule(
                "n=~\(names.randomElement(using: &dice) ?? "a")",
                "n=~\(names.randomElement(using: &dice) ?? "a")",
                equal: Bool.random(using: &dice) ? ["r"] : []
            )
        }
        let alerts = (0..<8).map { _ in
            [
                "n": ["a", "b", "c"].randomElement(using: &dice) ?? "a",
                "r": ["x", "y", ""].randomElement(using: &dice) ?? "x",
            ]
        }
        let firing = alerts.filter { _ in Bool.random(using: &dice) }
        let inhibition = Inhibition(rules: rules, firing: firing)
        for target in alerts {
            let expected = rules.contains { rule in
                firing.contains { rule.mutes(target, while: $0) }
            }
            #expect(inhibition.mutes(target) == expected, "seed \(seed): \(target) in \(firing)")
        }
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
