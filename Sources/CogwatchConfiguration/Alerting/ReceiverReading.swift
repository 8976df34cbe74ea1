import CogwatchCore

extension Vocabulary {
    private static let fewer =
        "this agent speaks to fewer services than Alertmanager; use webhook_configs with the "
        + "address of a bridge to it"
    /// Alertmanager's integrations that are none here.
    private static let others = [
        "email_configs", "incidentio_configs", "jira_configs", "mattermost_configs",
        "pushover_configs", "rocketchat_configs", "sns_configs", "telegram_configs",
        "victorops_configs", "webex_configs", "wechat_configs",
    ]

    static let receiver = Vocabulary(
        name: "a receiver",
        texts: ["name"],
        sections: Integration.Make.allCases.map(\.key),
        leftOut: Dictionary(uniqueKeysWithValues: others.map { ($0, fewer) }).merging([
            "msteams_configs": "Microsoft has retired the connectors that it is for; use "
                + "msteamsv2_configs with the address of a workflow"
        ]) { _, own in own }
    )
}

extension Integration.Make {
    /// The key of its list in a receiver.
    fileprivate var key: String { "\(rawValue)_configs" }

    fileprivate var vocabulary: Vocabulary {
        switch self {
        case .webhook: .webhook
        case .pagerDuty: .pagerDuty
        case .slack: .slack
        case .teams: .teams
        case .opsgenie: .opsgenie
        case .discord: .discord
        }
    }

    fileprivate func integration(_ section: Section) -> Integration {
        switch self {
        case .webhook: .webhook(WebhookReading(section).receiver())
        case .pagerDuty: .pagerDuty(PagerDutyReceiver(section))
        case .slack: .slack(SlackReceiver(section))
        case .teams: .teams(TeamsReceiver(section))
        case .opsgenie: .opsgenie(OpsgenieReceiver(section))
        case .discord: .discord(DiscordReceiver(section))
        }
    }
}

/// Reads `receivers`.
enum ReceiverReading {
    /// The receivers, in the order of the file.
    ///
    /// One without integrations is a drain, as in Alertmanager.
    static func receivers(in alerting: Section) -> [Receiver] {
        var places: [String: Place] = [:]
        return alerting.sections("receivers", .receiver).compactMap { section in
            // The order of the makes, not of the file: what waits in the outbox goes by it.
            let integrations = Integration.Make.allCases.flatMap { make in
                section.sections(make.key, make.vocabulary).map(make.integration)
            }
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
