import Foundation

/// A workflow of Microsoft Teams that posts to a chat or channel when a webhook request comes in.
///
/// Format and limits: Microsoft's documentation, "Create incoming webhooks with Workflows for
/// Microsoft Teams", and the schema of Adaptive Cards 1.2.
package struct TeamsReceiver: Sendable, Equatable {
    package let url: Secret
    package let sendResolved: Bool
    package let http: HTTPOptions
    package let wording: Wording

    package init(
        url: Secret,
        sendResolved: Bool = true,
        http: HTTPOptions = HTTPOptions(),
        wording: Wording = Wording()
    ) {
        self.url = url
        self.sendResolved = sendResolved
        self.http = http
        self.wording = wording
    }

    /// What no reason may hold.
    private var secrets: [Secret] { [url] + http.secrets }

    func body(for group: GroupNotification) -> [UInt8]? {
        guard let briefing = group.briefing(sendResolved: sendResolved) else { return nil }
        let headline = wording.headline(of: briefing)
            .shortened { JSONText.cost($0) <= Limit.headline }
        let own = wording.body(of: briefing).map(Self.lines)
        let lines = own ?? briefing.lines(within: Limit.lines, cost: Self.cost).lines
        let card: Payload = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.2",
            "body": .list([Self.title(headline, of: briefing)] + lines.compactMap(Self.block)),
            "actions": .list(
                briefing.links.map {
                    ["type": "Action.OpenUrl", "title": .text($0.name), "url": .text($0.url)]
                }
            ),
            "msteams": ["width": "Full"],
        ]
        let message: Payload = [
            "type": "message",
            "attachments": [
                [
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": card,
                ]
            ],
        ]
        return message.bytes
    }

    func request(for notification: QueuedNotification, at now: Date) -> Request {
        http.post(to: url, body: notification.body)
    }

    /// The old connectors said 200 and, in the body, that they had been throttled.
    func delivery(from answer: Answer, at now: Date) -> Delivery {
        let delivery = Delivery.judging(answer, at: now, hiding: secrets)
        guard delivery == .delivered,
            let said = answer.text.firstRange(of: "returned HTTP error ")
        else { return delivery }
        let status = Int(answer.text[said.upperBound...].prefix { $0.isASCII && $0.isNumber }) ?? 0
        let reason = "Teams returned HTTP error \(status)"
        return status == 408 || status == 429 || (500...599).contains(status)
            ? .retry(reason: reason, after: nil) : .failed(reason: reason)
    }
}

// MARK: - The card

extension TeamsReceiver {
    private enum Limit {
        /// Teams drops what is larger than about 28 KB, and says nothing; the whole stays
        /// below 24 KB.
        static let lines = 17_000
        static let headline = 1500
    }

    /// Runs of text, as text blocks would read Markdown in texts of others.
    private static func title(_ headline: String, of briefing: Briefing) -> Payload {
        let colour = !briefing.isFiring ? "Good" : briefing.severity.cardColour
        return [
            "type": "RichTextBlock",
            "inlines": [
                [
                    "type": "TextRun", "text": .text(headline), "weight": "Bolder",
                    "size": "Medium", "color": .text(colour),
                ]
            ],
        ]
    }

    /// Links are the card's buttons.
    private static func block(_ line: Line) -> Payload? {
        let runs = line.runs.filter { !$0.text.isEmpty }
        guard line.kind != .links, !runs.isEmpty else { return nil }
        return [
            "type": "RichTextBlock",
            "spacing": line.kind == .item ? "None" : .nothing,
            "separator": line.kind == .chapter ? true : .nothing,
            "inlines": .list(runs.map(run)),
        ]
    }

    private static func run(_ run: Line.Run) -> Payload {
        [
            "type": "TextRun",
            "text": .text(run.text),
            "weight": run.isBold ? "Bolder" : .nothing,
            "selectAction": run.url.map { ["type": "Action.OpenUrl", "url": .text($0)] }
                ?? .nothing,
        ]
    }

    private static func cost(_ line: Line) -> Int { (block(line)?.bytes.count ?? 0) + 1 }

    /// The operator's own text.
    private static func lines(_ text: String) -> [Line] {
        var left = Limit.lines
        var lines: [Line] = []
        for part in text.split(whereSeparator: \.isNewline) {
            let whole = Line(.text, Tidy.line(part, most: 4000))
            guard let line = whole.shortened(toFit: { cost($0) <= left }) else { break }
            left -= cost(line)
            lines.append(line)
            if line != whole { break }
        }
        return lines
    }
}

extension AlertSeverity {
    /// Colours of Adaptive Cards.
    fileprivate var cardColour: String {
        switch self {
        case .critical, .error: "Attention"
        case .warning: "Warning"
        case .info: "Accent"
        }
    }
}
