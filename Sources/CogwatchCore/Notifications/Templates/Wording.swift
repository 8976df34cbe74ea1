/// The operator's own words for a chat: in place of the headline, of what stands below it, or both.
package struct Wording: Sendable, Equatable {
    package var title: NotificationTemplate?
    package var text: NotificationTemplate?

    package init(title: NotificationTemplate? = nil, text: NotificationTemplate? = nil) {
        self.title = title
        self.text = text
    }

    /// Longer than any receiver's limit.
    private static let mostOfText = 40_000

    /// The headline; what the template says, where it says something.
    func headline(of briefing: Briefing) -> String {
        let own = title.map { Tidy.line($0.filled(with: briefing.facts), most: 1000) } ?? ""
        return own.allSatisfy(\.isWhitespace) ? briefing.headline : own
    }

    /// What the template says below the headline; nil where it says nothing.
    func body(of briefing: Briefing) -> String? {
        guard let text else { return nil }
        let own = Tidy.block(text.filled(with: briefing.facts), most: Self.mostOfText)
        return own.allSatisfy(\.isWhitespace) ? nil : own
    }
}

extension Briefing {
    /// No chat has room for more.
    private static let mostInTemplate = 100

    fileprivate var facts: TemplateValue {
        TemplateFacts.facts(of: group, incidents: incidents, maximumAlerts: Self.mostInTemplate)
    }
}

extension String {
    /// A text with the operator's markup in it, cut where a word ends, so that no link or entity
    /// is cut in two.
    func cutAtWord(toFit fits: (String) -> Bool) -> String {
        let cut = shortened(toFit: fits)
        guard cut != self, let blank = cut.dropLast().lastIndex(where: \.isWhitespace) else {
            return cut
        }
        return cut[..<blank] + Tidy.ellipsis
    }
}
