import CogwatchCore
import Foundation

/// Values that the tests of incidents and notifications share.
enum Sample {
    static let start = Date(timeIntervalSince1970: 1_790_000_000)

    static func labels(_ account: String, _ more: [String: String] = [:]) -> [String: String] {
        ["alertname": "AuthFailing", "account": account].merging(more) { $1 }
    }

    static func alert(
        _ account: String,
        annotations: [String: String] = ["summary": "refused"],
        since: Date = start
    ) -> Alert {
        Alert(
            account: account,
            labels: labels(account),
            annotations: annotations,
            since: since
        )
    }

    static func incident(
        _ id: String,
        account: String = "tts",
        labels more: [String: String] = [:],
        annotations: [String: String] = ["summary": "refused"],
        startsAt: Date = start,
        endsAt: Date? = nil
    ) -> Incident {
        let labels = labels(account, more)
        return Incident(
            id: id,
            account: account,
            fingerprint: Labels.fingerprint(labels),
            labels: labels,
            annotations: annotations,
            startsAt: startsAt,
            endsAt: endsAt
        )
    }
}

extension Date {
    static func + (date: Date, seconds: Int) -> Date {
        date.addingTimeInterval(Double(seconds))
    }
}
