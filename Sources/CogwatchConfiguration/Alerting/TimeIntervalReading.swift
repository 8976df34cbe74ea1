import CogwatchCore

extension Vocabulary {
    static let timeInterval = Vocabulary(
        name: "a time interval",
        texts: ["name"],
        sections: ["time_intervals"]
    )

    static let timeWindow = Vocabulary(
        name: "an entry of time_intervals",
        texts: ["weekdays", "days_of_month", "months", "years", "location"],
        sections: ["times"]
    )

    static let timeRange = Vocabulary(
        name: "an entry of times",
        texts: ["start_time", "end_time"]
    )
}

/// Reads `time_intervals`, also below its old name `mute_time_intervals`.
enum TimeIntervalReading {
    /// The windows by the names under which routes know them.
    static func intervals(in alerting: Section) -> [String: [TimeWindow]] {
        var places: [String: Place] = [:]
        var intervals: [String: [TimeWindow]] = [:]
        for section in sections(in: alerting) {
            let windows = section.sections("time_intervals", .timeWindow)
                .map { TimeWindowReading($0).window() }
            guard let name = section.required("name") else { continue }
            let place = section.place(of: "name")
            if let first = places[name] {
                section.reading.error(
                    "time interval name \(Redaction.quoted(name)) is already taken",
                    at: place,
                    remedy: "the first one is in line \(first.line)"
                )
            }
            if windows.isEmpty {
                section.reading.warning(
                    "time interval \(Redaction.quoted(name)) lists no times, so it never comes",
                    at: place,
                    remedy: "list them below its \"time_intervals\""
                )
            }
            places[name] = places[name] ?? place
            intervals[name] = windows
        }
        return intervals
    }

    private static func sections(in alerting: Section) -> [Section] {
        ["mute_time_intervals", "time_intervals"].flatMap { alerting.sections($0, .timeInterval) }
    }
}
