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
            ("1a=x", .badLabelName("1a")),
            ("a-b=x", .noOperator("a-b=x")),
            (#"a="x"#, .unclosedQuote(#""x"#)),
            (#"a="x"y"#, .unclosedQuote(#""x"y"#)),
            (#"a=x""#, .unclosedQuote(#"x""#)),
            (#"a=""#, .unclosedQuote(#"""#)),
            ("a=~(", .badRegularExpression("(")),
        ]
    )
    func refuses(text: String, reason: MatcherError) {
        #expect(throws: reason) { try Matcher(parsing: text) }
        #expect(!reason.description.isEmpty)
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
