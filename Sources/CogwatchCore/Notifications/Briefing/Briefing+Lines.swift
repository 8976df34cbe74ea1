import Foundation

/// The lines of a message, and what found no room in them.
struct BriefingLines: Sendable {
    var lines: [Line] = []
    /// The alerts that no line names.
    var unnamed = 0
}

extension Briefing {
    /// Kinds of alerts that get words of their own.
    private static let mostMatters = 5
    /// Accounts that are named one by one, for each kind.
    private static let mostNames = 12

    /// What is told below the headline, the most important first, within a space.
    ///
    /// The last lines, which say how many alerts are not named and lead to the pages, are there
    /// even where the rest had to be cut; each kind of alert gets its share of the space.
    ///
    /// - Parameters:
    ///   - space: What there is room for, in the receiver's own measure.
    ///   - cost: What a line takes of it, its line break included.
    /// - Returns: No more than fits, unless the last lines alone do not.
    func lines(within space: Int, cost: (Line) -> Int) -> BriefingLines {
        let end = links.isEmpty ? [] : [linksLine(links)]
        var left = space - (end + [moreLine(incidents.count)]).map(cost).reduce(0, +)
        var result = BriefingLines()
        var named = 0
        let told = matters.prefix(Self.mostMatters)
        for (index, matter) in told.enumerated() {
            let share = left / (told.count - index)
            let isFirst = result.lines.isEmpty
            guard let part = part(matter, within: share, isFirst: isFirst, cost: cost) else {
                continue
            }
            result.lines += part.lines
            named += part.named
            left -= part.lines.map(cost).reduce(0, +)
        }
        result.unnamed = incidents.count - named
        if result.unnamed > 0 { result.lines.append(moreLine(result.unnamed)) }
        result.lines += end
        return result
    }

    private func moreLine(_ count: Int) -> Line {
        let text = "… and \(count) more alert\(count == 1 ? "" : "s")"
        return Line(.text, [Line.Run(text: text, isBold: true)])
    }

    private func linksLine(_ links: [(name: String, url: String)]) -> Line {
        var runs: [Line.Run] = []
        for link in links {
            if !runs.isEmpty { runs.append(Line.Run(text: " · ")) }
            runs.append(Line.Run(text: link.name, url: link.url))
        }
        return Line(.links, runs)
    }
}

// MARK: - One kind of alert

extension Briefing {
    private func part(
        _ matter: Matter,
        within share: Int,
        isFirst: Bool,
        cost: (Line) -> Int
    ) -> (lines: [Line], named: Int)? {
        let gap = Line(.text, "")
        var left = share - (isFirst ? 0 : cost(gap))
        var lines = isFirst ? [] : [gap]
        func add(_ line: Line) -> Bool {
            guard let line = line.shortened(toFit: { cost($0) <= left }) else { return false }
            left -= cost(line)
            lines.append(line)
            return true
        }
        if let heading = heading(of: matter), !add(heading) { return nil }
        var named = 1
        if incidents.count > 1 {
            let names = names(of: matter) { cost($0) <= left }
            guard let names, add(names.line) else { return nil }
            named = names.count
        }
        for line in body(of: matter) {
            guard add(line) else { break }
        }
        return (lines, named)
    }

    /// Where all tell the same, the headline has said it.
    private func heading(of matter: Matter) -> Line? {
        guard matters.count > 1 else { return nil }
        let count = matter.incidents.count
        let state =
            matter.isFiring
            ? "FIRING \(AlertSeverity(labels: matter.first.labels).rawValue)" : "RESOLVED"
        let number = count == 1 ? "" : "\(count) alerts: "
        return Line(.chapter, "\(state): \(number)\(Self.claim(of: matter.first))")
    }

    /// As many accounts as there is room for, at least one.
    private func names(
        of matter: Matter,
        fits: (Line) -> Bool
    ) -> (line: Line, count: Int)? {
        var known: Set<String> = []
        // A spare key's alert is told from the next one's by the key.
        let runs = matter.incidents.prefix(Self.mostNames).map { incident in
            let key = incident.labels["key"].map { " (\(Tidy.line($0, most: 40)))" } ?? ""
            let name = Tidy.line(incident.account, most: 100) + key
            let isNew = known.insert(incident.account).inserted
            let url = isNew ? Link.account(of: incident, at: group.externalURL) : nil
            return Line.Run(text: name, url: url)
        }
        for count in stride(from: runs.count, to: 0, by: -1) {
            let isCut = count < matter.incidents.count
            let line = Line(.text, Self.enumeration(runs.prefix(count), isCut: isCut))
            if fits(line) { return (line, count) }
        }
        return nil
    }

    private static func enumeration(_ runs: ArraySlice<Line.Run>, isCut: Bool) -> [Line.Run] {
        var line: [Line.Run] = []
        for run in runs {
            if !line.isEmpty { line.append(Line.Run(text: ", ")) }
            line.append(run)
        }
        return isCut ? line + [Line.Run(text: ", \(Tidy.ellipsis)")] : line
    }

    private func body(of matter: Matter) -> [Line] {
        let incident = matter.first
        guard matter.isFiring else { return [Line(.text, times(of: matter))] }
        let description = Tidy.line(incident.annotations["description"] ?? "", most: 700)
        let name = Tidy.line(incident.account, most: 100)
        let example = matter.incidents.count > 1 ? " (\(name))" : ""
        return (description.isEmpty ? [] : [Line(.text, description)])
            + list("Evidence\(example)", Items.evidence(of: incident)) { "• \($1)" }
            + list("What to do", Items.steps(of: incident)) { "\($0 + 1). \($1)" }
            + [Line(.text, times(of: matter))]
    }

    private func list(
        _ title: String,
        _ items: [String],
        text: (Int, String) -> String
    ) -> [Line] {
        guard !items.isEmpty else { return [] }
        let lines = items.enumerated().map { Line(.item, text($0.offset, $0.element)) }
        return [Line(.heading, title)] + lines
    }

    private func times(of matter: Matter) -> String {
        let start = matter.incidents.map(\.startsAt).min() ?? matter.first.startsAt
        let since = "Since \(Clock.text(start))"
        guard let end = matter.incidents.compactMap(\.endsAt).max() else {
            let success = matter.first.annotations["last_success"].map { Tidy.line($0, most: 40) }
            guard matter.incidents.count == 1, let success else { return since }
            return "\(since); last success \(Clock.shown(success))"
        }
        return
            "From \(Clock.text(start)) to \(Clock.text(end)), \(Clock.span(from: start, to: end))"
    }
}

/// The lists in annotations.
enum Items {
    private static let mostItems = 6

    /// How we know: `- …` on each line.
    static func evidence(of incident: Incident) -> [String] {
        items(incident.annotations["evidence"]) { line in
            line.hasPrefix("- ") ? line.dropFirst(2) : line
        }
    }

    /// What to do: `1. …` on each line.
    static func steps(of incident: Incident) -> [String] {
        items(incident.annotations["next_steps"]) { line in
            let rest = line.drop { $0.isASCII && $0.isNumber }
            return rest.startIndex > line.startIndex && rest.hasPrefix(". ")
                ? rest.dropFirst(2) : line
        }
    }

    private static func items(
        _ text: String?,
        strip: (Substring) -> Substring
    ) -> [String] {
        guard let text else { return [] }
        let lines = text.split(maxSplits: mostItems, whereSeparator: \.isNewline)
        let items = lines.prefix(mostItems).map { Tidy.line(strip($0), most: 300) }
        return items + (lines.count > mostItems ? [Tidy.ellipsis] : [])
    }
}

/// Times for people: to the minute, in UTC.
enum Clock {
    /// `2026-09-21 14:13 UTC`.
    static func text(_ date: Date) -> String { shown(Timestamp.text(date)) }

    /// The same from a timestamp; anything else as it is.
    static func shown(_ timestamp: String) -> String {
        let day = timestamp.prefix(10)
        let time = timestamp.dropFirst(11).prefix(5)
        guard day.count == 10, time.count == 5, timestamp.hasSuffix("Z"), time.contains(":") else {
            return timestamp
        }
        return "\(day) \(time) UTC"
    }

    /// `3 h 5 min`.
    static func span(from start: Date, to end: Date) -> String {
        let seconds = end.timeIntervalSince(start)
        guard seconds >= 60, seconds < 1e9 else { return "less than a minute" }
        let minutes = Int(seconds / 60)
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        if days > 0 { return "\(days) d \(hours) h" }
        return hours > 0 ? "\(hours) h \(minutes % 60) min" : "\(minutes) min"
    }
}
