import CogwatchCore

/// How often an account is probed, and how long a probe may take.
struct ProbeTiming: Sendable, Equatable {
    private static let intervals: ClosedRange<Duration> = .seconds(1) ... .seconds(86_400)
    /// A free account has 20 calls a minute, and each round makes two or more.
    private static let shortestWise: Duration = .seconds(10)

    let interval: Duration
    let timeout: Duration
    /// Whether the interval is written anywhere.
    let isChosen: Bool

    static let standard = ProbeTiming(
        interval: .seconds(60),
        timeout: .seconds(10),
        isChosen: false
    )

    private init(interval: Duration, timeout: Duration, isChosen: Bool) {
        self.interval = interval
        self.timeout = timeout
        self.isChosen = isChosen
    }

    /// Reads `probe_interval` and `probe_timeout`.
    ///
    /// As in Prometheus, a timeout that is not written here shrinks to the interval.
    init(_ section: Section, otherwise outer: ProbeTiming) {
        let chosen = section.duration("probe_interval", in: Self.intervals)
        interval = chosen ?? outer.interval
        isChosen = chosen != nil || outer.isChosen
        let longest = Duration.seconds(86_400)
        let own = section.duration("probe_timeout", in: .milliseconds(100)...longest)
        timeout = own ?? min(outer.timeout, interval)
        if section.has("probe_interval") && interval < Self.shortestWise {
            section.reading.warning(
                "probe_interval \(DurationText.text(interval)) is short: a free account has 20 "
                    + "calls a minute",
                at: section.place(of: "probe_interval"),
                remedy: "10s or more leaves some to its users"
            )
        }
        if timeout > interval {
            let what = "probe_timeout \(DurationText.text(timeout)) is longer than probe_interval"
            section.reading.error(
                "\(what) \(DurationText.text(interval))",
                at: section.place(of: "probe_timeout")
            )
        }
    }
}

extension Vocabulary {
    static let global = Vocabulary(
        name: "global",
        texts: ["probe_interval", "probe_timeout"],
        labels: ["external_labels"]
    )
}
