/// Which characters differ in case only, by Unicode's simple case folding.
enum CaseOrbit {
    /// The character itself and all that differ from it in case only.
    static func members(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if let row = rows[scalar] { return row }
        // The dotless i has a capital, and no folding leads back from there.
        guard scalar != "\u{131}" else { return [scalar] }
        let properties = scalar.properties
        let mappings = [
            properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping,
        ]
        return [scalar] + mappings.compactMap(single)
    }

    /// A mapping to several characters is no simple one.
    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }

    /// The sets that are more than a letter's upper, lower and title case: Unicode's
    /// CaseFolding.txt, statuses C and S, up to version 15.0.
    private static let rows: [Unicode.Scalar: [Unicode.Scalar]] = {
        let sets: [[Unicode.Scalar]] = [
            ["K", "k", "\u{212a}"], ["S", "s", "\u{17f}"], ["\u{c5}", "\u{e5}", "\u{212b}"],
            ["\u{df}", "\u{1e9e}"], ["\u{1c4}", "\u{1c5}", "\u{1c6}"],
            ["\u{1c7}", "\u{1c8}", "\u{1c9}"], ["\u{1ca}", "\u{1cb}", "\u{1cc}"],
            ["\u{1f1}", "\u{1f2}", "\u{1f3}"], ["\u{345}", "\u{399}", "\u{3b9}", "\u{1fbe}"],
            ["\u{392}", "\u{3b2}", "\u{3d0}"], ["\u{395}", "\u{3b5}", "\u{3f5}"],
            ["\u{398}", "\u{3b8}", "\u{3d1}", "\u{3f4}"], ["\u{39a}", "\u{3ba}", "\u{3f0}"],
            ["\u{b5}", "\u{39c}", "\u{3bc}"], ["\u{3a0}", "\u{3c0}", "\u{3d6}"],
            ["\u{3a1}", "\u{3c1}", "\u{3f1}"], ["\u{3a3}", "\u{3c2}", "\u{3c3}"],
            ["\u{3a6}", "\u{3c6}", "\u{3d5}"], ["\u{3a9}", "\u{3c9}", "\u{2126}"],
            ["\u{412}", "\u{432}", "\u{1c80}"], ["\u{414}", "\u{434}", "\u{1c81}"],
            ["\u{41e}", "\u{43e}", "\u{1c82}"], ["\u{421}", "\u{441}", "\u{1c83}"],
            ["\u{422}", "\u{442}", "\u{1c84}", "\u{1c85}"], ["\u{42a}", "\u{44a}", "\u{1c86}"],
            ["\u{462}", "\u{463}", "\u{1c87}"], ["\u{1e60}", "\u{1e61}", "\u{1e9b}"],
            ["\u{1c88}", "\u{a64a}", "\u{a64b}"],
        ]
        let pairs = sets.flatMap { set in set.map { ($0, set) } }
        return Dictionary(pairs) { first, _ in first }
    }()
}
