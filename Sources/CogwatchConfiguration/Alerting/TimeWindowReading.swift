import CogwatchCore
import Foundation

/// Reads one of the windows that make up a time interval.
struct TimeWindowReading {
    private static let weekdays = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ]

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    func window() -> TimeWindow {
        let window = TimeWindow(
            times: times(),
            weekdays: ranges("weekdays", "monday:friday", Self.weekday),
            daysOfMonth: daysOfMonth(),
            months: ranges("months", "december:december or 12", Self.month),
            years: ranges("years", "2026:2027", Self.number),
            timeZone: timeZone() ?? .gmt
        )
        for key in ["times", "weekdays", "days_of_month", "months", "years"]
        where section.value(key) != nil && !section.says(key) {
            let what = "\"\(key)\" in \(section.vocabulary.name) is empty, so the times never come"
            reading.warning(what, at: section.place(of: key), remedy: "leave it out for any")
        }
        warnOfMonths(window)
        return window
    }

    // MARK: - Times of the day

    private func times() -> [Range<Int>]? {
        guard section.value("times") != nil else { return nil }
        return section.sections("times", .timeRange).compactMap { time in
            guard let start = minute("start_time", time), let end = minute("end_time", time) else {
                return nil
            }
            guard start < end else {
                reading.error(
                    "the end of an entry of times is not after its start",
                    at: time.place(of: "end_time"),
                    remedy: "write a time over midnight as two: one to 24:00, one from 00:00"
                )
                return nil
            }
            return start..<end
        }
    }

    private func minute(_ key: String, _ time: Section) -> Int? {
        guard let text = time.required(key) else { return nil }
        let digits = text.utf8.map { Int($0) - 48 }
        let isWellFormed =
            digits.count == 5 && digits[2] == Int(UInt8(ascii: ":")) - 48
            && [0, 1, 3, 4].allSatisfy { (0...9).contains(digits[$0]) }
        if isWellFormed {
            let (hour, minute) = (digits[0] * 10 + digits[1], digits[3] * 10 + digits[4])
            if hour < 24 && minute < 60 || hour == 24 && minute == 0 { return hour * 60 + minute }
        }
        reading.error(
            "\"\(key)\" in an entry of times is \(section.shown(text, key)), which is no time",
            at: time.place(of: key),
            remedy: "write hours and minutes with two digits each, 00:00 to 24:00"
        )
        return nil
    }

    // MARK: - Days, months and years

    private func ranges(
        _ key: String,
        _ example: String,
        _ member: (String) -> Int?
    ) -> [ClosedRange<Int>]? {
        guard section.value(key) != nil else { return nil }
        return ends(key, example, member).compactMap { first, last, text, place in
            guard first <= last else {
                reading.error(
                    "\"\(key)\" in \(section.vocabulary.name) has \(section.shown(text, key)), "
                        + "whose end is before its start",
                    at: place,
                    remedy: "write it as two ranges"
                )
                return nil
            }
            return first...last
        }
    }

    private func daysOfMonth() -> [TimeWindow.DayRange]? {
        let key = "days_of_month"
        guard section.value(key) != nil else { return nil }
        return ends(key, "1:7 or -1", Self.number).compactMap { first, last, text, place in
            guard let mistake = Self.mistake(from: first, to: last) else {
                return TimeWindow.DayRange(first, last)
            }
            let what = "\"\(key)\" in \(section.vocabulary.name) has \(section.shown(text, key))"
            reading.error("\(what), \(mistake.what)", at: place, remedy: mistake.remedy)
            return nil
        }
    }

    /// What no month can have; Alertmanager counts with the shortest.
    private static func mistake(from first: Int, to last: Int) -> (what: String, remedy: String)? {
        for day in [first, last] where day == 0 || !(-31...31).contains(day) {
            return ("and \(day) is no day of a month", "write 1 to 31, or -31 to -1 from the end")
        }
        if first < 0 && last > 0 {
            return ("from the end to the start", "write it as two ranges")
        }
        let start = first < 0 ? 28 + first : first
        let end = last < 0 ? 28 + last : last
        return start > end ? ("whose end is before its start", "write it as two ranges") : nil
    }

    /// Both ends of the ranges below a key; a single one is both.
    private func ends(
        _ key: String,
        _ example: String,
        _ member: (String) -> Int?
    ) -> [(first: Int, last: Int, text: String, place: Place)] {
        section.texts(key).compactMap { text, place in
            let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
            let ends = parts.compactMap { member(String($0)) }
            guard let first = ends.first, let last = ends.last, ends.count == parts.count,
                parts.count <= 2
            else {
                let what = "\"\(key)\" in \(section.vocabulary.name) cannot be"
                let near = parts.lazy.compactMap { suggestion(String($0), key) }.first
                reading.error(
                    "\(what) \(section.shown(text, key))",
                    at: place,
                    remedy: near ?? "write it as \(example)"
                )
                return nil
            }
            return (first, last, text, place)
        }
    }

    private func suggestion(_ word: String, _ key: String) -> String? {
        let words = ["weekdays": Self.weekdays, "months": Self.months][key] ?? []
        guard !words.contains(word) else { return nil }
        let abbreviated = word.count >= 3 ? words.first { $0.hasPrefix(word) } : nil
        return abbreviated.map { "did you mean \"\($0)\"?" }
            ?? Suggestion.remedy(for: word, among: words)
    }

    private func warnOfMonths(_ window: TimeWindow) {
        guard let range = window.months?.first(where: { $0.lowerBound < 1 || $0.upperBound > 12 })
        else { return }
        let month = range.lowerBound < 1 ? range.lowerBound : range.upperBound
        reading.warning(
            "\"months\" in \(section.vocabulary.name) has month \(month), which never comes",
            at: section.place(of: "months"),
            remedy: "write 1 to 12, or names"
        )
    }

    private static func weekday(_ word: String) -> Int? { weekdays.firstIndex(of: word) }

    private static func month(_ word: String) -> Int? {
        months.firstIndex(of: word).map { $0 + 1 } ?? number(word)
    }

    private static func number(_ word: String) -> Int? { Int(word) }

    // MARK: - Where the clock hangs

    private func timeZone() -> TimeZone? {
        guard let name = section.text("location") else { return nil }
        if let zone = Location.timeZone(name) { return zone }
        reading.error(
            "\"location\" in \(section.vocabulary.name) is \(section.shown(name, "location")), "
                + "which is no time zone",
            at: section.place(of: "location"),
            remedy: Suggestion.remedy(for: name, among: Location.names)
                ?? "write a name of the IANA's, as in Europe/Berlin, or UTC, or Local"
        )
        return nil
    }
}
