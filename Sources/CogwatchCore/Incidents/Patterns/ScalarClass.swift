/// A set of characters, each one Unicode scalar as in Go.
struct ScalarClass: Sendable {
    enum Member: Sendable {
        case range(ClosedRange<Unicode.Scalar>)
        case categories(Set<Unicode.GeneralCategory>)
        case nested(ScalarClass)
    }

    var members: [Member]
    var isNegated = false
    /// Whether a character is in it as soon as one is that differs in case only.
    var ignoresCase = false

    /// Whether a character is in the set.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isMember =
            ignoresCase
            ? CaseOrbit.members(of: scalar).contains(where: hasMember) : hasMember(scalar)
        return isMember != isNegated
    }

    private func hasMember(_ scalar: Unicode.Scalar) -> Bool {
        members.contains { member in
            switch member {
            case .range(let range): range.contains(scalar)
            case .categories(let set): set.contains(scalar.properties.generalCategory)
            case .nested(let nested): nested.contains(scalar)
            }
        }
    }
}

extension ScalarClass {
    static let any = ScalarClass(members: [], isNegated: true)
    static let anyButNewline = ScalarClass(members: [.range("\n"..."\n")], isNegated: true)
    static let digit = ScalarClass(members: [.range("0"..."9")])
    static let space = ScalarClass(members: ranges("\t"..."\n", "\u{c}"..."\r", " "..." "))
    static let word = ScalarClass(members: ranges("0"..."9", "A"..."Z", "_"..."_", "a"..."z"))

    /// The class of an escape such as `\d`, upper case for its opposite.
    static func escaped(_ letter: Unicode.Scalar) -> ScalarClass? {
        switch letter {
        case "d": digit
        case "D": ScalarClass(members: digit.members, isNegated: true)
        case "s": space
        case "S": ScalarClass(members: space.members, isNegated: true)
        case "w": word
        case "W": ScalarClass(members: word.members, isNegated: true)
        default: nil
        }
    }

    /// The class that `[:name:]` names; all of them are ASCII, as in RE2.
    static func posix(_ name: String) -> ScalarClass? {
        posixRanges[name].map { ScalarClass(members: $0) }
    }

    private static let posixRanges: [String: [Member]] = [
        "alnum": ranges("0"..."9", "A"..."Z", "a"..."z"),
        "alpha": ranges("A"..."Z", "a"..."z"),
        "ascii": ranges("\0"..."\u{7f}"),
        "blank": ranges("\t"..."\t", " "..." "),
        "cntrl": ranges("\0"..."\u{1f}", "\u{7f}"..."\u{7f}"),
        "digit": ranges("0"..."9"),
        "graph": ranges("!"..."~"),
        "lower": ranges("a"..."z"),
        "print": ranges(" "..."~"),
        "punct": ranges("!"..."/", ":"..."@", "["..."`", "{"..."~"),
        "space": ranges("\t"..."\r", " "..." "),
        "upper": ranges("A"..."Z"),
        "word": ranges("0"..."9", "A"..."Z", "_"..."_", "a"..."z"),
        "xdigit": ranges("0"..."9", "A"..."F", "a"..."f"),
    ]

    private static func ranges(_ ranges: ClosedRange<Unicode.Scalar>...) -> [Member] {
        ranges.map { .range($0) }
    }

    /// The class that `\p{name}` names; nil for anything but Unicode's general categories.
    static func category(_ name: String) -> ScalarClass? {
        if name == "Any" { return .any }
        return categories[name].map { ScalarClass(members: [.categories($0)]) }
    }

    private static let categories: [String: Set<Unicode.GeneralCategory>] = {
        let single: [String: Unicode.GeneralCategory] = [
            "Cc": .control, "Cf": .format, "Co": .privateUse, "Cs": .surrogate,
            "Ll": .lowercaseLetter, "Lm": .modifierLetter, "Lo": .otherLetter,
            "Lt": .titlecaseLetter, "Lu": .uppercaseLetter,
            "Mc": .spacingMark, "Me": .enclosingMark, "Mn": .nonspacingMark,
            "Nd": .decimalNumber, "Nl": .letterNumber, "No": .otherNumber,
            "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Pe": .closePunctuation,
            "Pf": .finalPunctuation, "Pi": .initialPunctuation, "Po": .otherPunctuation,
            "Ps": .openPunctuation, "Sc": .currencySymbol, "Sk": .modifierSymbol,
            "Sm": .mathSymbol, "So": .otherSymbol,
            "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Zs": .spaceSeparator,
        ]
        var categories = single.mapValues { Set([$0]) }
        for (name, category) in single {
            categories[String(name.prefix(1)), default: []].insert(category)
        }
        return categories
    }()
}
