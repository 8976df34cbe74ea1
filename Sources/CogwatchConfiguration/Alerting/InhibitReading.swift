import CogwatchCore

extension Vocabulary {
    static let inhibitRule = Vocabulary(
        name: "an inhibit rule",
        texts: ["source_matchers", "target_matchers", "equal"],
        labels: ["source_match", "source_match_re", "target_match", "target_match_re"]
    )
}

extension InhibitRule {
    /// Reads an entry of `inhibit_rules`.
    init(_ section: Section) {
        self.init(
            sourceMatchers: Self.matchers("source", section),
            targetMatchers: Self.matchers("target", section),
            equal: Self.equal(section)
        )
    }

    private static func matchers(_ side: String, _ section: Section) -> [Matcher] {
        let keys = ["\(side)_matchers", "\(side)_match", "\(side)_match_re"]
        if !keys.contains(where: section.says) {
            section.reading.warning(
                "an inhibit rule has no \"\(side)_matchers\", so it takes every alert",
                at: section.place,
                remedy: "say which alerts are meant"
            )
        }
        return MatcherReading(section)
            .matchers("\(side)_matchers", old: "\(side)_match", oldPattern: "\(side)_match_re")
    }

    private static func equal(_ section: Section) -> [String] {
        section.texts("equal").compactMap { name, place in
            guard LabelReading.isName(name) else {
                let what = "\"equal\" in an inhibit rule lists \(section.shown(name, "equal"))"
                section.reading.error("\(what), which is no label name", at: place)
                return nil
            }
            return name
        }
    }
}
