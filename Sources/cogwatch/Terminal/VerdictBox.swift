import CogwatchCore
import Foundation

/// A verdict in a frame, which nobody overlooks below a screen of steps.
struct VerdictBox {
    private let title: String
    private let diagnosis: Diagnosis
    private static let width = 96

    init(_ title: String, _ diagnosis: Diagnosis) {
        self.title = title
        self.diagnosis = diagnosis
    }

    func rendered(_ style: Style) -> String {
        let verdict = "\(diagnosis.cause.rawValue), \(diagnosis.confidence.rawValue)"
        let evidence = diagnosis.evidence.flatMap { Self.item("- ", $0.text) }
        let steps = diagnosis.nextSteps.enumerated().flatMap { number, step in
            Self.item("\(number + 1). ", step)
        }
        let body =
            [line(verdict, style, .bold, .red)]
            + Self.item("", diagnosis.cause.meaning).map { line($0, style) }
            + [rule("├", "How we know", "┤")] + evidence.map { line($0, style) }
            + [rule("├", "What to do", "┤")] + steps.map { line($0, style) }
        return ([rule("┌", title, "┐")] + body + [rule("└", "", "┘")]).joined(separator: "\n")
    }

    private func rule(_ left: String, _ text: String, _ right: String) -> String {
        let words = text.isEmpty ? "" : " \(text) "
        let dashes = String(repeating: "─", count: max(0, Self.width - 3 - words.count))
        return "\(left)─\(words)\(dashes)\(right)"
    }

    private func line(_ text: String, _ style: Style, _ colours: Style.Colour...) -> String {
        let padding = String(repeating: " ", count: max(0, Self.width - 4 - text.count))
        let shown = colours.reduce(text) { style($0, $1) }
        return "│ \(shown)\(padding) │"
    }

    /// A text in lines that fit, later ones under the first one's words.
    private static func item(_ mark: String, _ text: String) -> [String] {
        let room = width - 4 - mark.count
        var lines: [String] = []
        var current = ""
        for word in text.split(separator: " ").flatMap({ pieces(of: $0, room) }) {
            if !current.isEmpty, current.count + 1 + word.count > room {
                lines.append(current)
                current = ""
            }
            current += current.isEmpty ? word : " " + word
        }
        lines.append(current)
        let indent = String(repeating: " ", count: mark.count)
        return lines.enumerated().map { ($0.offset == 0 ? mark : indent) + $0.element }
    }

    private static func pieces(of word: Substring, _ room: Int) -> [String] {
        stride(from: 0, to: word.count, by: room).map { String(word.dropFirst($0).prefix(room)) }
    }
}
