import CogwatchCore
import Foundation

/// Receivers of every make, each with a secret of every kind planted in it.
enum SampleReceivers {
    static let planted = "pl4nted-" + "sec.ret"

    static func integration(_ make: Integration.Make, sendResolved: Bool = true) -> Integration {
        let http = HTTPOptions(
            headers: make == .opsgenie
                ? []
                : [
                    Request.Header(
                        "Authorization",
                        prefix: "Bearer ",
                        secret: Secret("\(planted)-token")
                    )
                ],
            door: HTTPClientSettings(proxyURL: Secret("http://me:\(planted)-proxy@proxy:3128"))
        )
        let url = Secret("https://me:\(planted)-user@hooks.example/\(planted)-path?sig=\(planted)")
        let key = Secret("\(planted)-key")
        switch make {
        case .webhook:
            return .webhook(
                WebhookReceiver(
                    url: url,
                    sendResolved: sendResolved,
                    http: http,
                    signingSecrets: [Secret("\(planted)-signing")]
                )
            )
        case .pagerDuty:
            return .pagerDuty(
                PagerDutyReceiver(routingKey: key, sendResolved: sendResolved, http: http)
            )
        case .slack:
            return .slack(SlackReceiver(url: url, sendResolved: sendResolved, http: http))
        case .teams:
            return .teams(TeamsReceiver(url: url, sendResolved: sendResolved, http: http))
        case .opsgenie:
            return .opsgenie(
                OpsgenieReceiver(apiKey: key, sendResolved: sendResolved, http: http)
            )
        case .discord:
            return .discord(DiscordReceiver(url: url, sendResolved: sendResolved, http: http))
        }
    }

    static func queued(_ body: [UInt8], groupKey: String = "{}:{}") -> QueuedNotification {
        QueuedNotification(
            id: "msg_1",
            receiver: "oncall",
            integrationIndex: 0,
            destination: "",
            groupKey: groupKey,
            reason: .first,
            body: body,
            verdictAt: Sample.start,
            attempts: 0
        )
    }
}

extension Sample {
    /// What a real refusal says.
    static func refusal(
        _ account: String,
        labels more: [String: String] = [:],
        annotations: [String: String] = [:],
        startsAt: Date = start,
        endsAt: Date? = nil
    ) -> Incident {
        let labels = [
            "azure_cloud": "public", "azure_region": "japanwest", "kind": "SpeechServices",
            "severity": "critical", "cause": "key_regenerated", "confidence": "likely",
        ]
        let told = [
            "summary": "\(account): the key is refused (key_regenerated)",
            "description": "The key worked here before and is refused now. Confidence: likely. "
                + "The key last worked at 2026-09-21T14:01:00.000Z.",
            "evidence": "- token: 401, \"Access denied due to invalid subscription key\"\n"
                + "- the spare key2 is accepted\n- the key worked for 41 days",
            "next_steps": "1. Copy the new key from the portal's page \"Keys and Endpoint\".\n"
                + "2. Put it into /run/secrets/tts-key1; cogwatch notices within 30 s.",
            "runbook_url":
                "https://github.com/cogwatch/cogwatch/blob/main/alerts/runbooks/AuthFailing.md",
            "since": Timestamp.text(start), "last_success": "2026-09-21T14:01:00.000Z",
        ]
        return incident(
            account,
            account: account,
            labels: labels.merging(more) { $1 },
            annotations: told.merging(annotations) { $1 },
            startsAt: startsAt,
            endsAt: endsAt
        )
    }

    static func group(
        _ incidents: [Incident],
        reason: NotifyReason = .first,
        externalURL: String = "https://cogwatch.example"
    ) -> GroupNotification {
        GroupNotification(
            receiver: "oncall",
            groupKey: #"{}:{alertname="AuthFailing", cause="key_regenerated"}"#,
            groupLabels: ["alertname": "AuthFailing", "cause": "key_regenerated"],
            reason: reason,
            incidents: incidents,
            externalURL: externalURL
        )
    }
}

extension Integration {
    func body(for group: GroupNotification) -> [UInt8]? { rendering(for: group)?.body }
}
