import Crypto
package import Foundation

/// A named set of places that a notification goes to.
package struct Receiver: Sendable, Equatable {
    package let name: String
    package let integrations: [Integration]

    package init(name: String, integrations: [Integration]) {
        self.name = name
        self.integrations = integrations
    }
}

/// One place that a notification goes to, of whatever make.
package enum Integration: Sendable, Equatable {
    case webhook(WebhookReceiver)

    /// Names the place without giving it away: the kind, and a hash of its address.
    ///
    /// The address is a long random text or not secret at all, so the hash cannot be turned back.
    package var destination: String {
        let address =
            switch self {
            case .webhook(let receiver): receiver.url
            }
        let hash = address.reveal { SHA256.hash(data: Array($0.utf8)) }
        let digits = hash.prefix(8).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        return "\(kind):\(digits.joined())"
    }

    /// The label value of the notification metrics.
    package var kind: String {
        switch self {
        case .webhook: "webhook"
        }
    }
}

extension Integration {
    /// The body of a notification to this place; nil when it wants none of these alerts.
    package func body(for group: GroupNotification) -> [UInt8]? {
        switch self {
        case .webhook(let receiver): receiver.body(for: group)
        }
    }

    /// The request that carries a queued notification, signed as of now where that is asked for.
    package func request(for notification: QueuedNotification, at now: Date) -> Request {
        switch self {
        case .webhook(let receiver): receiver.request(for: notification, at: now)
        }
    }

    /// What an answer means for the notification.
    package func delivery(from answer: Answer, at now: Date) -> Delivery {
        switch self {
        case .webhook: Delivery.judging(answer, at: now)
        }
    }
}
