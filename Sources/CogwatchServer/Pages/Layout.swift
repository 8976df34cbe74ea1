import CogwatchCore
import Foundation

/// What all pages share.
struct Layout {
    /// Stands before the path of every link.
    let prefix: String
    let build: BuildDescription

    /// How often a page is asked for again: by the script, and by a browser that runs none, in which
    /// that takes away what somebody has begun to write.
    private static let refreshSeconds = (script: 15, plain: 60)

    /// A whole page: `current` is its path in the navigation.
    func page(
        title: String,
        current: String = "",
        refreshes: Bool = true,
        content: (inout HTML) -> Void
    ) -> HTML {
        HTML { html in
            html.raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            html.raw("<meta name=\"color-scheme\" content=\"light dark\">")
            if refreshes {
                html.element("noscript") { html in
                    html.open(
                        "meta",
                        ["http-equiv": "refresh", "content": "\(Self.refreshSeconds.plain)"]
                    )
                }
            }
            html.element("title", "\(title) · cogwatch")
            html.open(
                "link",
                ["rel": "icon", "type": "image/svg+xml", "href": "\(prefix)/icon.svg"]
            )
            html.open(
                "link",
                ["rel": "stylesheet", "href": "\(prefix)/style.css?v=\(Asset.style.digest)"]
            )
            html.element(
                "script",
                ["src": "\(prefix)/assets/page.js?v=\(Asset.script.digest)", "defer": ""]
            ) { _ in }
            html.raw("</head><body>")
            html.element("a", ["class": "skip", "href": "#main"], "Skip to the content")
            navigation(current, into: &html)
            let pace = refreshes ? "\(Self.refreshSeconds.script)" : ""
            html.element("main", ["id": "main", "tabindex": "-1", "data-refresh": pace]) {
                content(&$0)
            }
            footer(into: &html)
            html.raw("</body></html>\n")
        }
    }

    /// What an incident is about, as a link where that has a page.
    func link(to incident: Incident, into html: inout HTML) {
        guard incident.isOfAccount else { return html.write(incident.account) }
        link(to: incident.account, into: &html)
    }

    /// A link to an account's page.
    func link(to account: String, into html: inout HTML) {
        html.element("a", ["href": path(toAccount: account)], account)
    }

    func path(toAccount name: String) -> String {
        "\(prefix)/accounts/\(Locator.encoded(name))"
    }

    private func navigation(_ current: String, into html: inout HTML) {
        let places = [
            ("/", "Status"), ("/incidents", "Incidents"), ("/silences", "Silences"),
            ("/metrics", "Metrics"), ("/api/v1/accounts", "API"),
        ]
        html.element("header") { html in
            html.element("a", ["class": "brand", "href": "\(prefix)/"]) { html in
                html.open("img", ["src": "\(prefix)/icon.svg", "alt": ""])
                html.write("cogwatch")
            }
            html.element("nav", ["aria-label": "Pages of cogwatch"]) { html in
                for (path, name) in places {
                    if path == current {
                        html.element(
                            "a",
                            ["href": "\(prefix)\(path)", "aria-current": "page"],
                            name
                        )
                    } else {
                        html.element("a", ["href": "\(prefix)\(path)"], name)
                    }
                }
            }
        }
    }

    private func footer(into html: inout HTML) {
        html.element("footer", "cogwatch \(build.version) (\(build.revision))")
    }
}

extension HTML {
    /// A state in a coloured pill, in words too: colour alone tells not everybody something.
    mutating func pill(_ words: String, _ tone: Tone) {
        element("span", ["class": "pill \(tone.rawValue)"], words)
    }

    /// What is wrong with what somebody wrote.
    mutating func problems(_ problems: [String]) {
        guard !problems.isEmpty else { return }
        element("div", ["class": "problem", "role": "alert"]) { html in
            for problem in problems { html.element("p", problem) }
        }
    }

    /// Words in which what stands between backticks is code.
    mutating func prose(_ words: String) {
        let parts = words.split(separator: "`", omittingEmptySubsequences: false)
        // An odd backtick is a backtick.
        guard parts.count % 2 == 1 else { return write(words) }
        for (place, part) in parts.enumerated() {
            if place % 2 == 0 { write(String(part)) } else { element("code", String(part)) }
        }
    }

    /// A moment, which the script writes in the viewer's zone.
    mutating func moment(_ date: Date) {
        element(
            "time",
            ["datetime": Timestamp.text(date), "class": "moment"],
            Wording.moment(date)
        )
    }

    /// `12 min ago`, with the moment itself for who asks.
    mutating func ago(_ date: Date, at now: Date) {
        let moment = Wording.moment(date)
        element(
            "time",
            ["datetime": Timestamp.text(date), "title": moment],
            Wording.ago(date, at: now)
        )
    }

    /// `12 min`, with the moment of its beginning for who asks.
    mutating func length(since date: Date, at now: Date) {
        element(
            "time",
            ["datetime": Timestamp.text(date), "title": Wording.moment(date)],
            Wording.span(now.timeIntervalSince(date))
        )
    }

    /// A row of a list of facts.
    mutating func fact(_ name: String, _ content: (inout HTML) -> Void) {
        element("div") { html in
            html.element("dt", name)
            html.element("dd") { content(&$0) }
        }
    }

    mutating func fact(_ name: String, _ words: String) {
        fact(name) { $0.write(words) }
    }

    /// A cell that knows its column's name, which a phone shows in front of it.
    mutating func cell(_ column: String, _ content: (inout HTML) -> Void) {
        // One box, which a phone puts beside the column's name.
        element("td", ["data-column": column]) { $0.element("div") { content(&$0) } }
    }

    mutating func cell(_ column: String, _ words: String) {
        cell(column) { $0.write(words) }
    }

    /// The head of a table.
    mutating func columns(_ names: [String]) {
        element("thead") { html in
            html.element("tr") { html in
                for name in names { html.element("th", ["scope": "col"], name) }
            }
        }
    }
}
