package import Foundation

/// Times as JSON carries them.
package enum Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-08-22T10:00:00.123Z`.
    package static func text(_ date: Date) -> String {
        // The style cuts off what is below a millisecond, and a binary .001 is a little less.
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        return Date(timeIntervalSince1970: (milliseconds + 0.5) / 1000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
