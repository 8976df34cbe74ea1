package import Foundation

/// Times that come again, as an entry of Alertmanager's `time_intervals` describes them: all of
/// what it names must hold.
///
/// Times are those of a clock on a wall there. So of the hour that a change to summer time leaves
/// out nothing is in a window, and of the hour that the change back repeats, both are.
package struct TimeWindow: Sendable, Equatable {
    /// Minutes of the day, 0 to 1440 for 24:00; the end is not in it.
    package let times: [Range<Int>]?
    /// 0 is Sunday; both ends are in it.
    package let weekdays: [ClosedRange<Int>]?
    package let daysOfMonth: [DayRange]?
    /// 1 is January.
    package let months: [ClosedRange<Int>]?
    package let years: [ClosedRange<Int>]?
    package let timeZone: TimeZone

    /// Days of a month, both ends in it.
    package struct DayRange: Sendable, Equatable {
        /// 1 is the first; -1 is the last.
        package let first: Int
        package let last: Int

        package init(_ first: Int, _ last: Int) {
            self.first = first
            self.last = last
        }

        fileprivate func contains(_ day: Int, in length: Int) -> Bool {
            let start = first < 0 ? length + first + 1 : first
            let end = last < 0 ? length + last + 1 : last
            return start <= day && day <= end
        }
    }

    /// A window; where something is nil any will do, and an empty list is never met.
    package init(
        times: [Range<Int>]? = nil,
        weekdays: [ClosedRange<Int>]? = nil,
        daysOfMonth: [DayRange]? = nil,
        months: [ClosedRange<Int>]? = nil,
        years: [ClosedRange<Int>]? = nil,
        timeZone: TimeZone = .gmt
    ) {
        self.times = times
        self.weekdays = weekdays
        self.daysOfMonth = daysOfMonth
        self.months = months
        self.years = years
        self.timeZone = timeZone
    }

    /// Whether a point in time lies within.
    package func contains(_ date: Date) -> Bool {
        let here = WallTime(date, in: timeZone)
        return times?.contains { $0.contains(here.minute) } ?? true
            && weekdays?.contains { $0.contains(here.weekday) } ?? true
            && daysOfMonth?.contains { $0.contains(here.day, in: here.daysInMonth) } ?? true
            && months?.contains { $0.contains(here.month) } ?? true
            && years?.contains { $0.contains(here.year) } ?? true
    }
}

extension RoutedGroup {
    /// Whether the route's `mute_time_intervals` and `active_time_intervals` keep the group quiet.
    ///
    /// - Parameters:
    ///   - date: When it would be told.
    ///   - intervals: The windows by their names; a name without windows is never.
    /// - Returns: True within a muted time, and outside the active ones where there are any.
    package func isMuted(at date: Date, by intervals: [String: [TimeWindow]]) -> Bool {
        TimeWindow.isQuiet(date, intervals, mute: muteTimeIntervals, active: activeTimeIntervals)
    }
}

extension GroupState {
    /// The same for a group on disk.
    package func isMuted(at date: Date, by intervals: [String: [TimeWindow]]) -> Bool {
        TimeWindow.isQuiet(
            date,
            intervals,
            mute: muteTimeIntervals ?? [],
            active: activeTimeIntervals ?? []
        )
    }
}

extension TimeWindow {
    fileprivate static func isQuiet(
        _ date: Date,
        _ intervals: [String: [TimeWindow]],
        mute: [String],
        active: [String]
    ) -> Bool {
        func isWithin(_ name: String) -> Bool {
            intervals[name]?.contains { $0.contains(date) } ?? false
        }
        let isActive = active.isEmpty || active.contains(where: isWithin)
        return !isActive || mute.contains(where: isWithin)
    }
}

/// What calendar and clock show at a place, in the Gregorian calendar for all years.
private struct WallTime {
    let year: Int
    let month: Int
    let day: Int
    /// 0 is Sunday.
    let weekday: Int
    /// Since midnight, by the clock.
    let minute: Int

    init(_ date: Date, in timeZone: TimeZone) {
        let offset = Double(timeZone.secondsFromGMT(for: date))
        let seconds = (date.timeIntervalSince1970 + offset).rounded(.down)
        // Dates that do not fit are ends of the world, and all the same to a window.
        let whole = Int(min(max(seconds, -1e14), 1e14))
        let days = whole >= 0 ? whole / 86_400 : (whole - 86_399) / 86_400
        minute = (whole - days * 86_400) / 60
        weekday = (((days + 4) % 7) + 7) % 7
        // Howard Hinnant's civil_from_days: years that begin in March end in the leap day.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysInMonth: Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
