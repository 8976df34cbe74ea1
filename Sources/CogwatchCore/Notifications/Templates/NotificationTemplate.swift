/// A text of the operator's own with places for what happened, ready to be filled in.
///
/// Whoever compiles it, the core only fills it in: the language of templates is another room's.
package struct NotificationTemplate: Sendable {
    /// As it was written.
    package let text: String
    package let escaping: TemplateEscaping
    private let fill: @Sendable (TemplateValue) -> String

    /// - Parameters:
    ///   - text: As it was written.
    ///   - escaping: What is done to what is filled in.
    ///   - fill: Fills it in.
    package init(
        text: String,
        escaping: TemplateEscaping,
        fill: @escaping @Sendable (TemplateValue) -> String
    ) {
        self.text = text
        self.escaping = escaping
        self.fill = fill
    }

    /// The text with everything filled in.
    package func filled(with value: TemplateValue) -> String { fill(value) }
}

extension NotificationTemplate: Equatable {
    package static func == (left: NotificationTemplate, right: NotificationTemplate) -> Bool {
        left.text == right.text && left.escaping == right.escaping
    }
}

/// What is filled in.
package indirect enum TemplateValue: Sendable, Equatable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([TemplateValue])
    case object([String: TemplateValue])
}

/// What is done to a text that is filled in, so that it means nothing where it ends up.
package enum TemplateEscaping: String, Sendable, CaseIterable {
    /// Inside the quotes of a JSON string.
    case json
    case plain
    case slack
    case discord

    /// The text as it may stand there.
    package func escaped(_ text: String) -> String {
        switch self {
        case .json: JSONText.escaped(text)
        case .plain: text
        case .slack: Markup.slack.escaped(text)
        case .discord: Markup.discord.escaped(text)
        }
    }
}

/// Makes a template of a text.
package typealias TemplateCompiler =
    @Sendable (String, TemplateEscaping) throws(TemplateMistake) -> NotificationTemplate

/// What is wrong with a template, and where.
package struct TemplateMistake: Error, Equatable {
    package let what: String
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int

    package init(what: String, line: Int, column: Int) {
        self.what = what
        self.line = line
        self.column = column
    }
}
