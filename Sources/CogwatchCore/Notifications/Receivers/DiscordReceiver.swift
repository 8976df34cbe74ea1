import Foundation

/// A webhook of a channel of Discord.
///
/// Limits and answers: Discord's documentation, "Webhook resource", "Embed limits", "Rate limits".
package struct DiscordReceiver: Sendable, Equatable {
    package let url: Secret
    package let sendResolved: Bool
    package let http: HTTPOptions
    package let username: String?
    package let avatarURL: String?
    package let wording: Wording

    package init(
        url: Secret,
        sendResolved: Bool = true,
        http: HTTPOptions = HTTPOptions(),
        username: String? = nil,
        avatarURL: String? = nil,
        wording: Wording = Wording()
    ) {
        self.url = url
        self.sendResolved = sendResolved
        self.http = http
        self.username = username
        self.avatarURL = avatarURL
        self.wording = wording
    }

    /// What no reason may hold.
    private var secrets: [Secret] { [url] + http.secrets }

    func body(for group: GroupNotification) -> [UInt8]? {
        guard let briefing = group.briefing(sendResolved: sendResolved) else { return nil }
        let start = briefing.incidents.map(\.startsAt).min()
        let message: Payload = [
            "username": Payload(username),
            "avatar_url": Payload(avatarURL),
            // What a telephone shows of it.
            "content": .text(content(briefing)),
            "allowed_mentions": ["parse": []],
            "embeds": [
                [
                    "description": .text(description(briefing)),
                    "color": .number(Int(briefing.colour)),
                    "timestamp": Payload(start.map(Timestamp.text)),
                ]
            ],
        ]
        return message.bytes
    }

    /// Without `wait` a message that Discord could not keep is answered like one that it kept.
    func request(for notification: QueuedNotification, at now: Date) -> Request {
        let address = url.reveal { Secret($0 + ($0.contains("?") ? "&" : "?") + "wait=true") }
        return http.post(to: address, body: notification.body)
    }

    func delivery(from answer: Answer, at now: Date) -> Delivery {
        let delivery = Delivery.judging(answer, at: now, hiding: secrets)
        switch answer.status {
        case 404: return .failed(reason: "\(Delivery.gone): status 404")
        case 429:
            guard case .retry(let reason, let asked) = delivery else { return delivery }
            let exact = (answer.object?["retry_after"] as? NSNumber)?.doubleValue
            let wished = exact.flatMap { RetryAfter.duration("\($0)", at: now) }
            return .retry(reason: reason, after: [asked, wished].compactMap(\.self).max())
        default: return delivery
        }
    }
}

extension DiscordReceiver {
    private enum Limit {
        static let content = 2000
        static let description = 4096
    }

    private func content(_ briefing: Briefing) -> String {
        let headline = wording.headline(of: briefing)
        func marked(_ text: String) -> String { "**\(Markup.discord.escaped(text))**" }
        return marked(headline.shortened { marked($0).utf16.count <= Limit.content })
    }

    private func description(_ briefing: Briefing) -> String {
        if let own = wording.body(of: briefing) {
            return own.cutAtWord { $0.utf16.count <= Limit.description }
        }
        let lines = briefing.lines(within: Limit.description) {
            Markup.discord.text($0).utf16.count + 1
        }
        return lines.lines.map(Markup.discord.text).joined(separator: "\n")
    }
}
