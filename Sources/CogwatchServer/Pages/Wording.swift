import CogwatchCore
import Foundation

/// Numbers and states as people read them.
enum Wording {
    /// A length of time: `42 s`, `12 min`, `3 h 20 min`, `2 d 4 h`.
    static func span(_ seconds: TimeInterval) -> String {
        guard seconds.isFinite else { return "for ever" }
        let whole = Int(min(max(seconds, 0), 1e12))
        let (minutes, hours, days) = (whole / 60, whole / 3_600, whole / 86_400)
        if whole < 60 { return "\(whole) s" }
        if minutes < 60 { return "\(minutes) min" }
        if hours < 24 { return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(minutes % 60) min" }
        return hours % 24 == 0 ? "\(days) d" : "\(days) d \(hours % 24) h"
    }

    /// An age, `12 min ago`; a time in the future, from a clock set back, is now.
    static func ago(_ date: Date, at now: Date) -> String {
        "\(span(now.timeIntervalSince(date))) ago"
    }

    /// A time to the second: `2026-11-21 04:05:06 UTC`.
    static func moment(_ date: Date) -> String {
        let text = Timestamp.text(date)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// A month: `2026-05`.
    static func month(_ date: Date) -> String {
        String(Timestamp.text(date).prefix(7))
    }

    /// A probe's duration: `123 ms`, `0.4 ms`.
    static func milliseconds(_ duration: Duration) -> String {
        let tenths = (duration.seconds * 10_000).rounded()
        guard tenths.isFinite, abs(tenths) < 1e15 else { return "?" }
        guard tenths < 100 else { return "\(Int((tenths / 10).rounded())) ms" }
        return tenths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int(tenths / 10)) ms" : "\(tenths / 10) ms"
    }

    /// A latency as a round number: `100 ms`, `10 s`.
    static func latency(_ duration: Duration) -> String {
        duration < .seconds(1) ? milliseconds(duration) : span(duration.seconds)
    }

    /// What is left of a trial: `12.5 days left`, `ended 3 d 2 h ago`.
    static func trial(_ trial: Trial, at now: Date) -> String {
        let days = trial.daysRemaining(at: now)
        guard days >= 0 else { return "ended \(ago(trial.expires, at: now))" }
        return "\((days * 10).rounded(.down) / 10) days left"
    }

    /// A cause as a heading: `Key regenerated`.
    static func title(_ cause: Cause) -> String {
        let words = cause.rawValue.split(separator: "_").map { word in
            abbreviations.contains(word) ? word.uppercased() : String(word)
        }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static let abbreviations: Set<Substring> = ["dns", "tls", "luis"]

    static func state(_ report: AccountReport) -> String {
        report.state == .unknown && report.verdict == nil
            ? "not probed yet" : state(report.state)
    }

    static func state(_ state: AccountState) -> String {
        switch state {
        case .ok: "OK"
        case .pending: "confirming"
        case .authFailing: "auth failing"
        case .throttled: "throttled"
        case .unreachable: "unreachable"
        case .degraded: "degraded"
        case .unknown: "unknown"
        }
    }

    /// What so many accounts of a tile are.
    static func standing(_ standing: FleetQuery.Standing, of number: Int = 2) -> String {
        switch standing {
        case .attention: number == 1 ? "needs attention" : "need attention"
        case .authFailing: state(.authFailing)
        case .unreachable: state(.unreachable)
        case .throttled: state(.throttled)
        case .degraded: state(.degraded)
        case .pending: state(.pending)
        case .unknown: state(.unknown)
        case .ok: state(.ok)
        case .deadSpare: number == 1 ? "dead spare" : "dead spares"
        case .trial: number == 1 ? "trial" : "trials"
        }
    }

    static func order(_ order: FleetQuery.Order) -> String {
        switch order {
        case .urgency: "urgency"
        case .name: "name"
        case .region: "region"
        case .success: "oldest success"
        case .trial: "end of trial"
        case .latency: "slowest"
        }
    }

    static func outcome(_ outcome: ProbeOutcome) -> String {
        outcome.rawValue.replacing("_", with: " ")
    }

    /// A number with its thousands apart: `10,000`.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let head = digits.count % 3
        var parts = head == 0 ? [] : [String(digits.prefix(head))]
        var rest = digits.dropFirst(head)
        while !rest.isEmpty {
            parts.append(String(rest.prefix(3)))
            rest = rest.dropFirst(3)
        }
        return (number < 0 ? "-" : "") + parts.joined(separator: ",")
    }

    /// `1 account`, `10,000 accounts`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}

/// How loud a state is on a page; the raw values are CSS classes.
enum Tone: String {
    case good, warn, bad, idle

    init(_ state: AccountState) {
        switch state {
        case .ok: self = .good
        case .pending, .throttled, .degraded: self = .warn
        case .authFailing, .unreachable: self = .bad
        case .unknown: self = .idle
        }
    }

    init(_ outcome: ProbeOutcome) {
        switch outcome {
        case .success: self = .good
        case .throttled: self = .warn
        case .authFailure, .clientError, .serverError, .networkError, .invalidResponse: self = .bad
        }
    }
}

extension AccountReport {
    /// Whether somebody has to do something.
    var needsAttention: Bool {
        diagnosis != nil || verdict?.refusedSpares.isEmpty == false
    }

    /// The newest success that is known of, with the key in use.
    var lastKnownSuccess: Date? {
        [newestSuccess, verdict?.lastSuccess].compactMap { $0 }.max()
    }

}
