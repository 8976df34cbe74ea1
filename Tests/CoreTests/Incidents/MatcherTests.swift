import CogwatchCore
import Testing

@Suite("A matcher")
struct MatcherTests {
    @Test(
        "is read as Alertmanager reads it",
        arguments: [
            (#"team="voice""#, "team", Matcher.Operator.equals, "voice"),
            ("team=voice", "team", .equals, "voice"),
            ("  team  !=  voice  ", "team", .differs, "voice"),
            (#"cause=~"wrong_.*""#, "cause", .matches, "wrong_.*"),
            ("cause!~wrong_.*", "cause", .misses, "wrong_.*"),
            (#"team="""#, "team", .equals, ""),
            ("team=", "team", .equals, ""),
            (#"a="x\"y\\z\n""#, "a", .equals, "x\"y\\z\n"),
            (#"host=~"a\.b""#, "host", .matches, #"a\.b"#),
            ("_a1=b c", "_a1", .equals, "b c"),
            (#"a="=~""#, "a", .equals, "=~"),
        ]
    )
    func parses(text: String, name: String, operation: Matcher.Operator, value: String) throws {
        let matcher = try Matcher(parsing: text)
        #expect(matcher.name == name)
        #expect(matcher.operator == operation)
        #expect(matcher.value == value)
    }

    @Test(
        "is refused with the reason",
        arguments: [
            ("team", MatcherError.noOperator("team")),
            ("", .noOperator("")),
            ("=x", .badLabelName("")),
            ("a b=x", .badLabelName("a b")),
            (#"a="x"#, .unclosedQuote(#""x"#)),
            (#"a="x"y"#, .unclosedQuote(#""x"y"#)),
            (#"a=x""#, .unclosedQuote(#"x""#)),
            (#"a=""#, .unclosedQuote(#"""#)),
            (#""a"=b,"c"=d"#, .notOne(#""a"=b,"c"=d"#)),
            (#"{"a"=b}"#, .badLabelName(#"{"a""#)),
        ]
    )
    func refuses(text: String, reason: MatcherError) {
        #expect(throws: reason) { try Matcher(parsing: text) }
        #expect(!reason.description.isEmpty)
    }

    @Test("is refused with what is wrong about its regular expression")
    func refusesPattern() {
        let refusal = #expect(throws: MatcherError.self) { try Matcher(parsing: "a=~(") }
        #expect(
            refusal?.description == #""(" is no regular expression: a ")" is missing"#
        )
    }

    @Test(
        "stands in a list as Alertmanager reads it",
        arguments: [
            ("", []), ("{}", []), (" ", []), (",", nil), ("a=b,,c=d", nil),
            ("a=b", [#"a="b""#]), ("{a=b}", [#"a="b""#]), ("{a=b", [#"a="b""#]),
            ("a=b}", [#"a="b""#]), ("a=b , c!=d,", [#"a="b""#, #"c!="d""#]),
            (#"{a="x,y",b=~"z"}"#, [#"a="x,y""#, #"b=~"z""#]),
            (#"a="\",b=c"#, nil), (#"a="\",b=c""#, [#"a="\",b=c""#]), (#"a="\,",b=c"#, nil),
            ("a:b=c", [#"a:b="c""#]), ("a=b c", [#"a="b c""#]), ("a=\\", [#"a="\\""#]),
            ("a=b\u{a0}", [#"a="b""#]), ("a\n=\nb", [#"a="b""#]),
            // The syntax of 0.27 and later.
            ("a-b=c", [#"a-b="c""#]), ("1a=c", [#"1a="c""#]), ("été=où", [#"été="où""#]),
            (#"{"a b"="c"}"#, [#""a b"="c""#]), (#" { a = "c" , } "#, [#"a="c""#]),
            (#""a"="\u00e9\x41\101\t""#, ["a=\"éAA\t\""]), (#""a"="\q""#, nil),
            (#""a"="\xff""#, nil), (#""a"="\ud800""#, nil), (#""a"=b}"#, nil), (#"{"a"=b"#, nil),
            (#""a"=b "c"=d"#, nil), (#"{"a"=b,,}"#, nil), (#""a"=b'c'"#, nil), (#""a"=~"(""#, nil),
            ("\"a\"=\"x\ny\"", nil), (#"{"a"=b}c"#, nil), (#""a"!b"#, nil),
        ] as [(String, [String]?)]
    )
    func lists(text: String, matchers: [String]?) {
        #expect((try? Matcher.list(parsing: text))?.map(\.description) == matchers)
    }

    @Test("compares code points, as Alertmanager does, where Swift compares letters")
    func codePoints() throws {
        let composed = ["a": "\u{e9}"]
        #expect(try Matcher(parsing: "a=\u{e9}").accepts(composed))
        #expect(try !Matcher(parsing: "a=e\u{301}").accepts(composed))
        #expect(try Matcher(parsing: "a!=e\u{301}").accepts(composed))
        #expect(try !Matcher(parsing: "a=~e\u{301}").accepts(composed))
    }

    @Test("stands before another by name, value and operator, in the order of bytes")
    func order() throws {
        let sorted = try ["Z=a", "a=Z", "a=a", "a!=a", "a=~a", "a!~a", "a=b", "b=a", "\u{e9}=a"]
            .map { try Matcher(parsing: $0) }
        #expect(sorted.reversed().sorted { $0.precedes($1) } == sorted)
    }

    @Test(
        "accepts",
        arguments: [
            ("a=x", ["a": "x"], true), ("a=x", ["a": "y"], false), ("a=x", [:], false),
            ("a=", [:], true), ("a!=x", [:], true), ("a!=", [:], false),
            ("a!=x", ["a": "x"], false),
            ("a=~x|xy", ["a": "xy"], true), ("a=~x", ["a": "xy"], false),
            ("a=~x", ["a": "yx"], false), ("a=~.*", [:], true), ("a=~.+", [:], false),
            ("a!~x.*", ["a": "xy"], false), ("a!~x", ["a": "xy"], true),
        ] as [(String, [String: String], Bool)]
    )
    func accepts(text: String, labels: [String: String], accepted: Bool) throws {
        #expect(try Matcher(parsing: text).accepts(labels) == accepted)
    }

    @Test(
        "reads back what it prints",
        arguments: Matcher.Operator.allCases,
        ["", "x", "a b", "quote \" here", #"back\\slash"#, #"a\.b"#, "new\nline", "=~", "é→"]
    )
    func printsItself(operation: Matcher.Operator, value: String) throws {
        let matcher = try Matcher(name: "n", operator: operation, value: value)
        #expect(try Matcher(parsing: matcher.description) == matcher)
    }
}
