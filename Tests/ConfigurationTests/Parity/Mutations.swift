import TestSupport

/// Configurations by chance of everything that the dialect has, with a slip here and there.
struct Mutations {
    private var chance: SeededGenerator
    /// Whether this document may have slips at all.
    private var isSlippery = false

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
    }

    mutating func document() -> Document {
        isSlippery = !oneIn(4)
        var entries: [(String, Document)] = []
        if !slips() { entries.append((key("route"), route(depth: 0))) }
        let names = slips() ? ["a", "b", "b"] : ["a", "b", "c"]
        let receivers = names.map { Document.mapping([(key("name"), .text($0))]) }
        entries.append((key("receivers"), .list(receivers)))
        if oneIn(2) { entries.append((key("inhibit_rules"), .list([inhibitRule()]))) }
        entries.append((key("time_intervals"), .list(intervals())))
        return .mapping(entries)
    }

    private mutating func route(depth: Int) -> Document {
        var entries: [(String, Document)] = []
        if depth == 0 ? !slips() : oneIn(2) {
            let name = text(["a", "b", "c"], ["d", "A", "", " a"])
            // Without a name a child has its parent's.
            entries.append((key("receiver"), name))
        }
        if oneIn(3) { entries.append((key("group_by"), groupBy())) }
        for name in ["group_wait", "group_interval", "repeat_interval"] where oneIn(4) {
            entries.append((key(name), duration(mayBeZero: name == "group_wait")))
        }
        if depth > 0 || slips() { entries += conditions() }
        if depth > 0 && oneIn(4) || slips() {
            entries.append((key("continue"), flag()))
        }
        for name in ["mute_time_intervals", "active_time_intervals"]
        where depth > 0 && oneIn(4) || slips() {
            entries.append((key(name), list([text(["nights", "weekends"], ["night", ""])])))
        }
        if depth < 2 {
            let children = (0..<Int.random(in: 0...2, using: &chance)).map { _ in
                route(depth: depth + 1)
            }
            entries.append((key("routes"), .list(children)))
        }
        return .mapping(entries)
    }

    private mutating func groupBy() -> Document {
        list(
            pick([
                [text(["team"], ["a-b", "1a", "a:b", "a b", "", "é"])], [], [.text("...")],
                [.text("team"), text(["cause"], ["team", "..."])],
                [.text("..."), text(["..."], ["team"])],
            ])
        )
    }

    private mutating func duration(mayBeZero: Bool) -> Document {
        let good = ["30s", "5m", "1h30m", "1d", "2w", "1y", "100ms", "1y2w3d4h5m6s7ms"]
        let bad = [
            "5", "-5s", "1.5h", "1s1m", "5 m", "abc", "1h1h", "s", "", "400y", "5M", "+5s",
            "99999999999999999999s",
        ]
        return text(
            good + (mayBeZero ? ["0", "0s"] : []),
            bad + (mayBeZero ? [] : ["0", "0s", "0h0m"])
        )
    }

    private mutating func flag() -> Document {
        slips()
            ? pick([.text("true"), .plain("1"), .plain("oN"), .plain("maybe"), .list([])])
            : .plain(pick(["false", "no", "False", "off", "n"]))
    }

    private mutating func conditions() -> [(String, Document)] {
        var entries: [(String, Document)] = []
        if oneIn(2) { entries.append((key("matchers"), list([matcher()]))) }
        if oneIn(4) { entries.append((key("match"), match(isPattern: false))) }
        if oneIn(4) { entries.append((key("match_re"), match(isPattern: true))) }
        return entries
    }

    private mutating func matcher() -> Document {
        text(
            [
                "team=voice", "team=\"voice\"", "{team=~\"v.*\",cause!=x}", "team!~v|x", "team=",
                "team=\"a\\\"b\"", " team = voice ", "", "{}", "a:b=c", "team=a\\", "team=a b",
                "team=~(?i)x",
            ],
            [
                "team", "team=\"voice", "team=vo\"ice", "=voice", "team voice", "team=a,,cause=b",
                "team=~(", "team=~\"a**\"", "team=~(?=x)", "team=~\"[z-a]\"", "team~=x", "\"", ",",
                "team=~x{1001}", "team=~*", "team=~\"\\\\k\"", "team==~[", "team!x", "team=\"a\"b",
            ]
        )
    }

    private mutating func match(isPattern: Bool) -> Document {
        let name = slips() ? pick(["\"a-b\"", "\"1a\"", "\"a:b\"", "\"\""]) : "team"
        let value =
            isPattern ? text(["v.*", "", "a|b"], ["(", "a++", "[b"]) : text(["voice", ""], [])
        return slips() ? list([value]) : .mapping([(name, value)])
    }

    private mutating func inhibitRule() -> Document {
        var entries: [(String, Document)] = []
        for side in ["source", "target"] {
            if oneIn(2) { entries.append((key("\(side)_matchers"), list([matcher()]))) }
            if oneIn(3) { entries.append((key("\(side)_match"), match(isPattern: false))) }
            if oneIn(3) { entries.append((key("\(side)_match_re"), match(isPattern: true))) }
        }
        if oneIn(2) {
            entries.append((key("equal"), list([text(["team", "_a1"], ["a-b", "", "1a"])])))
        }
        return .mapping(entries)
    }

    private mutating func intervals() -> [Document] {
        let second = text(["weekends"], ["nights", ""])
        return [.text("nights"), second].map { name in
            var entries: [(String, Document)] = []
            if !slips() { entries.append((key("name"), name)) }
            entries.append((key("time_intervals"), list([window()])))
            return .mapping(entries)
        }
    }

    private mutating func window() -> Document {
        var entries: [(String, Document)] = []
        if oneIn(2) { entries.append((key("times"), list([times()]))) }
        if oneIn(3) {
            let days = text(
                ["monday", "Monday:FRIDAY", "sunday:saturday", "friday:friday"],
                ["mon", "monday:", "friday:monday", "1:5", "monday:tuesday:friday", "", " monday"]
            )
            entries.append((key("weekdays"), list([days])))
        }
        if oneIn(3) {
            let days = text(
                ["1", "1:7", "-1", "-7:-1", "15:-1", "1:-28", "31", "-31", "+5", "007"],
                ["0", "32", "-32", "7:1", "-1:1", "-1:-7", "28:-15", "1:0", "x", "1:", "1.5", " 1"]
            )
            entries.append((key("days_of_month"), list([days])))
        }
        if oneIn(3) {
            let months = text(
                ["january", "January:march", "1:3", "12", "may:12", "0:13", "-1"],
                ["jan", "march:january", "3:1", "january-march", "", "1:2:3"]
            )
            entries.append((key("months"), list([months])))
        }
        if oneIn(3) {
            let years = text(["2026", "2026:2030", "-5:+5"], ["2030:2026", "x", "2026:", "1e3"])
            entries.append((key("years"), list([years])))
        }
        if oneIn(3) {
            let place = text(
                [
                    "UTC", "Europe/Berlin", "America/New_York", "Local", "", "EST", "Etc/GMT+5",
                    "Zulu",
                ],
                ["PST", "GMT+5", "europe/berlin", "Mars/Base", "../UTC", "Europe/Berlin ", "utc"]
            )
            entries.append((key("location"), place))
        }
        return .mapping(entries)
    }

    private mutating func times() -> Document {
        var entries = [
            (
                key("start_time"),
                text(["00:00", "09:30", "16:59"], ["9:00", "24:01", "17:00", ""])
            ),
            (
                key("end_time"),
                text(["17:00", "24:00", "23:59"], ["00:00", "25:00", "17:60", "17"])
            ),
        ]
        if slips() { entries.removeLast() }
        return .mapping(entries)
    }

    // MARK: - Slips

    private mutating func slips() -> Bool { isSlippery && oneIn(40) }

    private mutating func key(_ name: String) -> String {
        slips() ? pick([name + "s", name.uppercased(), String(name.dropLast()) + "_"]) : name
    }

    private mutating func text(_ good: [String], _ bad: [String]) -> Document {
        !bad.isEmpty && slips() ? .text(pick(bad)) : .text(pick(good))
    }

    private mutating func list(_ items: [Document]) -> Document {
        guard slips() else { return .list(items) }
        return pick([.text("x"), .mapping([("x", .text("y"))]), .list(items + [.list([])])])
    }

    private mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &chance) == 0
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: items.indices, using: &chance)]
    }
}
