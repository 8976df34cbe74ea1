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
    case pagerDuty(PagerDutyReceiver)
    case slack(SlackReceiver)
    case teams(TeamsReceiver)
    case opsgenie(OpsgenieReceiver)
    case discord(DiscordReceiver)

    /// The makes, under the names that Alertmanager gives them in metrics and, with `_configs`
    /// after it, in the configuration.
    package enum Make: String, Sendable, CaseIterable {
        case webhook
        case pagerDuty = "pagerduty"
        case slack
        case teams = "msteamsv2"
        case opsgenie
        case discord
    }

    /// Names the place without giving it away: the kind, and a hash of its address.
    ///
    /// The address is a long random text or not secret at all, so the hash cannot be turned back.
    package var destination: String {
        let address =
            switch self {
            case .webhook(let receiver): receiver.url
            case .pagerDuty(let receiver): receiver.routingKey
            case .slack(let receiver): receiver.url
            case .teams(let receiver): receiver.url
            case .opsgenie(let receiver): receiver.apiKey
            case .discord(let receiver): receiver.url
            }
        let hash = address.reveal { SHA256.hash(data: Array($0.utf8)) }
        let digits = hash.prefix(8).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        return "\(kind):\(digits.joined())"
    }

    package var make: Make {
        switch self {
        case .webhook: .webhook
        case .pagerDuty: .pagerDuty
        case .slack: .slack
        case .teams: .teams
        case .opsgenie: .opsgenie
        case .discord: .discord
        }
    }

    /// The label value of the notification metrics.
    package var kind: String { make.rawValue }
}

extension Integration {
    /// What this place is told of a notification.
    ///
    /// - Returns: Nil when it wants none of these alerts.
    package func rendering(for group: GroupNotification) -> Rendering? {
        switch self {
        case .webhook(let receiver): receiver.rendering(for: group)
        case .pagerDuty(let receiver): receiver.body(for: group).map { Rendering($0) }
        case .slack(let receiver): receiver.body(for: group).map { Rendering($0) }
        case .teams(let receiver): receiver.body(for: group).map { Rendering($0) }
        case .opsgenie(let receiver): receiver.body(for: group).map { Rendering($0) }
        case .discord(let receiver): receiver.body(for: group).map { Rendering($0) }
        }
    }

    /// The request that carries a queued notification, with its credentials and signed as of now
    /// where that is asked for.
    package func request(for notification: QueuedNotification, at now: Date) -> Request {
        switch self {
        case .webhook(let receiver): receiver.request(for: notification, at: now)
        case .pagerDuty(let receiver): receiver.request(for: notification, at: now)
        case .slack(let receiver): receiver.request(for: notification, at: now)
        case .teams(let receiver): receiver.request(for: notification, at: now)
        case .opsgenie(let receiver): receiver.request(for: notification, at: now)
        case .discord(let receiver): receiver.request(for: notification, at: now)
        }
    }

    /// What an answer means for the notification.
    package func delivery(from answer: Answer, at now: Date) -> Delivery {
        switch self {
        case .webhook: .judging(answer, at: now)
        case .pagerDuty(let receiver): receiver.delivery(from: answer, at: now)
        case .slack(let receiver): receiver.delivery(from: answer, at: now)
        case .teams(let receiver): receiver.delivery(from: answer, at: now)
        case .opsgenie(let receiver): receiver.delivery(from: answer, at: now)
        case .discord(let receiver): receiver.delivery(from: answer, at: now)
        }
    }
}
