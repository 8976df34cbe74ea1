import Foundation

/// Opsgenie's Alert API, which Atlassian ends on 2027-04-05.
///
/// Limits and answers: Opsgenie's documentation, "Alert API", "Create alert" and "Close alert".
package struct OpsgenieReceiver: Sendable, Equatable {
    /// Someone who is told.
    package struct Responder: Sendable, Equatable {
        package enum Kind: String, Sendable, CaseIterable {
            case team, user, escalation, schedule
        }

        package enum Identity: String, Sendable, CaseIterable {
            case id, name, username
        }

        package let kind: Kind
        package let identity: Identity
        package let value: String

        package init(kind: Kind, identity: Identity, value: String) {
            self.kind = kind
            self.identity = identity
            self.value = value
        }
    }

    package enum Priority: String, Sendable, CaseIterable {
        case p1 = "P1"
        case p2 = "P2"
        case p3 = "P3"
        case p4 = "P4"
        case p5 = "P5"
    }

    /// `https://api.opsgenie.com/`, or the EU's `https://api.eu.opsgenie.com/`.
    package let url: Secret
    package let apiKey: Secret
    package let sendResolved: Bool
    package let http: HTTPOptions
    package let responders: [Responder]
    /// Besides the alert's name, cause, severity and region.
    package let tags: [String]
    /// In place of what follows from the severity.
    package let priority: Priority?
    /// `message` and `description` of the operator's own.
    package let wording: Wording

    package static let usualURL = "https://api.opsgenie.com/"

    package init(
        url: Secret = Secret(usualURL),
        apiKey: Secret,
        sendResolved: Bool = true,
        http: HTTPOptions = HTTPOptions(),
        responders: [Responder] = [],
        tags: [String] = [],
        priority: Priority? = nil,
        wording: Wording = Wording()
    ) {
        self.url = url
        self.apiKey = apiKey
        self.sendResolved = sendResolved
        self.http = http
        self.responders = responders
        self.tags = tags
        self.priority = priority
        self.wording = wording
    }

    /// What no reason may hold.
    private var secrets: [Secret] { [apiKey, url] + http.secrets }

    func body(for group: GroupNotification) -> [UInt8]? {
        guard let briefing = group.briefing(sendResolved: sendResolved) else { return nil }
        let body = briefing.isFiring ? creation(briefing) : closing(briefing)
        return body.bytes
    }

    /// Opening and closing have addresses of their own.
    ///
    /// Only what opens has an alias in it; what closes names it in its address.
    func request(for notification: QueuedNotification, at now: Date) -> Request {
        let isCreation =
            notification.body.firstRange(of: Self.aliasStart) == 0..<Self.aliasStart.count
        let alias = HexDigest.sha256(notification.groupKey)
        let path = isCreation ? "v2/alerts" : "v2/alerts/\(alias)/close?identifierType=alias"
        let address = url.reveal { Secret($0.hasSuffix("/") ? $0 + path : "\($0)/\(path)") }
        let key = Request.Header("Authorization", prefix: "GenieKey ", secret: apiKey)
        return http.post(to: address, body: notification.body, adding: [key])
    }

    func delivery(from answer: Answer, at now: Date) -> Delivery {
        .judging(answer, at: now, hiding: secrets)
    }
}

extension OpsgenieReceiver {
    private enum Limit {
        static let message = 130
        static let description = 15_000
        static let note = 25_000
        static let tags = 20
        static let tag = 50
        static let details = 8000
        static let entity = 512
    }

    /// How the body of a creation begins.
    private static let aliasStart = Array(#"{"alias":"#.utf8)

    private func creation(_ briefing: Briefing) -> Payload {
        let first = briefing.matters.first?.first
        let priority = priority ?? Priority(briefing.severity)
        let entity = briefing.accountURL == nil ? "" : first?.account ?? ""
        return [
            "alias": .text(HexDigest.sha256(briefing.group.groupKey)),
            "message": .text(Tidy.line(wording.headline(of: briefing), most: Limit.message)),
            "description": .text(description(briefing)),
            "priority": .text(priority.rawValue),
            "source": "cogwatch",
            "entity": entity.isEmpty ? .nothing : .text(Tidy.line(entity, most: Limit.entity)),
            "responders": responders.isEmpty ? .nothing : .list(responders.map(Self.payload)),
            "tags": .list(tags(of: briefing).map(Payload.text)),
            "details": details(briefing),
        ]
    }

    private func closing(_ briefing: Briefing) -> Payload {
        let note = ([briefing.headline] + lines(briefing, most: Limit.note - 1100))
            .joined(separator: "\n")
        return ["source": "cogwatch", "note": .text(note)]
    }

    private func description(_ briefing: Briefing) -> String {
        if let own = wording.body(of: briefing) { return Tidy.block(own, most: Limit.description) }
        return lines(briefing, most: Limit.description).joined(separator: "\n")
    }

    private func lines(_ briefing: Briefing, most: Int) -> [String] {
        briefing.lines(within: most) { Markup.plain.text($0).utf16.count + 1 }.lines
            .map(Markup.plain.text)
    }

    private func tags(of briefing: Briefing) -> [String] {
        let common = Labels.common(briefing.incidents.map(\.labels))
        let usual = ["alertname", "cause", "severity", "azure_region"].compactMap { common[$0] }
        var seen: Set<String> = []
        return (tags + usual).map { Tidy.line($0, most: Limit.tag) }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
            .prefix(Limit.tags).map(\.self)
    }

    /// The labels that all alerts share, as many as there is room for.
    private func details(_ briefing: Briefing) -> Payload {
        var left = Limit.details
        var fields: [Payload.Field] = []
        let common = Labels.common(briefing.incidents.map(\.labels))
        for (name, value) in common.sorted(by: { $0.key < $1.key }) {
            let (name, value) = (Tidy.line(name, most: 200), Tidy.line(value, most: 1000))
            let cost = name.utf16.count + value.utf16.count
            guard cost <= left else { break }
            left -= cost
            fields.append(Payload.Field(name, .text(value)))
        }
        return .object(fields)
    }

    private static func payload(_ responder: Responder) -> Payload {
        .object([
            Payload.Field("type", .text(responder.kind.rawValue)),
            Payload.Field(responder.identity.rawValue, .text(responder.value)),
        ])
    }
}

extension OpsgenieReceiver.Priority {
    fileprivate init(_ severity: AlertSeverity) {
        switch severity {
        case .critical: self = .p1
        case .error: self = .p2
        case .warning: self = .p3
        case .info: self = .p5
        }
    }
}
