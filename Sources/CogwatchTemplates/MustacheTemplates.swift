package import CogwatchCore
import Mustache

/// Templates in the Mustache language.
package enum MustacheTemplates {
    /// Compiling takes time that grows with the square of the length.
    private static let mostBytes = 64 * 1024

    /// Makes a template of a text.
    ///
    /// - Parameters:
    ///   - text: As it was written.
    ///   - escaping: What is done to what is filled in.
    /// - Returns: Ready to be filled in.
    /// - Throws: ``TemplateMistake``.
    package static func compile(
        _ text: String,
        _ escaping: TemplateEscaping
    ) throws(TemplateMistake) -> NotificationTemplate {
        guard text.utf8.count <= mostBytes else {
            throw TemplateMistake(what: "it has more than 64 KiB", line: 1, column: 1)
        }
        if let mistake = GoTemplate.mistake(in: text) { throw mistake }
        let template = try parse(text, escaping)
        return NotificationTemplate(
            text: text,
            escaping: escaping,
            fill: { template.render($0.rendered) }
        )
    }

    /// The escaping is the content type that holds from the first line on; that line is not part
    /// of the text.
    private static func parse(
        _ text: String,
        _ escaping: TemplateEscaping
    ) throws(TemplateMistake) -> MustacheTemplate {
        _ = registered
        do {
            return try MustacheTemplate(
                string: "{{% CONTENT_TYPE:\(escaping.contentType)}}\n\(text)"
            )
        } catch let error as MustacheTemplate.ParserError {
            throw TemplateMistake(
                what: MustacheWords.what(error.error),
                line: max(1, error.context.lineNumber - 1),
                column: max(1, error.context.columnNumber)
            )
        } catch {
            throw TemplateMistake(what: "it is no Mustache template", line: 1, column: 1)
        }
    }

    /// The library knows content types by name, for the whole program.
    private static let registered: Void = {
        for escaping in TemplateEscaping.allCases {
            MustacheContentTypes.register(Escaper(escaping: escaping), named: escaping.contentType)
        }
    }()
}

private struct Escaper: MustacheContentType {
    let escaping: TemplateEscaping

    func escapeText(_ text: String) -> String { escaping.escaped(text) }
}

extension TemplateEscaping {
    /// As a template may name it: `{{% CONTENT_TYPE:JSON}}`.
    fileprivate var contentType: String { rawValue.uppercased() }
}

extension TemplateValue {
    /// As the library takes values.
    fileprivate var rendered: Any {
        switch self {
        case .text(let text): text
        case .number(let number): number
        case .flag(let flag): flag
        case .list(let items): items.map(\.rendered)
        case .object(let fields): fields.mapValues(\.rendered)
        }
    }
}

/// What the library means, in words for whoever wrote the template.
private enum MustacheWords {
    static func what(_ error: any Error) -> String {
        guard let error = error as? MustacheTemplate.Error else {
            return "a tag is not closed; end it with }}"
        }
        return switch error {
        case .sectionCloseNameIncorrect: "this section is not the one that is open here"
        case .unfinishedName: "a tag is not closed, or its name has a character that no name has"
        case .expectedSectionEnd: "a section is not closed; end it with {{/name}}"
        case .invalidSetDelimiter: "these delimiters cannot be read; write {{=<% %>=}}"
        case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection,
            .textInsideInheritSection:
            "there are no other templates to inherit from"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable:
            "no such setting; the one there is reads {{% CONTENT_TYPE:JSON}}"
        }
    }
}

/// Alertmanager's templates are Go's, and Mustache would read many of them as something else.
private enum GoTemplate {
    static func mistake(in text: String) -> TemplateMistake? {
        let sign = /\{\{-?\s*(?:\.[A-Z]|(?:template|range|if|else|end|with|define)\b)/
        guard let match = text.firstMatch(of: sign) else { return nil }
        let before = text[..<match.range.lowerBound]
        let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return TemplateMistake(
            what: "this is a template of Go, as Alertmanager has them; write it in Mustache, as in "
                + "{{commonLabels.alertname}}",
            line: line.count,
            column: (line.last?.count ?? 0) + 1
        )
    }
}
