import Foundation

/// A receiver of Alertmanager's webhook, version 4, or of a body of the operator's own.
package struct WebhookReceiver: Sendable, Equatable {
    package let url: Secret
    package let sendResolved: Bool
    /// The most alerts in one notification; 0 is no limit.
    package let maximumAlerts: Int
    package let http: HTTPOptions
    /// Each signs each request, as Standard Webhooks 1.0.0 has it; two while one takes the other's
    /// place.
    package let signingSecrets: [Secret]
    /// In place of Alertmanager's body.
    package let template: NotificationTemplate?

    package init(
        url: Secret,
        sendResolved: Bool = true,
        maximumAlerts: Int = 0,
        http: HTTPOptions = HTTPOptions(),
        signingSecrets: [Secret] = [],
        template: NotificationTemplate? = nil
    ) {
        self.url = url
        self.sendResolved = sendResolved
        self.maximumAlerts = maximumAlerts
        self.http = http
        self.signingSecrets = signingSecrets
        self.template = template
    }

    func rendering(for group: GroupNotification) -> Rendering? {
        guard let incidents = group.wanted(sendResolved: sendResolved) else { return nil }
        let own = filledTemplate(for: group, incidents)
        let problem = own.flatMap { own in
            template.flatMap { Self.problem(of: own, $0.escaping) }
        }
        if let own, problem == nil { return Rendering(Array(own.utf8)) }
        return WebhookMessage(group, incidents: incidents, maximumAlerts: maximumAlerts).bytes
            .map { Rendering($0, templateProblem: problem) }
    }

    func request(for notification: QueuedNotification, at now: Date) -> Request {
        let id = Request.Header("webhook-id", notification.id)
        let signature =
            signingSecrets.isEmpty
            ? []
            : Signature.headers(
                id: notification.id,
                at: now,
                body: notification.body,
                secrets: signingSecrets
            )
        return http.post(
            to: url,
            body: notification.body,
            contentType: contentType(of: notification.body),
            adding: [id] + signature
        )
    }

    /// Looked for in the body: it may have been written under another configuration.
    private func contentType(of body: [UInt8]) -> String {
        guard let template, template.escaping != .json, !Self.isJSON(body) else {
            return "application/json"
        }
        return "text/plain; charset=utf-8"
    }
}

extension WebhookReceiver {
    private func filledTemplate(
        for group: GroupNotification,
        _ incidents: [Incident]
    ) -> String? {
        template?.filled(
            with: TemplateFacts.facts(
                of: group,
                incidents: incidents,
                maximumAlerts: maximumAlerts
            )
        )
    }

    /// Why a filled-in template cannot be sent, fit to follow "the template makes"; nil where it can.
    package static func problem(of filled: String, _ escaping: TemplateEscaping) -> String? {
        if filled.allSatisfy(\.isWhitespace) { return "nothing" }
        return escaping == .json && !isJSON(Array(filled.utf8)) ? "no JSON" : nil
    }

    private static func isJSON(_ body: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)) != nil
    }
}
