import CogwatchCore

extension Vocabulary {
    static let heartbeat = Vocabulary(
        name: "heartbeat",
        texts: ["url_file", "interval"],
        secrets: ["url"]
    )
}

/// Reads `alerting.heartbeat`.
enum HeartbeatReading {
    private static let intervals: ClosedRange<Duration> = .seconds(1) ... .seconds(86_400)

    static func settings(_ section: Section) -> HeartbeatSettings {
        HeartbeatSettings(
            url: section.secretAddress(),
            interval: section.duration("interval", in: intervals) ?? .seconds(60)
        )
    }
}
