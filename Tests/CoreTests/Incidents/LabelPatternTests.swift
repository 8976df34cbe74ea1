import CogwatchCore
import Testing

@Suite("A pattern")
struct LabelPatternTests {
    @Test(
        "means what it means to Go's RE2",
        arguments: [
            ("", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "abcd", false),
            ("abc", "xabc", false), ("a|b", "b", true), ("a|", "", true), ("a|bc|d", "bc", true),
            // As Alertmanager wraps the text itself, this is "starts with a, or ends with b".
            ("a)|(?:b", "ax", true), ("a)|(?:b", "xb", true), ("a)|(?:b", "xay", false),
            ("a*", "aaa", true), ("a+", "", false), ("a?b", "b", true), ("a??", "a", true),
            ("a{2}", "aa", true), ("a{2}", "aaa", false), ("a{2,}", "aaaa", true),
            ("a{2,}", "a", false), ("a{1,2}", "aaa", false), ("a{0}", "", true),
            ("a{,2}", "a{,2}", true), ("a{2", "a{2", true), ("a{02}", "a{02}", true),
            ("{2}a", "", nil), ("x{", "x{", true), ("(a*)*", "aa", true), ("(|a)*", "aa", true),
            ("(a|b)*c", "ababc", true), ("(?:){3}a", "a", true), ("(a{2}){3}", "aaaaaa", true),
            (".", "\n", false), ("(?s).", "\n", true), ("(?s:.).", "\nx", true),
            ("(?s:.).", "x\n", false), (".", "é", true), (".", "e\u{301}", false),
            (".", "👨‍👩‍👧", false), (".+", "👨‍👩‍👧", true), ("\\x{1F468}.*", "👨‍👩‍👧", true),
            ("a$", "a\n", false), ("(?m)a$\\n", "a\n", true), ("(?m)a$\\n^b", "a\nb", true),
            ("a$\\nb", "a\nb", false), ("\\Aa\\z", "a", true), ("^^a$$", "a", true),
            ("a\\b.b", "a-b", true), ("a\\Bb", "ab", true), ("a\\bb", "ab", false),
            ("é\\bb", "éb", true), ("\\d+", "12", true), ("\\d", "٣", false), ("\\D", "٣", true),
            ("\\w+", "a_Z9", true), ("\\w", "é", false), ("\\s", "\u{b}", false),
            ("[[:space:]]", "\u{b}", true), ("\\s", "\u{a0}", false), ("\\S", "\n", false),
            ("[^a]", "\n", true), ("[]a]+", "]a", true), ("[^]a]", "]", false),
            ("[a-c-e]+", "b-e", true), ("[a-]+", "-a", true), ("[-a]+", "-a", true),
            ("[\\d-x]+", "4-x", true), ("[[:alpha:]_]+", "aZ_", true), ("[[:^alpha:]]", "1", true),
            ("[^[:alpha:]]", "a", false), ("[\\D]", "1", false), ("[^\\D]", "1", true),
            ("[a\\]]+", "a]", true), ("[[:alpha]", ":", true), ("[\\x41-\\x{43}]", "B", true),
            ("\\p{L}", "é", true), ("\\pL", "ß", true), ("\\P{L}", "1", true),
            ("\\p{^L}", "1", true), ("\\P{^L}", "1", false), ("[\\p{Lu}\\d]+", "A1", true),
            ("\\p{Any}", "\n", true), ("\\p{Zs}", "\u{a0}", true), ("\\p{Sc}", "€", true),
            ("(?i)straße", "STRAßE", true), ("(?i)straße", "STRASSE", false),
            ("(?i)straße", "STRAẞE", true), ("(?i)k", "\u{212a}", true), ("(?i)s", "ſ", true),
            ("(?i)σ", "ς", true), ("(?i)i", "ı", false), ("(?i)i", "İ", false),
            ("(?i)[a-c]", "B", true), ("(?i)[^a-c]", "B", false), ("(?i)\\p{Lu}", "a", true),
            ("(?i)[[:upper:]]", "a", true), ("(?i:a)b", "Ab", true), ("(?i:a)b", "AB", false),
            ("a(?i)b", "aB", true), ("(a(?i)b)c", "aBC", false), ("(?i)a(?-i)b", "AB", false),
            ("(?i-s:A)", "a", true), ("(?)a", "a", true), ("(?U)a+", "aa", true),
            ("(?P<x>a)", "a", true), ("(?P<x>a)(?P<x>b)", "ab", true), ("(?<x>a)", "a", true),
            ("\\Qa.b\\E+", "a.bb", true),
            ("a\\.b", "a.b", true), ("a\\.b", "axb", false), ("\\-\\_\\/", "-_/", true),
            ("\\x41\\101\\0", "AA\0", true), ("\\a\\f\\t\\n\\r\\v", "\u{7}\u{c}\t\n\r\u{b}", true),
            ("a(?i)*", "aa", true), ("(^a|b$)+", "a", true), ("a{1000}", "a", false),
        ] as [(String, String, Bool?)]
    )
    func means(text: String, value: String, matches: Bool?) {
        #expect((try? LabelPattern(text))?.matches(value) == matches)
    }

    @Test(
        "that RE2 does not have is refused in words",
        arguments: [
            ("(", "a \")\" is missing"), ("a)", "a \")\" closes nothing"),
            ("(?i", "a \")\" is missing"), ("\\Qa", "a \")\" is missing"),
            ("a\\", "a \")\" is missing"), ("[a", "a \"]\" is missing"),
            ("[]", "a \"]\" is missing"), ("[a\\", "a \"]\" is missing"),
            ("*", "\"*\" has nothing before it to repeat"),
            ("a|+?", "\"+?\" has nothing before it to repeat"),
            ("({2})", "\"{2}\" has nothing before it to repeat"),
            ("a**", "\"**\" repeats a repetition; RE2 has no possessive ones"),
            ("a++", "\"++\" repeats a repetition; RE2 has no possessive ones"),
            ("a{2}{3}", "\"{2}{3}\" repeats a repetition; RE2 has no possessive ones"),
            ("a+??", "\"+??\" repeats a repetition; RE2 has no possessive ones"),
            ("a{1001}", "\"{1001}\" must count to 1000 at most, all levels multiplied"),
            ("a{2,1}", "\"{2,1}\" must count to 1000 at most, all levels multiplied"),
            (
                "a{99999999999}",
                "\"{99999999999}\" must count to 1000 at most, all levels multiplied"
            ),
            ("(a{40}){40}", "\"{40}\" must count to 1000 at most, all levels multiplied"),
            ("(?=a)", "\"(?=\" looks around, which RE2 cannot"),
            ("(?!a)", "\"(?!\" looks around, which RE2 cannot"),
            ("(?<=a)", "\"(?<=\" looks around, which RE2 cannot"),
            ("(?<!a)", "\"(?<!\" looks around, which RE2 cannot"),
            ("(?>a)", "\"(?>\" is no group that RE2 has"),
            ("(?x)a", "\"(?x\" is no group that RE2 has"),
            ("(?-)a", "\"(?-)\" is no group that RE2 has"),
            ("(?#a)", "\"(?#\" is no group that RE2 has"),
            ("(a)\\1", "\"\\\\1\" refers back, which RE2 cannot"),
            ("\\k<a>", "\"\\\\k\" is no escape that RE2 has"),
            ("\\Z", "\"\\\\Z\" is no escape that RE2 has"),
            ("\\C", "\"\\\\C\" is no escape that RE2 has"),
            ("\\é", "\"\\\\é\" is no escape that RE2 has"),
            ("\\x4", "\"\\\\x4)\" is no escape that RE2 has"),
            ("\\x{110000}", "\"\\\\x{110000}\" is no escape that RE2 has"),
            ("[b-a]", "\"b-a\" is no range of characters: its end is before its start"),
            ("[a-\\d]", "\"\\\\d\" is no escape that RE2 has"),
            ("[[:foo:]]", "\"[:foo:]\" is no class of characters"),
            ("\\pX", "\"\\\\pX\" is no class of characters"),
            (
                "\\p{Latin}",
                "\"\\\\p{Latin}\" is no category; scripts are not known here, use a range"
            ),
            ("(?P<a b>x)", "a group's name is one word of letters, digits and \"_\""),
            ("(?P<>x)", "a group's name is one word of letters, digits and \"_\""),
            ("(?P<a", "a group's name is one word of letters, digits and \"_\""),
            ("(?P=a)", "\"(?P\" is no group that RE2 has"),
        ]
    )
    func refused(text: String, words: String) {
        let refusal = #expect(throws: PatternError.self) { try LabelPattern(text) }
        #expect(refusal?.description == words)
    }

    @Test(
        "that would take a backtracking machine for ever is done at once",
        .timeLimit(.minutes(1)),
        arguments: [
            "(a+)+b", "(a|aa)+b", "(a*)*b", "(a|a)*b", "([a-z]+)*b", "(.*a){20}b",
            "(?:a?){30}a{30}b",
        ]
    )
    func hostile(text: String) throws {
        let pattern = try LabelPattern(text)
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }

    @Test("that is too deep or too large is refused")
    func limits() {
        let deep = String(repeating: "(", count: 100_000)
        #expect(throws: PatternError.self) { try LabelPattern(deep) }
        let nested = String(repeating: "(", count: 2000) + "a" + String(repeating: ")", count: 2000)
        #expect(throws: PatternError.self) { try LabelPattern(nested) }
        let large = String(repeating: "a{1000}", count: 30)
        #expect(throws: PatternError.self) { try LabelPattern(large) }
        let fits = String(repeating: "(", count: 500) + "a" + String(repeating: ")", count: 500)
        #expect((try? LabelPattern(fits))?.matches("a") == true)
    }
}
