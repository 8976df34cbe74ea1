package import Foundation

/// How one attempt to deliver a notification ended.
package enum Delivery: Sendable, Equatable {
    case delivered
    /// Worth another attempt, not before `after` where the receiver named a time.
    case retry(reason: String, after: Duration?)
    /// No attempt will change this.
    case failed(reason: String)
}

extension Delivery {
    /// How the reason begins where whatever was at the address has been taken away.
    static let gone = "the endpoint is gone"

    /// Reads an answer as most receivers mean it.
    ///
    /// Time-outs, 408, 425, 429 and 5xx pass; every other answer that is not a 2xx is final, as
    /// Alertmanager has it. A redirect is final too: following it would show the body, and a
    /// password, to a host that nobody configured.
    ///
    /// - Parameters:
    ///   - answer: What came back.
    ///   - now: When.
    ///   - secrets: What the reason must not hold; nil where the receiver's own words, which
    ///     anybody may have written, stay out of it.
    /// - Returns: What it means for the notification.
    package static func judging(
        _ answer: Answer,
        at now: Date,
        hiding secrets: [Secret]? = nil
    ) -> Delivery {
        switch answer.outcome {
        case .noResponse(let noResponse):
            return .retry(reason: reason(of: noResponse), after: nil)
        case .response(let response):
            let words = secrets.flatMap { Excerpt.of(answer, hiding: $0) }
            let reason = "status \(response.status)" + (words.map { ", \($0)" } ?? "")
            switch response.status {
            case 200...299: return .delivered
            case 408, 425, 429, 500...599:
                let wish = RetryAfter.duration(response.headers["Retry-After"], at: now)
                return .retry(reason: reason, after: wish)
            case 410: return .failed(reason: "\(gone): \(reason)")
            default: return .failed(reason: reason)
            }
        }
    }
}

extension Delivery {
    /// What is wrong on this side, such as a certificate's file that is gone, is told in full.
    private static func reason(of noResponse: NoResponse) -> String {
        guard case .notConnected(let detail) = noResponse, detail.hasPrefix("not sent: ") else {
            return noResponse.shortDescription
        }
        return detail
    }
}

/// When a notification is tried again.
package struct RetryPolicy: Sendable, Equatable {
    /// The pause after the first failure; it doubles with each further one.
    package let first: Duration
    /// The longest pause of our own choosing; a receiver's Retry-After may be longer.
    package let longest: Duration

    package init(first: Duration = .seconds(1), longest: Duration = .seconds(60)) {
        self.first = first
        self.longest = longest
    }

    /// The pause before the next attempt.
    ///
    /// - Parameters:
    ///   - attempts: The failed attempts so far, at least 1.
    ///   - asked: What the receiver asked for.
    ///   - jitter: 0 to 1; half of the pause is spread by it, so that receivers which failed
    ///     together are not asked together.
    /// - Returns: At least what was asked for.
    package func pause(afterAttempts attempts: Int, asked: Duration?, jitter: Double) -> Duration {
        let doublings = Double(min(max(attempts, 1) - 1, 32))
        let full = min(longest.seconds, first.seconds * pow(2, doublings))
        let own = full * (0.5 + 0.5 * min(max(jitter, 0), 1))
        return .seconds(max(own, asked?.seconds ?? 0))
    }
}

/// The `Retry-After` header.
package enum RetryAfter {
    /// Reads seconds or an HTTP date.
    ///
    /// - Returns: Nil for anything else; zero for a date in the past. At most 31 days, so that a
    ///   mistake of the sender cannot silence us for ever.
    package static func duration(_ value: String?, at now: Date) -> Duration? {
        guard let value = value?.trimmingCharacters(in: .whitespaces) else { return nil }
        guard let seconds = Double(value) ?? httpDate(value)?.timeIntervalSince(now) else {
            return nil
        }
        guard seconds.isFinite else { return nil }
        return .seconds(min(max(seconds, 0), 31 * 86_400))
    }

    /// Reads a date as HTTP writes it.
    package static func httpDate(_ value: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: value)
    }
}
