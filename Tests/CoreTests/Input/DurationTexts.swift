import CogwatchCore
import Foundation
import Testing

@Suite("A duration")
struct DurationTexts {
    @Test(
        "is read as Prometheus reads it",
        arguments: [
            ("0", .zero), ("0s", .zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)),
            ("5m", .seconds(300)), ("1h30m", .seconds(5400)), ("1d", .seconds(86_400)),
            ("1w", .seconds(7 * 86_400)), ("1y", .seconds(365 * 86_400)),
            ("1y2w3d4h5m6s7ms", .milliseconds(33_019_506_007)), ("", nil), ("5", nil), ("s", nil),
            ("-5s", nil), ("1.5h", nil), ("30m1h", nil), ("1s1s", nil), ("1 s", nil), ("5S", nil),
            ("1µs", nil), ("٣s", nil), ("9223372036854775807ms", .milliseconds(Int64.max)),
            ("9223372036854775808ms", nil), ("9223372036854775807s", nil),
            ("292277024y999999999d", nil), ("0x10s", nil), ("+5s", nil),
        ] as [(String, Duration?)]
    )
    func reading(text: String, duration: Duration?) {
        #expect(DurationText.duration(text) == duration)
    }

    @Test(
        "is written with the units that fit",
        arguments: [
            (.zero, "0s"), (.milliseconds(1500), "1s500ms"), (.seconds(5400), "1h30m"),
            (.seconds(86_400), "1d"), (.seconds(14 * 86_400), "2w"),
            (.seconds(10 * 86_400), "10d"), (.seconds(366 * 86_400), "366d"),
        ] as [(Duration, String)]
    )
    func writing(duration: Duration, text: String) {
        #expect(DurationText.text(duration) == text)
    }
}

@Suite("A date")
struct DateTexts {
    @Test(
        "is a day in UTC, or RFC 3339",
        arguments: [
            ("1970-01-01", 0), ("2026-12-20", 1_797_724_800), ("2024-02-29", 1_709_164_800),
            ("2026-12-20T09:00:00Z", 1_797_757_200), ("2026-12-20t09:00:00z", 1_797_757_200),
            ("2026-12-20 09:00:00.5+09:00", 1_797_724_800.5),
            ("2026-12-20T09:00:00-00:30", 1_797_759_000), ("2026-02-29", nil),
            ("2100-02-29", nil), ("2000-02-29", 951_782_400), ("2026-13-01", nil),
            ("2026-1-1", nil), ("20261220", nil), ("2026-12-20T09:00Z", nil),
            ("2026-12-20T24:00:00Z", nil), ("2026-12-20T09:00:00", nil), ("2026-12-20Z", nil),
            ("2026-12-20T09:00:00.Z", nil), ("", nil), ("2026-12-20 ", nil),
        ] as [(String, Double?)]
    )
    func reading(text: String, seconds: Double?) {
        #expect(DateText.date(text)?.timeIntervalSince1970 == seconds)
    }
}
