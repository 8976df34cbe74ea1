import Foundation

/// What a template may name: the fields of the webhook's body, and words made of them.
package enum TemplateFacts {
    /// The facts of a notification.
    ///
    /// - Parameters:
    ///   - group: The notification.
    ///   - incidents: Those that the receiver wants to hear of.
    ///   - maximumAlerts: The most that go into `alerts`; 0 is no limit.
    /// - Returns: An object.
    static func facts(
        of group: GroupNotification,
        incidents: [Incident],
        maximumAlerts: Int
    ) -> TemplateValue {
        let message = WebhookMessage(group, incidents: incidents, maximumAlerts: maximumAlerts)
        let briefing = Briefing(group, incidents: incidents)
        var facts = fields(of: message)
        facts["headline"] = .text(briefing.headline)
        facts["text"] = .text(plainText(briefing))
        facts["severity"] = .text(briefing.severity.rawValue)
        facts["firing"] = .flag(briefing.isFiring)
        facts["resolved"] = .flag(!briefing.isFiring)
        facts["firing_count"] = .number(briefing.firingCount)
        facts["resolved_count"] = .number(briefing.resolvedCount)
        facts["alert_count"] = .number(incidents.count)
        facts["page_url"] = briefing.pageURL.map(TemplateValue.text)
        facts["json"] = .text(String(decoding: message.bytes ?? [], as: UTF8.self))
        facts["alerts"] = .list(
            zip(message.alerts, incidents).map { alert($0, $1, at: group.externalURL) }
        )
        return .object(facts)
    }

    private static func fields(of message: WebhookMessage) -> [String: TemplateValue] {
        [
            "version": .text(message.version),
            "groupKey": .text(message.groupKey),
            "truncatedAlerts": .number(message.truncatedAlerts),
            "status": .text(message.status),
            "receiver": .text(message.receiver),
            "groupLabels": texts(message.groupLabels),
            "commonLabels": texts(message.commonLabels),
            "commonAnnotations": texts(message.commonAnnotations),
            "externalURL": .text(message.externalURL),
            "notification_reason": .text(message.notificationReason),
        ]
    }

    private static func alert(
        _ alert: WebhookMessage.Alert,
        _ incident: Incident,
        at externalURL: String
    ) -> TemplateValue {
        var facts: [String: TemplateValue] = [
            "status": .text(alert.status),
            "labels": texts(alert.labels),
            "annotations": texts(alert.annotations),
            "startsAt": .text(alert.startsAt),
            "endsAt": .text(alert.endsAt),
            "generatorURL": .text(alert.generatorURL),
            "fingerprint": .text(alert.fingerprint),
            "firing": .flag(incident.isFiring),
            "resolved": .flag(!incident.isFiring),
            "account": .text(incident.account),
            "alertname": .text(incident.alertName),
            "severity": .text(AlertSeverity(labels: incident.labels).rawValue),
            "evidence_list": .list(Items.evidence(of: incident).map(TemplateValue.text)),
            "steps_list": .list(Items.steps(of: incident).map(TemplateValue.text)),
            "labels_list": pairs(alert.labels),
            "json": .text(String(decoding: alert.bytes ?? [], as: UTF8.self)),
        ]
        // Absent where there is none, so that a section on it is left out.
        facts["cause"] = incident.labels["cause"].map(TemplateValue.text)
        for name in ["summary", "description", "evidence", "next_steps", "runbook_url"] {
            facts[name] = incident.annotations[name].map(TemplateValue.text)
        }
        return .object(facts)
    }

    private static func plainText(_ briefing: Briefing) -> String {
        briefing.lines(within: 4000) { Markup.plain.text($0).utf16.count + 1 }.lines
            .map(Markup.plain.text).joined(separator: "\n")
    }

    private static func texts(_ labels: [String: String]) -> TemplateValue {
        .object(labels.mapValues(TemplateValue.text))
    }

    private static func pairs(_ labels: [String: String]) -> TemplateValue {
        let sorted = labels.sorted { $0.key < $1.key }
        return .list(
            sorted.map { .object(["name": .text($0.key), "value": .text($0.value)]) }
        )
    }

    /// Facts to try a template with: two alerts, one of them over, with all the characters that
    /// break careless texts.
    package static let sample: TemplateValue = {
        let labels = [
            "alertname": "AuthFailing", "account": "tts-1", "azure_cloud": "public",
            "azure_region": "japanwest", "kind": "SpeechServices", "severity": "critical",
            "cause": "key_regenerated", "confidence": "likely", "hostile": "\"}],\n\\ <&> {{x}}",
        ]
        let annotations = [
            "summary": "tts-1: the key is refused \"so\"", "description": "A\nsample\\.",
            "evidence": "- one\n- two", "next_steps": "1. one\n2. two",
            "runbook_url": "https://runbooks.example/AuthFailing",
        ]
        let start = Date(timeIntervalSince1970: 1_790_000_000)
        let incidents = [nil, start.addingTimeInterval(300)].map { end in
            Incident(
                id: "sample",
                account: "tts-1",
                fingerprint: Labels.fingerprint(labels),
                labels: labels,
                annotations: annotations,
                startsAt: start,
                endsAt: end
            )
        }
        let group = GroupNotification(
            receiver: "sample",
            groupKey: "{}:{alertname=\"AuthFailing\"}",
            groupLabels: ["alertname": "AuthFailing"],
            reason: .someResolved,
            incidents: incidents,
            externalURL: "https://cogwatch.example"
        )
        return facts(of: group, incidents: incidents, maximumAlerts: 0)
    }()
}
