import CogwatchCore

extension Vocabulary {
    private static let fromAccount = "it is filled in from the alert"
    private static let oldAPI =
        "PagerDuty's Events API v1 knows no severities; add an integration of type Events API v2 "
        + "and name its routing_key"

    static let pagerDuty = Vocabulary(
        name: "pagerduty_configs",
        texts: ["routing_key_file", "severity", "description", "send_resolved", "timeout"],
        sections: ["http_config"],
        secrets: ["routing_key", "url"],
        leftOut: [
            "service_key": oldAPI, "service_key_file": oldAPI,
            "client": "it is always cogwatch", "client_url": "it is the account's page",
            "source": fromAccount, "class": fromAccount, "component": fromAccount,
            "group": fromAccount,
            "details": "evidence, next steps and labels are in them already",
            "links": "the account's page and the runbook are linked already",
            "images": "there is nothing to see",
        ]
    )
}

extension PagerDutyReceiver {
    /// Reads an entry of `pagerduty_configs`.
    init(_ section: Section) {
        let key = section.credential("routing_key")
        let length = key?.reveal(\.utf8.count) ?? 32
        if length != 32 && length > 0 {
            let name = section.has("routing_key") ? "routing_key" : "routing_key_file"
            section.reading.warning(
                "a routing key of PagerDuty has 32 characters, and this has \(length)",
                at: section.place(of: name),
                remedy: "copy the integration key of type Events API v2"
            )
        }
        self.init(
            url: section.writtenAddress("url") ?? Secret(Self.usualURL),
            routingKey: key ?? Secret(""),
            sendResolved: section.flag("send_resolved") ?? true,
            http: ReceiverClientReading(section).options(),
            severity: section.choice("severity"),
            description: section.template("description", .plain)
        )
    }
}
