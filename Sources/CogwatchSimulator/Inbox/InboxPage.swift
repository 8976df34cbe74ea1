import CogwatchCore
import Crypto
import Foundation

/// The inbox for people: no script, nothing from elsewhere, new every two seconds.
enum InboxPage {
    /// Allows the one style sheet below by its digest, and nothing else.
    static let contentSecurityPolicy: String = {
        let digest = Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'"
    }()

    static func html(of messages: [InboxMessage], at now: Date) -> String {
        let list =
            messages.isEmpty
            ? "<p class=\"empty\">No webhook has arrived yet. Post one to any path.</p>"
            : messages.reversed().map(section).joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="2">
            <title>\(title(messages))</title>
            <style>\(style)</style>
            </head>
            <body>
            <header><h1>Webhook inbox</h1>
            <p>\(count(messages)), newest first. Drawn \(time(now)).</p></header>
            <main>
            \(list)
            </main>
            </body>
            </html>

            """
    }

    // MARK: Parts

    private static func title(_ messages: [InboxMessage]) -> String {
        let alerts = messages.last?.webhook?.alerts ?? []
        guard let alert = alerts.first else { return "Webhook inbox" }
        return escape("\(alert.status): \(alert.labels["alertname"] ?? "alert")") + " – inbox"
    }

    private static func count(_ messages: [InboxMessage]) -> String {
        messages.count == 1 ? "1 message" : "\(messages.count) messages"
    }

    private static func section(_ message: InboxMessage) -> String {
        let head = "#\(message.number) at \(time(message.arrived)) on \(escape(message.path))"
        let answer = message.answeredWith.map { "answered \($0)" } ?? "hung up"
        let content =
            message.webhook.map { $0.alerts.map(card).joined(separator: "\n") }
            ?? "<pre>\(escape(String(decoding: message.body.prefix(4096), as: UTF8.self)))</pre>"
        return "<section><h2>\(head), \(answer)</h2>\n\(content)</section>"
    }

    private static func card(_ alert: ReceivedWebhook.Alert) -> String {
        let isFiring = alert.status == "firing"
        let labels = alert.labels
        let notes = alert.annotations
        let words = [labels["account"], labels["cause"], labels["confidence"], labels["severity"]]
        let tags = words.compactMap(\.self).map { "<span class=\"tag\">\(escape($0))</span>" }
        let since = isFiring ? "since \(alert.startsAt)" : "until \(alert.endsAt)"
        return """
            <article class="\(isFiring ? "firing" : "resolved")">
            <h3><strong>\(escape(alert.status))</strong> \(escape(labels["alertname"] ?? "alert")) \
            <small>\(escape(since))</small></h3>
            <p>\(tags.joined(separator: " "))</p>
            \(paragraph(notes["summary"]))\(block("Evidence", notes["evidence"]))\
            \(block("Next steps", notes["next_steps"]))</article>
            """
    }

    private static func paragraph(_ text: String?) -> String {
        text.map { "<p class=\"summary\">\(escape($0))</p>\n" } ?? ""
    }

    private static func block(_ heading: String, _ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        return "<h4>\(heading)</h4><div class=\"lines\">\(escape(text))</div>\n"
    }

    private static func time(_ date: Date) -> String { escape(Timestamp.text(date)) }

    /// Makes a text harmless in HTML, in elements and in attributes.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let style = """
        :root{color-scheme:light dark;--red:#b3261e;--green:#1b7f3b;--line:#8885}
        body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1.5rem}
        h1{font-size:1.5rem;margin:0}header p,h2,small{color:GrayText;font-weight:400}
        h2{font-size:.9rem;margin:1.5rem 0 .5rem}h3{margin:0;font-size:1.1rem}
        h4{margin:.75rem 0 .25rem;font-size:.9rem}.empty{padding:3rem 0;text-align:center}
        article{border:1px solid var(--line);border-left:.5rem solid;border-radius:.5rem;
        padding:1rem;margin:.5rem 0}
        article.firing{border-left-color:var(--red)}.firing strong{color:var(--red)}
        article.resolved{border-left-color:var(--green)}.resolved strong{color:var(--green)}
        strong{text-transform:uppercase}.tag{border:1px solid var(--line);border-radius:1rem;
        padding:.1rem .6rem;font-size:.85rem}.summary{font-weight:600}
        .lines,pre{white-space:pre-wrap;overflow-wrap:anywhere}
        """
}
