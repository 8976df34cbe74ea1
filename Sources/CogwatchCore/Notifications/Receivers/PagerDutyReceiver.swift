import Foundation

/// A service of PagerDuty with an integration of type "Events API v2".
///
/// Limits and answers: PagerDuty's developer documentation, "Events API v2 overview", "Send an
/// alert event".
package struct PagerDutyReceiver: Sendable, Equatable {
    /// `https://events.pagerduty.com/v2/enqueue`, or the EU's `https://events.eu.pagerduty.com/…`.
    package let url: Secret
    package let routingKey: Secret
    package let sendResolved: Bool
    package let http: HTTPOptions
    /// In place of the alert's own.
    package let severity: AlertSeverity?
    /// In place of the headline.
    package let description: NotificationTemplate?

    package static let usualURL = "https://events.pagerduty.com/v2/enqueue"

    package init(
        url: Secret = Secret(usualURL),
        routingKey: Secret,
        sendResolved: Bool = true,
        http: HTTPOptions = HTTPOptions(),
        severity: AlertSeverity? = nil,
        description: NotificationTemplate? = nil
    ) {
        self.url = url
        self.routingKey = routingKey
        self.sendResolved = sendResolved
        self.http = http
        self.severity = severity
        self.description = description
    }

    /// What no reason may hold.
    private var secrets: [Secret] { [routingKey, url] + http.secrets }

    /// The event but for the routing key, which has no business on the disk.
    func body(for group: GroupNotification) -> [UInt8]? {
        guard let briefing = group.briefing(sendResolved: sendResolved) else { return nil }
        let name = HexDigest.sha256(group.groupKey)
        guard briefing.isFiring else {
            let event: Payload = ["event_action": "resolve", "dedup_key": .text(name)]
            return event.bytes
        }
        let whole = event(briefing, named: name, details: details(briefing)).bytes
        // Cannot be: all that goes into the details is bounded. PagerDuty would refuse it for good.
        return whole.count <= Limit.body
            ? whole : event(briefing, named: name, details: .nothing).bytes
    }

    func request(for notification: QueuedNotification, at now: Date) -> Request {
        let key = routingKey.reveal { "\"routing_key\":\"\(JSONText.escaped($0))\"," }
        // The body is an object of ours with at least one field.
        let body = notification.body.prefix(1) + Array(key.utf8) + notification.body.dropFirst()
        return http.post(to: url, body: Array(body))
    }

    func delivery(from answer: Answer, at now: Date) -> Delivery {
        let delivery = Delivery.judging(answer, at: now, hiding: secrets)
        // "Retry after a few minutes", and no header says how many.
        guard case .retry(let reason, nil) = delivery, answer.status == 429 else { return delivery }
        return .retry(reason: reason, after: .seconds(60))
    }
}

extension PagerDutyReceiver {
    private enum Limit {
        static let summary = 1024
        /// 512 KiB with the routing key.
        static let body = 512 * 1024 - 1024
        static let detail = 4000
        static let alerts = 50
        static let labels = 40
    }

    private func event(_ briefing: Briefing, named name: String, details: Payload) -> Payload {
        let wording = Wording(title: description)
        let first = briefing.matters.first?.first
        let start = briefing.incidents.filter(\.isFiring).map(\.startsAt).min()
        return [
            "event_action": "trigger",
            "dedup_key": .text(name),
            "client": "cogwatch",
            "client_url": Payload(briefing.pageURL),
            "payload": [
                "summary": .text(Tidy.line(wording.headline(of: briefing), most: Limit.summary)),
                "source": .text(source(of: briefing)),
                "severity": .text((severity ?? briefing.severity).rawValue),
                "timestamp": Payload(start.map(Timestamp.text)),
                "component": Self.label("kind", of: first),
                "group": Self.label("azure_region", of: first),
                "class": Self.label("cause", of: first),
                "custom_details": details,
            ],
            "links": .list(
                briefing.links.map { ["href": .text($0.url), "text": .text($0.name)] }
            ),
        ]
    }

    /// What is affected: the account, or how many there are.
    private func source(of briefing: Briefing) -> String {
        let firing = briefing.incidents.filter(\.isFiring)
        let accounts = Set(firing.map(\.account))
        guard let account = accounts.first, accounts.count == 1 else {
            return "\(accounts.count) accounts"
        }
        let name = Tidy.line(account, most: 200)
        return name.isEmpty ? "cogwatch" : name
    }

    private static func label(_ name: String, of incident: Incident?) -> Payload {
        let value = Tidy.line(incident?.labels[name] ?? "", most: 200)
        return value.isEmpty ? .nothing : .text(value)
    }

    private func details(_ briefing: Briefing) -> Payload {
        guard let incident = briefing.matters.first?.first else { return .nothing }
        let told = briefing.matters.flatMap(\.incidents).prefix(Limit.alerts)
        let unnamed = briefing.incidents.count - told.count
        let more = unnamed > 0 ? ["… and \(unnamed) more alerts"] : []
        let names = told.map { incident in
            (incident.isFiring ? "" : "RESOLVED ") + Briefing.summary(of: incident)
        }
        let description = Tidy.line(incident.annotations["description"] ?? "", most: Limit.detail)
        let evidence = Items.evidence(of: incident).map { "• \($0)" }
        let steps = Items.steps(of: incident).enumerated().map { "\($0.offset + 1). \($0.element)" }
        let labels = Labels.common(briefing.incidents.map(\.labels))
            .sorted { $0.key < $1.key }.prefix(Limit.labels)
            .map {
                Payload.Field(Tidy.line($0.key, most: 100), .text(Tidy.line($0.value, most: 300)))
            }
        return [
            "what happened": description.isEmpty ? .nothing : .text(description),
            "evidence": evidence.isEmpty ? .nothing : .text(evidence.joined(separator: "\n")),
            "what to do": steps.isEmpty ? .nothing : .text(steps.joined(separator: "\n")),
            "alerts": .text((names + more).joined(separator: "\n")),
            "firing": .number(briefing.firingCount),
            "resolved": .number(briefing.resolvedCount),
            "labels": .object(labels),
        ]
    }
}
