import CogwatchCore

extension Vocabulary {
    static let route = Vocabulary(
        name: "a route",
        texts: [
            "receiver", "group_by", "group_wait", "group_interval", "repeat_interval", "matchers",
            "continue", "mute_time_intervals", "active_time_intervals",
        ],
        sections: ["routes"],
        labels: ["match", "match_re"]
    )
}

/// Reads the tree of routes, with Alertmanager's rules and its inheritance from the parent.
struct RouteReading {
    /// What fits into 64 bits of nanoseconds, as in Alertmanager.
    private static let waits: ClosedRange<Duration> = .zero ... .seconds(292 * 365 * 86_400)

    let receivers: [String]
    let intervals: [String]
    let reading: Reading

    init(receivers: [String], intervals: [String], _ reading: Reading) {
        self.receivers = receivers
        self.intervals = intervals
        self.reading = reading
    }

    /// The whole tree.
    func root(_ section: Section) -> Route {
        let root = node(section, below: Route(receiver: ""))
        if !root.matchers.isEmpty {
            refuse(["matchers", "match", "match_re"], section, "and it must take every alert")
        }
        let always = "and it must take every alert at any time"
        refuse(["mute_time_intervals", "active_time_intervals"], section, always)
        if section.flag("continue") == true {
            let what = "the root route has nothing after it to \"continue\" to"
            reading.error(what, at: section.place(ofKey: "continue"))
        }
        if !section.has("receiver") || section.text("receiver") == "" {
            let remedy = "name the receiver of all that no other route takes"
            reading.error("the root route has no \"receiver\"", at: section.place, remedy: remedy)
        }
        return root
    }

    private func refuse(_ keys: [String], _ section: Section, _ reason: String) {
        for key in keys where section.says(key) {
            reading.error(
                "the root route has \"\(key)\", \(reason)",
                at: section.place(ofKey: key),
                remedy: "move it to an entry of \"routes\""
            )
        }
    }

    private func node(_ section: Section, below parent: Route) -> Route {
        let own = Route(
            receiver: receiver(section) ?? parent.receiver,
            groupBy: groupBy(section) ?? parent.groupBy,
            groupWait: section.duration("group_wait", in: Self.waits) ?? parent.groupWait,
            groupInterval: interval("group_interval", section) ?? parent.groupInterval,
            repeatInterval: interval("repeat_interval", section) ?? parent.repeatInterval
        )
        return Route(
            receiver: own.receiver,
            groupBy: own.groupBy,
            groupWait: own.groupWait,
            groupInterval: own.groupInterval,
            repeatInterval: own.repeatInterval,
            matchers: MatcherReading(section).matchers(
                "matchers",
                old: "match",
                oldPattern: "match_re"
            ),
            continues: section.flag("continue") ?? false,
            muteTimeIntervals: intervals("mute_time_intervals", section),
            activeTimeIntervals: intervals("active_time_intervals", section),
            routes: section.sections("routes", .route).map { node($0, below: own) }
        )
    }

    private func receiver(_ section: Section) -> String? {
        // Without a name it is the parent's, as in Alertmanager.
        guard let name = section.text("receiver"), !name.isEmpty else { return nil }
        if !receivers.contains(name) {
            let known = receivers.isEmpty ? "list it below \"receivers\"" : nil
            reading.error(
                "a route names receiver \(Redaction.quoted(name)), and there is none",
                at: section.place(of: "receiver"),
                remedy: known ?? Suggestion.remedyOrList(for: name, among: receivers)
            )
        }
        return name
    }

    private func intervals(_ key: String, _ section: Section) -> [String] {
        section.texts(key).map { name, place in
            if !intervals.contains(name) {
                let known = intervals.isEmpty ? "list it below \"time_intervals\"" : nil
                reading.error(
                    "a route names time interval \(Redaction.quoted(name)), and there is none",
                    at: place,
                    remedy: known ?? Suggestion.remedyOrList(for: name, among: intervals)
                )
            }
            return name
        }
    }

    private func interval(_ key: String, _ section: Section) -> Duration? {
        let interval = section.duration(key, in: Self.waits)
        if interval == .zero {
            reading.error("\"\(key)\" in a route cannot be zero", at: section.place(of: key))
        }
        return interval
    }

    private func groupBy(_ section: Section) -> Route.GroupBy? {
        let texts = section.texts("group_by")
        // An empty list is no list to Alertmanager: the parent's holds.
        guard !texts.isEmpty else { return nil }
        var names: [String] = []
        for (name, place) in texts where name != "..." {
            if !LabelReading.isName(name) {
                let what = "\"group_by\" in a route lists \(section.shown(name, "group_by"))"
                reading.error("\(what), which is no label name", at: place)
            } else if names.contains(name) {
                reading.error("\"group_by\" lists \(Quoted.message(name)) twice", at: place)
            } else {
                names.append(name)
            }
        }
        guard let everything = texts.first(where: { $0.text == "..." }) else {
            return .labels(names)
        }
        if texts.contains(where: { $0.text != "..." }) {
            reading.error(
                "\"...\" in \"group_by\" means every label and stands alone",
                at: everything.place,
                remedy: "remove it, or the other labels"
            )
        }
        return .everything
    }
}
