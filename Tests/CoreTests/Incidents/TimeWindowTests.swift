import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("A time window")
struct TimeWindowTests {
    private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    private func zone(_ name: String) throws -> TimeZone {
        try #require(TimeZone(identifier: name))
    }

    @Test(
        "goes by the clock on the wall, where spring leaves an hour out and autumn repeats one",
        arguments: [
            // Berlin, 2026-03-29: 02:00 becomes 03:00, so 02:00 to 03:00 never comes.
            ("Europe/Berlin", 120..<180, "2026-03-29T00:59:59Z", false),
            ("Europe/Berlin", 120..<180, "2026-03-29T01:00:00Z", false),
            ("Europe/Berlin", 60..<120, "2026-03-29T00:59:59Z", true),
            ("Europe/Berlin", 180..<240, "2026-03-29T01:00:00Z", true),
            ("Europe/Berlin", 180..<240, "2026-03-29T02:00:00Z", false),
            // Berlin, 2026-10-25: 03:00 becomes 02:00, so 02:00 to 03:00 lasts two hours.
            ("Europe/Berlin", 120..<180, "2026-10-24T23:59:59Z", false),
            ("Europe/Berlin", 120..<180, "2026-10-25T00:00:00Z", true),
            ("Europe/Berlin", 120..<180, "2026-10-25T00:59:59Z", true),
            ("Europe/Berlin", 120..<180, "2026-10-25T01:00:00Z", true),
            ("Europe/Berlin", 120..<180, "2026-10-25T01:59:59Z", true),
            ("Europe/Berlin", 120..<180, "2026-10-25T02:00:00Z", false),
            // New York, 2026-03-08 and 2026-11-01, at 02:00 there.
            ("America/New_York", 120..<180, "2026-03-08T06:59:59Z", false),
            ("America/New_York", 120..<180, "2026-03-08T07:00:00Z", false),
            ("America/New_York", 180..<240, "2026-03-08T07:00:00Z", true),
            ("America/New_York", 60..<120, "2026-11-01T05:00:00Z", true),
            ("America/New_York", 60..<120, "2026-11-01T06:59:59Z", true),
            ("America/New_York", 60..<120, "2026-11-01T07:00:00Z", false),
            // Sydney, where summer time begins on 2026-10-04 and ends on 2026-04-05.
            ("Australia/Sydney", 120..<180, "2026-10-03T15:59:59Z", false),
            ("Australia/Sydney", 120..<180, "2026-10-03T16:00:00Z", false),
            ("Australia/Sydney", 180..<240, "2026-10-03T16:00:00Z", true),
            ("Australia/Sydney", 120..<180, "2026-04-04T15:00:00Z", true),
            ("Australia/Sydney", 120..<180, "2026-04-04T16:59:59Z", true),
            ("Australia/Sydney", 120..<180, "2026-04-04T17:00:00Z", false),
            ("UTC", 120..<180, "2026-03-29T01:59:59Z", false),
            ("UTC", 120..<180, "2026-03-29T02:00:00Z", true),
            ("UTC", 120..<180, "2026-10-25T02:59:59.999Z", true),
            ("UTC", 120..<180, "2026-10-25T03:00:00Z", false),
            // Half hours, quarters, and a place a day ahead.
            ("Asia/Kolkata", 0..<1, "2026-01-01T18:30:59Z", true),
            ("Asia/Kathmandu", 0..<1, "2026-01-01T18:15:00Z", true),
            ("Pacific/Kiritimati", 0..<1440, "2026-01-01T12:00:00Z", true),
        ] as [(String, Range<Int>, String, Bool)]
    )
    func clocks(place: String, minutes: Range<Int>, at: String, isIn: Bool) throws {
        let window = TimeWindow(times: [minutes], timeZone: try zone(place))
        let text = at.replacing(".999", with: "")
        let moment = try date(text).addingTimeInterval(at == text ? 0 : 0.999)
        #expect(window.contains(moment) == isIn)
    }

    @Test(
        "lasts as long as the day on which the clocks change",
        arguments: [
            ("Europe/Berlin", "2026-03-29", 23), ("Europe/Berlin", "2026-10-25", 25),
            ("America/New_York", "2026-03-08", 23), ("America/New_York", "2026-11-01", 25),
            ("Australia/Sydney", "2026-10-04", 23), ("Australia/Sydney", "2026-04-05", 25),
            ("UTC", "2026-03-29", 24), ("Europe/Berlin", "2026-03-28", 24),
        ]
    )
    func lengths(place: String, day: String, hours: Int) throws {
        let parts = day.split(separator: "-").compactMap { Int($0) }
        let window = TimeWindow(
            times: [0..<1440],
            daysOfMonth: [.init(parts[2], parts[2])],
            months: [parts[1]...parts[1]],
            years: [parts[0]...parts[0]],
            timeZone: try zone(place)
        )
        let start = try date("\(day)T00:00:00Z").addingTimeInterval(-86_400)
        let minutes = (0..<(3 * 1440)).filter {
            window.contains(start.addingTimeInterval(Double($0) * 60))
        }
        #expect(minutes.count == hours * 60)
    }

    @Test(
        "ends before its end, and a day ends at 24:00",
        arguments: [
            (0..<540, "2026-08-22T00:00:00Z", true), (0..<540, "2026-08-22T08:59:59Z", true),
            (0..<540, "2026-08-22T09:00:00Z", false), (1020..<1440, "2026-08-22T16:59:59Z", false),
            (1020..<1440, "2026-08-22T17:00:00Z", true),
            (1020..<1440, "2026-08-22T23:59:59Z", true),
            (1020..<1440, "2026-08-23T00:00:00Z", false), (0..<1, "1969-12-31T00:00:59Z", true),
            (1439..<1440, "1969-12-31T23:59:00Z", true),
        ] as [(Range<Int>, String, Bool)]
    )
    func ends(minutes: Range<Int>, at: String, isIn: Bool) throws {
        #expect(TimeWindow(times: [minutes]).contains(try date(at)) == isIn)
    }

    @Test(
        "counts days from the start of the month and from its end, leap days too",
        arguments: [
            (1, 1, "2026-02-01T12:00:00Z", true), (1, 1, "2026-02-02T12:00:00Z", false),
            (29, 29, "2028-02-29T12:00:00Z", true), (29, 29, "2026-03-01T12:00:00Z", false),
            (-1, -1, "2028-02-29T12:00:00Z", true), (-1, -1, "2028-02-28T12:00:00Z", false),
            (-1, -1, "2026-02-28T12:00:00Z", true), (-1, -1, "2100-02-28T12:00:00Z", true),
            (-1, -1, "2000-02-28T12:00:00Z", false), (-1, -1, "2000-02-29T12:00:00Z", true),
            (-1, -1, "2026-04-30T12:00:00Z", true), (-7, -1, "2026-12-25T12:00:00Z", true),
            (-7, -1, "2026-12-24T12:00:00Z", false), (1, -1, "2026-12-24T12:00:00Z", true),
            (15, -15, "2026-02-14T12:00:00Z", false), (15, -15, "2026-03-17T12:00:00Z", true),
            (31, 31, "2026-02-28T12:00:00Z", false), (28, 31, "2026-02-28T12:00:00Z", true),
            (-31, -28, "2026-02-01T12:00:00Z", true), (-31, -30, "2026-02-01T12:00:00Z", false),
        ]
    )
    func days(first: Int, last: Int, at: String, isIn: Bool) throws {
        let window = TimeWindow(daysOfMonth: [.init(first, last)])
        #expect(window.contains(try date(at)) == isIn)
    }

    @Test("knows the last day also of a month in which the clocks change")
    func lastDayOfMarch() throws {
        // Alertmanager up to 0.34 counts this month as 30 days, having divided its hours by 24.
        let window = TimeWindow(
            daysOfMonth: [.init(-1, -1)],
            timeZone: try zone("Europe/Berlin")
        )
        #expect(window.contains(try date("2026-03-31T10:00:00Z")))
        #expect(!window.contains(try date("2026-03-30T10:00:00Z")))
    }

    @Test(
        "names weekdays, months and years as they are at the place",
        arguments: [
            // 2026-08-22 is a Saturday.
            ("UTC", "2026-08-22T12:00:00Z", 6, 8, 2026),
            ("UTC", "2026-08-23T00:00:00Z", 0, 8, 2026),
            ("UTC", "1970-01-01T00:00:00Z", 4, 1, 1970),
            ("UTC", "1969-12-31T23:59:59Z", 3, 12, 1969),
            ("UTC", "2000-02-29T00:00:00Z", 2, 2, 2000),
            ("UTC", "2100-03-01T00:00:00Z", 1, 3, 2100),
            ("America/New_York", "2027-01-01T04:59:59Z", 4, 12, 2026),
            ("Australia/Sydney", "2026-12-31T13:00:00Z", 5, 1, 2027),
        ] as [(String, String, Int, Int, Int)]
    )
    func calendar(place: String, at: String, weekday: Int, month: Int, year: Int) throws {
        let moment = try date(at)
        let zone = try zone(place)
        let weekdays = (0...6).filter {
            TimeWindow(weekdays: [$0...$0], timeZone: zone).contains(moment)
        }
        let months = (1...12).filter {
            TimeWindow(months: [$0...$0], timeZone: zone).contains(moment)
        }
        let years = (1960...2110).filter {
            TimeWindow(years: [$0...$0], timeZone: zone).contains(moment)
        }
        #expect(weekdays == [weekday])
        #expect(months == [month])
        #expect(years == [year])
    }

    @Test("agrees with Foundation's calendar on any day, in any place")
    func sameCalendar() throws {
        let seed = Seed.fromEnvironment()
        print("seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let name = TimeZone.knownTimeZoneIdentifiers.randomElement(using: &chance) ?? "GMT"
            let zone = try zone(name)
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone
            let moment = Date(timeIntervalSince1970: .random(in: 0...4e9, using: &chance))
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday, .hour, .minute],
                from: moment
            )
            let minute = (parts.hour ?? -1) * 60 + (parts.minute ?? -1)
            let (year, month) = (parts.year ?? 0, parts.month ?? 0)
            let (day, weekday) = (parts.day ?? 0, (parts.weekday ?? 0) - 1)
            let window = TimeWindow(
                times: [minute..<(minute + 1)],
                weekdays: [weekday...weekday],
                daysOfMonth: [.init(day, day)],
                months: [month...month],
                years: [year...year],
                timeZone: zone
            )
            #expect(window.contains(moment), "seed \(seed): \(name) \(moment)")
        }
    }

    @Test("needs all that it names, one of each list, and nothing of an empty list")
    func allOf() throws {
        let saturdayNoon = try date("2026-08-22T12:00:00Z")
        #expect(TimeWindow().contains(saturdayNoon))
        #expect(TimeWindow(times: [0..<60, 700..<800], weekdays: [6...6]).contains(saturdayNoon))
        #expect(!TimeWindow(times: [0..<60], weekdays: [6...6]).contains(saturdayNoon))
        #expect(!TimeWindow(times: [700..<800], weekdays: [1...5]).contains(saturdayNoon))
        #expect(!TimeWindow(times: []).contains(saturdayNoon))
        #expect(!TimeWindow(weekdays: []).contains(saturdayNoon))
        #expect(!TimeWindow(daysOfMonth: []).contains(saturdayNoon))
        #expect(!TimeWindow(months: []).contains(saturdayNoon))
        #expect(!TimeWindow(years: []).contains(saturdayNoon))
    }

    @Test(
        "keeps a group quiet while it is muted, and while it is not active",
        arguments: [
            ([], [], false), (["never"], [], false), (["always"], [], true),
            (["never", "always"], [], true), ([], ["always"], false), ([], ["never"], true),
            ([], ["never", "always"], false), (["always"], ["always"], true),
            (["never"], ["never"], true), (["unknown"], [], false), ([], ["unknown"], true),
        ] as [([String], [String], Bool)]
    )
    func muting(mute: [String], active: [String], isMuted: Bool) throws {
        let intervals = [
            "always": [TimeWindow(years: [1...1]), TimeWindow()],
            "never": [TimeWindow(years: [1...1])],
        ]
        let route = Route(
            receiver: "r",
            muteTimeIntervals: mute,
            activeTimeIntervals: active
        )
        let group = try #require(route.groups(for: [:]).first)
        #expect(group.isMuted(at: try date("2026-08-22T12:00:00Z"), by: intervals) == isMuted)
    }
}
