import CogwatchCore

extension Vocabulary {
    private static let laidOut =
        "cogwatch lays the message out; change its words with title and text"

    static let slack = Vocabulary(
        name: "slack_configs",
        texts: [
            "api_url_file", "channel", "username", "icon_emoji", "icon_url", "title", "text",
            "send_resolved", "timeout",
        ],
        sections: ["http_config"],
        secrets: ["api_url"],
        leftOut: [
            "app_token": "a bot's token goes into http_config: {authorization: …}",
            "app_token_file": "a bot's token goes into http_config: {authorization: …}",
            "app_url": "the address goes into api_url",
            "color": "it follows from the severity",
            "link_names": "a label could call everybody then",
            "actions": "account page and runbook are linked already",
            "update_message": "a resolve is a message of its own",
            "title_link": laidOut, "pretext": laidOut, "fields": laidOut, "short_fields": laidOut,
            "footer": laidOut, "fallback": laidOut, "callback_id": laidOut, "image_url": laidOut,
            "thumb_url": laidOut, "mrkdwn_in": laidOut, "message_text": laidOut,
        ]
    )

    static let teams = Vocabulary(
        name: "msteamsv2_configs",
        texts: ["webhook_url_file", "title", "text", "send_resolved", "timeout"],
        sections: ["http_config"],
        secrets: ["webhook_url"]
    )

    static let discord = Vocabulary(
        name: "discord_configs",
        texts: [
            "webhook_url_file", "username", "avatar_url", "title", "message", "send_resolved",
            "timeout",
        ],
        sections: ["http_config"],
        secrets: ["webhook_url"],
        leftOut: ["content": "it holds the title, which telephones show"]
    )
}

extension SlackReceiver {
    /// Reads an entry of `slack_configs`.
    init(_ section: Section) {
        let url = section.address("api_url")
        let channel = section.text("channel")
        if channel == nil && url.reveal({ $0.hasSuffix("/chat.postMessage") }) {
            section.reading.error(
                "chat.postMessage needs a \"channel\"",
                at: section.place,
                remedy: "name one, or use the address of an incoming webhook, which has its own"
            )
        }
        self.init(
            url: url,
            // Alertmanager's usual value, which differs from that of the others.
            sendResolved: section.flag("send_resolved") ?? false,
            http: ReceiverClientReading(section).options(),
            channel: channel,
            username: section.text("username"),
            iconEmoji: section.text("icon_emoji"),
            iconURL: section.text("icon_url"),
            wording: Wording(
                title: section.template("title", .plain),
                text: section.template("text", .slack)
            )
        )
    }
}

extension TeamsReceiver {
    /// Reads an entry of `msteamsv2_configs`.
    init(_ section: Section) {
        self.init(
            url: section.address("webhook_url"),
            sendResolved: section.flag("send_resolved") ?? true,
            http: ReceiverClientReading(section).options(),
            wording: Wording(
                title: section.template("title", .plain),
                text: section.template("text", .plain)
            )
        )
    }
}

extension DiscordReceiver {
    /// Reads an entry of `discord_configs`.
    init(_ section: Section) {
        let username = section.text("username")
        if let username { Self.check(username: username, section) }
        self.init(
            url: section.address("webhook_url"),
            sendResolved: section.flag("send_resolved") ?? true,
            http: ReceiverClientReading(section).options(),
            username: username,
            avatarURL: section.text("avatar_url"),
            wording: Wording(
                title: section.template("title", .plain),
                text: section.template("message", .discord)
            )
        )
    }

    /// Discord refuses every message of a name that it does not like.
    private static func check(username: String, _ section: Section) {
        let isTaken = ["discord", "clyde"].contains(where: username.lowercased().contains)
        guard isTaken || !(1...80).contains(username.utf16.count) else { return }
        section.reading.error(
            "\"username\" in discord_configs is \(section.shown(username, "username"))",
            at: section.place(of: "username"),
            remedy: "Discord takes 1 to 80 characters without \"discord\" or \"clyde\" in them"
        )
    }
}
