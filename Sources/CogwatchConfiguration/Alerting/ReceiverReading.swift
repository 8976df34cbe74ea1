import CogwatchCore

extension Vocabulary {
    private static let useWebhook = "use webhook_configs with the address of a bridge to it"
    /// Alertmanager's integrations, but for the webhook.
    private static let otherIntegrations = [
        "discord_configs", "email_configs", "incidentio_configs", "jira_configs",
        "mattermost_configs", "msteams_configs", "msteamsv2_configs", "opsgenie_configs",
        "pagerduty_configs", "pushover_configs", "rocketchat_configs", "slack_configs",
        "sns_configs", "telegram_configs", "victorops_configs", "webex_configs", "wechat_configs",
    ]

    static let receiver = Vocabulary(
        name: "a receiver",
        texts: ["name"],
        sections: ["webhook_configs"],
        notYet: Dictionary(uniqueKeysWithValues: otherIntegrations.map { ($0, useWebhook) })
    )
}

/// Reads `receivers`.
enum ReceiverReading {
    /// The receivers, in the order of the file.
    ///
    /// One without integrations is a drain, as in Alertmanager.
    static func receivers(in alerting: Section) -> [Receiver] {
        var places: [String: Place] = [:]
        return alerting.sections("receivers", .receiver).compactMap { section in
            let integrations = section.sections("webhook_configs", .webhook)
                .map { Integration.webhook(WebhookReading($0).receiver()) }
            guard let name = section.required("name") else { return nil }
            if let first = places[name] {
                section.reading.error(
                    "receiver name \(Redaction.quoted(name)) is already taken",
                    at: section.place(of: "name"),
                    remedy: "the first one is in line \(first.line)"
                )
            } else {
                places[name] = section.place(of: "name")
            }
            return Receiver(name: name, integrations: integrations)
        }
    }
}
