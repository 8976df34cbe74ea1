import CogwatchCore
import Foundation

/// What each service takes: a small copy of its rules, kept apart from the code that is to obey
/// them.
///
/// Lengths are counted in UTF-16, the largest of the counts that a service may make.
struct TargetRules {
    private(set) var violations: [String] = []
    /// Every text that a person gets to see, for what must be in it.
    private(set) var texts: [String] = []

    init(_ make: Integration.Make, _ body: [UInt8]) {
        guard let json = try? JSONSerialization.jsonObject(with: Data(body)),
            let object = json as? [String: Any]
        else {
            violations.append("no JSON object")
            return
        }
        switch make {
        case .webhook: collect(object)
        case .pagerDuty: pagerDuty(object, size: body.count)
        case .slack: slack(object)
        case .teams: teams(object, size: body.count)
        case .opsgenie: opsgenie(object)
        case .discord: discord(object)
        }
    }

    private mutating func limit(
        _ value: Any?,
        _ name: String,
        _ most: Int,
        isRequired: Bool = false
    ) {
        guard let text = value as? String else {
            if isRequired || value != nil { violations.append("\(name) is no text") }
            return
        }
        if text.utf16.count > most { violations.append("\(name) has \(text.utf16.count)") }
        if isRequired && text.isEmpty { violations.append("\(name) is empty") }
        texts.append(text)
    }

    private mutating func only(_ object: [String: Any], _ names: Set<String>, _ what: String) {
        let strangers = Set(object.keys).subtracting(names)
        if !strangers.isEmpty { violations.append("\(what) has \(strangers.sorted())") }
    }

    private mutating func collect(_ value: Any) {
        switch value {
        case let text as String: texts.append(text)
        case let list as [Any]: list.forEach { collect($0) }
        case let object as [String: Any]: object.values.forEach { collect($0) }
        default: break
        }
    }
}

extension TargetRules {
    private mutating func pagerDuty(_ event: [String: Any], size: Int) {
        only(
            event,
            ["event_action", "dedup_key", "client", "client_url", "payload", "links"],
            "event"
        )
        if size > 512 * 1024 - 200 { violations.append("\(size) bytes") }
        limit(event["dedup_key"], "dedup_key", 255, isRequired: true)
        guard event["event_action"] as? String == "trigger" else {
            if event["event_action"] as? String != "resolve" { violations.append("event_action") }
            return
        }
        let payload = event["payload"] as? [String: Any] ?? [:]
        only(
            payload,
            [
                "summary", "source", "severity", "timestamp", "component", "group", "class",
                "custom_details",
            ],
            "payload"
        )
        limit(payload["summary"], "summary", 1024, isRequired: true)
        limit(payload["source"], "source", 255, isRequired: true)
        if !["critical", "error", "warning", "info"].contains(payload["severity"] as? String) {
            violations.append("severity")
        }
        collect(payload)
        for link in event["links"] as? [[String: Any]] ?? [] {
            limit(link["href"], "href", 2000, isRequired: true)
            limit(link["text"], "text", 200, isRequired: true)
        }
    }

    private mutating func slack(_ message: [String: Any]) {
        only(
            message,
            [
                "channel", "username", "icon_emoji", "icon_url", "text", "unfurl_links", "blocks",
                "attachments",
            ],
            "message"
        )
        let before = texts.count
        limit(message["text"], "text", 4000, isRequired: true)
        let attachments = message["attachments"] as? [[String: Any]] ?? []
        let blocks =
            (message["blocks"] as? [[String: Any]] ?? [])
            + attachments.flatMap { $0["blocks"] as? [[String: Any]] ?? [] }
        if blocks.count > 50 { violations.append("\(blocks.count) blocks") }
        for block in blocks {
            let text = block["text"] as? [String: Any] ?? [:]
            let isHeader = block["type"] as? String == "header"
            limit(text["text"], "block", isHeader ? 150 : 3000, isRequired: true)
            let type = text["type"] as? String
            if type != (isHeader ? "plain_text" : "mrkdwn") { violations.append("text type") }
        }
        let total = texts[before...].map(\.utf16.count).reduce(0, +)
        if total > 13_000 { violations.append("\(total) in all") }
        for text in texts[before...] {
            // Whatever is in angle brackets is a link of ours.
            for part in text.split(separator: "<", omittingEmptySubsequences: false).dropFirst()
            where !part.hasPrefix("http") || !part.contains(">") {
                violations.append("<\(part.prefix(20))")
            }
            for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
            where !["amp;", "lt;", "gt;"].contains(where: part.hasPrefix) {
                violations.append("&\(part.prefix(20))")
            }
        }
    }

    private mutating func teams(_ message: [String: Any], size: Int) {
        if size > 24 * 1024 { violations.append("\(size) bytes") }
        if message["type"] as? String != "message" { violations.append("type") }
        let attachments = message["attachments"] as? [[String: Any]] ?? []
        guard attachments.count == 1, let card = attachments[0]["content"] as? [String: Any],
            attachments[0]["contentType"] as? String == "application/vnd.microsoft.card.adaptive"
        else {
            violations.append("attachments")
            return
        }
        if card["type"] as? String != "AdaptiveCard" { violations.append("card") }
        for block in card["body"] as? [[String: Any]] ?? [] {
            // Text blocks would read Markdown.
            if block["type"] as? String != "RichTextBlock" { violations.append("block") }
            let runs = block["inlines"] as? [[String: Any]] ?? []
            if runs.isEmpty { violations.append("an empty block") }
            for run in runs { limit(run["text"], "run", 5000, isRequired: true) }
        }
        let actions = card["actions"] as? [[String: Any]] ?? []
        if actions.count > 6 { violations.append("\(actions.count) actions") }
        for action in actions { limit(action["url"], "url", 2000, isRequired: true) }
    }

    private mutating func opsgenie(_ alert: [String: Any]) {
        guard alert["alias"] != nil else {
            only(alert, ["source", "note", "user"], "closing")
            limit(alert["note"], "note", 25_000, isRequired: true)
            return limit(alert["source"], "source", 100, isRequired: true)
        }
        only(
            alert,
            [
                "alias", "message", "description", "priority", "source", "entity", "responders",
                "tags", "details",
            ],
            "alert"
        )
        limit(alert["message"], "message", 130, isRequired: true)
        limit(alert["alias"], "alias", 512, isRequired: true)
        limit(alert["description"], "description", 15_000, isRequired: true)
        limit(alert["source"], "source", 100, isRequired: true)
        limit(alert["entity"], "entity", 512)
        let tags = alert["tags"] as? [String] ?? []
        if tags.count > 20 { violations.append("\(tags.count) tags") }
        for tag in tags { limit(tag, "tag", 50, isRequired: true) }
        let details = alert["details"] as? [String: String] ?? [:]
        let size = details.map { $0.key.utf16.count + $0.value.utf16.count }.reduce(0, +)
        if size > 8000 { violations.append("details have \(size)") }
        if !["P1", "P2", "P3", "P4", "P5"].contains(alert["priority"] as? String) {
            violations.append("priority")
        }
    }

    private mutating func discord(_ message: [String: Any]) {
        only(
            message,
            ["content", "username", "avatar_url", "allowed_mentions", "embeds"],
            "message"
        )
        limit(message["content"], "content", 2000, isRequired: true)
        let mentions = message["allowed_mentions"] as? [String: [String]]
        if mentions != ["parse": []] { violations.append("mentions") }
        let embeds = message["embeds"] as? [[String: Any]] ?? []
        if embeds.count != 1 { violations.append("\(embeds.count) embeds") }
        for embed in embeds {
            only(embed, ["description", "color", "timestamp"], "embed")
            limit(embed["description"], "description", 4096, isRequired: true)
            if !(0...0xff_ffff).contains(embed["color"] as? Int ?? -1) {
                violations.append("color")
            }
        }
    }
}
