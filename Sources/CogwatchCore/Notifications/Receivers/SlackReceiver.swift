import Foundation

/// An incoming webhook of Slack, of a program that takes the same, or `chat.postMessage`.
///
/// Limits and answers: Slack's documentation, "Sending messages using incoming webhooks", "Block
/// Kit", "Formatting text for app surfaces".
package struct SlackReceiver: Sendable, Equatable {
    package let url: Secret
    package let sendResolved: Bool
    package let http: HTTPOptions
    /// What an incoming webhook ignores and other ways in need.
    package let channel: String?
    package let username: String?
    package let iconEmoji: String?
    package let iconURL: String?
    package let wording: Wording

    package init(
        url: Secret,
        sendResolved: Bool = true,
        http: HTTPOptions = HTTPOptions(),
        channel: String? = nil,
        username: String? = nil,
        iconEmoji: String? = nil,
        iconURL: String? = nil,
        wording: Wording = Wording()
    ) {
        self.url = url
        self.sendResolved = sendResolved
        self.http = http
        self.channel = channel
        self.username = username
        self.iconEmoji = iconEmoji
        self.iconURL = iconURL
        self.wording = wording
    }

    /// What no reason may hold.
    private var secrets: [Secret] { [url] + http.secrets }

    func body(for group: GroupNotification) -> [UInt8]? {
        guard let briefing = group.briefing(sendResolved: sendResolved) else { return nil }
        let headline = wording.headline(of: briefing)
        let sections = wording.body(of: briefing).map(Self.sections) ?? Self.sections(briefing)
        let colour = String(briefing.colour, radix: 16)
        let message: Payload = [
            "channel": Payload(channel),
            "username": Payload(username),
            "icon_emoji": Payload(iconEmoji),
            "icon_url": Payload(iconURL),
            // What a telephone shows of it.
            "text": .text(Self.fitting(headline, most: Limit.notification)),
            "unfurl_links": false,
            "blocks": [["type": "header", "text": Self.title(headline)]],
            "attachments": [
                [
                    "color": .text("#" + String(repeating: "0", count: 6 - colour.count) + colour),
                    "fallback": .text(Self.fitting(headline, most: Limit.notification)),
                    "blocks": .list(
                        sections.map {
                            ["type": "section", "text": ["type": "mrkdwn", "text": .text($0)]]
                        }
                    ),
                ]
            ],
        ]
        return message.bytes
    }

    func request(for notification: QueuedNotification, at now: Date) -> Request {
        http.post(to: url, body: notification.body)
    }

    /// A webhook says `ok`, the web API `{"ok":true}`, and both may say 200 and mean no.
    func delivery(from answer: Answer, at now: Date) -> Delivery {
        let delivery = Delivery.judging(answer, at: now, hiding: secrets)
        guard delivery == .delivered else {
            let isGone = answer.status == 404 && answer.text.contains("no_service")
            return isGone ? .failed(reason: "\(Delivery.gone): status 404, no_service") : delivery
        }
        if answer.text == "ok" { return .delivered }
        guard let object = answer.object else {
            return .failed(
                reason: "status \(answer.status ?? 0), but the answer is not Slack's \"ok\""
            )
        }
        if object["ok"] as? Bool == true { return .delivered }
        let error = Excerpt.line(object["error"] as? String ?? "no reason", hiding: secrets)
        return Self.passing.contains(error)
            ? .retry(reason: "Slack says \(error)", after: nil)
            : .failed(reason: "Slack says \(error)")
    }

    /// Errors of the web API that pass.
    private static let passing: Set<String> = [
        "ratelimited", "rate_limited", "service_unavailable", "internal_error", "fatal_error",
        "request_timeout", "rollup_error",
    ]
}

extension SlackReceiver {
    private enum Limit {
        static let title = 150
        static let notification = 400
        static let section = 3000
        /// `msg_blocks_too_long` comes at about 13,200 characters in all (slackapi/bolt-js#2509).
        static let sections = 9000
    }

    private static func title(_ headline: String) -> Payload {
        ["type": "plain_text", "emoji": false, "text": .text(fitting(headline, most: Limit.title))]
    }

    /// A text that is shown as it is.
    private static func fitting(_ text: String, most: Int) -> String {
        let markup = Markup.slack
        return markup.escaped(text.shortened { markup.escaped($0).utf16.count <= most })
    }

    private static func sections(_ briefing: Briefing) -> [String] {
        let lines = briefing.lines(within: Limit.sections) {
            Markup.slack.text($0).utf16.count + 1
        }
        return packed(lines.lines.map(Markup.slack.text))
    }

    /// As few sections as hold all lines, none of which is longer than a section.
    private static func packed(_ lines: [String]) -> [String] {
        var sections: [String] = []
        for line in lines {
            if let last = sections.last, last.utf16.count + 1 + line.utf16.count <= Limit.section {
                sections[sections.count - 1] = "\(last)\n\(line)"
            } else {
                sections.append(line)
            }
        }
        return sections
    }

    /// The operator's own text, whose markup stays.
    private static func sections(_ text: String) -> [String] {
        let whole = text.cutAtWord { $0.utf16.count <= Limit.sections }
        let lines = whole.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return packed(lines.map { String($0).cutAtWord { $0.utf16.count <= Limit.section } })
            .filter { !$0.isEmpty }
    }
}
