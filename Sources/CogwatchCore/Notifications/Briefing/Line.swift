/// A line of a message, before a receiver's markup.
struct Line: Sendable, Equatable {
    /// A part of a line.
    struct Run: Sendable, Equatable {
        var text: String
        var isBold = false
        /// Where it leads, fit to stand in any markup.
        var url: String?
    }

    /// What a line is for.
    enum Kind: Sendable {
        case text
        /// Where another kind of alert begins.
        case chapter
        case heading
        /// With its bullet or number.
        case item
        /// Nothing but addresses.
        case links
    }

    let kind: Kind
    var runs: [Run]

    init(_ kind: Kind, _ runs: [Run]) {
        self.kind = kind
        self.runs = runs
    }

    /// A line of one text.
    init(_ kind: Kind, _ text: String) {
        self.init(kind, [Run(text: text, isBold: kind == .heading || kind == .chapter)])
    }

    /// The line with the end of its last text cut off, so that it fits; nil where none of it does.
    func shortened(toFit fits: (Line) -> Bool) -> Line? {
        if fits(self) { return self }
        guard kind != .links, let last = runs.last, last.url == nil else { return nil }
        var line = self
        let text = last.text.shortened { text in
            line.runs[line.runs.count - 1].text = text
            return fits(line)
        }
        guard text.count > 1 else { return nil }
        line.runs[line.runs.count - 1].text = text
        return line
    }
}

/// How a receiver marks bold text and links, and what it must not see as such.
enum Markup: Sendable {
    case plain
    /// Slack's mrkdwn.
    case slack
    /// Discord's Markdown.
    case discord

    /// A text that is shown as it is.
    func escaped(_ text: String) -> String {
        switch self {
        case .plain: text
        case .slack: Self.slack(text)
        case .discord: Self.discord(text)
        }
    }

    /// A line with its markup.
    func text(_ line: Line) -> String {
        switch self {
        case .plain: line.kind == .links ? plainLinks(line) : line.runs.map(\.text).joined()
        case .slack: line.runs.map(slack).joined()
        case .discord: discordStart(line) + line.runs.map(discord).joined()
        }
    }
}

extension Markup {
    private func plainLinks(_ line: Line) -> String {
        let links = line.runs.compactMap { run in run.url.map { "\(run.text): \($0)" } }
        return links.joined(separator: "\n")
    }

    private func slack(_ run: Line.Run) -> String {
        let text = escaped(run.text)
        if let url = run.url { return "<\(Self.slack(url))|\(text)>" }
        return run.isBold && !text.isEmpty ? "*\(text)*" : text
    }

    /// Slack's page "Formatting text for app surfaces": these three, and no others.
    private static func slack(_ text: String) -> String {
        text.replacing("&", with: "&amp;")
            .replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
    }

    private func discord(_ run: Line.Run) -> String {
        let text = escaped(run.text)
        if let url = run.url { return "[\(text)](\(url))" }
        return run.isBold && !text.isEmpty ? "**\(text)**" : text
    }

    /// Some characters mean something only where a line begins.
    private func discordStart(_ line: Line) -> String {
        guard let first = line.runs.first, !first.isBold, first.url == nil,
            let character = first.text.first, "#-+".contains(character)
        else { return "" }
        return "\\"
    }

    private static func discord(_ text: String) -> String {
        var escaped = ""
        /// How the word that the character belongs to begins.
        var start = ""
        for character in text {
            if character.isWhitespace {
                start = ""
            } else if start.count < 8 {
                start.append(character)
            }
            // An address with a backslash in it would lead nowhere.
            let isAddress = start.hasPrefix("https://") || start.hasPrefix("http://")
            if "\\*~`|[]<>".contains(character) || (character == "_" && !isAddress) {
                escaped += "\\"
            }
            escaped.append(character)
        }
        return escaped
    }
}
