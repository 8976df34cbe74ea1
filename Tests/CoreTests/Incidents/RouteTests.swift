import CogwatchCore
import Testing

@Suite("A route")
struct RouteTests {
    private func matchers(_ texts: String...) throws -> [Matcher] {
        try texts.map { try Matcher(parsing: $0) }
    }

    @Test("without children takes everything, grouped by what it names")
    func root() {
        let route = Route(receiver: "oncall", groupBy: .labels(["alertname", "region"]))
        let groups = route.groups(for: ["alertname": "A", "account": "x"])
        #expect(groups.map(\.receiver) == ["oncall"])
        #expect(groups.map(\.key) == [#"{}:{alertname="A"}"#])
        #expect(groups.map(\.labels) == [["alertname": "A"]])
    }

    @Test("grouped by ... makes a group of each alert")
    func everything() {
        let groups = Route(receiver: "r", groupBy: .everything).groups(for: ["b": "2", "a": "1"])
        #expect(groups.map(\.key) == [#"{}:{a="1", b="2"}"#])
    }

    private func tree() throws -> Route {
        Route(
            receiver: "root",
            routes: [
                Route(receiver: "log", matchers: [], continues: true),
                Route(
                    receiver: "voice",
                    groupWait: .seconds(1),
                    groupInterval: .seconds(2),
                    repeatInterval: .seconds(3),
                    matchers: try matchers("team=voice"),
                    routes: [
                        Route(receiver: "night", matchers: try matchers("time=night", "x!=y"))
                    ]
                ),
                Route(receiver: "rest", matchers: try matchers("team=~v.*|w")),
            ]
        )
    }

    @Test(
        "asks its children in order, until one that matches does not continue",
        arguments: [
            ([:], ["{}/{}:{}"], ["log"]),
            (["team": "voice"], ["{}/{}:{}", #"{}/{team="voice"}:{}"#], ["log", "voice"]),
            (
                ["team": "voice", "time": "night"],
                ["{}/{}:{}", #"{}/{team="voice"}/{time="night",x!="y"}:{}"#], ["log", "night"]
            ),
            (["team": "w"], ["{}/{}:{}", #"{}/{team=~"v.*|w"}:{}"#], ["log", "rest"]),
        ] as [([String: String], [String], [String])]
    )
    func children(labels: [String: String], keys: [String], receivers: [String]) throws {
        let groups = try tree().groups(for: labels)
        #expect(groups.map(\.key) == keys)
        #expect(groups.map(\.receiver) == receivers)
    }

    @Test("itself takes what no child takes")
    func fallback() throws {
        let route = Route(
            receiver: "root",
            routes: [Route(receiver: "x", matchers: try matchers("a=b"))]
        )
        #expect(route.groups(for: [:]).map(\.receiver) == ["root"])
    }

    @Test("that does not match leads nowhere")
    func noMatch() throws {
        #expect(Route(receiver: "r", matchers: try matchers("a=b")).groups(for: [:]).isEmpty)
    }

    @Test("hands its own times to the group, and not its children's or its parent's")
    func times() throws {
        let route = Route(
            receiver: "root",
            routes: [
                Route(
                    receiver: "parent",
                    matchers: try matchers("a=~.+"),
                    muteTimeIntervals: ["nights"],
                    activeTimeIntervals: ["weekends"],
                    routes: [Route(receiver: "child", matchers: try matchers("a=b"))]
                )
            ]
        )
        let parent = try #require(route.groups(for: ["a": "c"]).first)
        #expect(parent.muteTimeIntervals == ["nights"])
        #expect(parent.activeTimeIntervals == ["weekends"])
        let child = try #require(route.groups(for: ["a": "b"]).first)
        #expect(child.muteTimeIntervals == [])
        #expect(child.activeTimeIntervals == [])
    }

    @Test("hands its intervals to the group")
    func intervals() throws {
        let group = try #require(try tree().groups(for: ["team": "voice"]).last)
        #expect(group.groupWait == .seconds(1))
        #expect(group.groupInterval == .seconds(2))
        #expect(group.repeatInterval == .seconds(3))
    }
}
