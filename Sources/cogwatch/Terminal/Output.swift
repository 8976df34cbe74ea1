import CogwatchCore
import Foundation
import Synchronization

/// Standard output for results, standard error for everything else.
enum Output {
    /// Whether results go to a person's screen.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether to use colours: on a terminal, unless `NO_COLOR` is set.
    static var wantsColour: Bool { isTerminal && mayDecorate }

    /// Whether progress can be shown without littering a log.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && mayDecorate }

    private static var mayDecorate: Bool {
        let environment = ProcessInfo.processInfo.environment
        return environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    static func line(_ text: String) {
        write(text + "\n", to: .standardOutput)
    }

    /// Says what is wrong; a key in the place of a name or a flag's value is not said back.
    static func error(_ text: String) {
        write(Redaction.masked(text) + "\n", to: .standardError)
    }

    static func log(_ line: String) {
        write(line + "\n", to: .standardError)
    }

    static func progress(_ text: String) {
        write(text, to: .standardError)
    }

    private static func write(_ text: String, to file: FileHandle) {
        // Nobody is left to be told when the reader has closed its end.
        try? file.write(contentsOf: Data(text.utf8))
    }
}

/// Text in colour, or not.
struct Style: Sendable {
    enum Colour: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    let isOn: Bool

    static var output: Style { Style(isOn: Output.wantsColour) }

    func callAsFunction(_ text: String, _ colours: Colour...) -> String {
        guard isOn else { return text }
        let codes = colours.map(\.rawValue).joined(separator: ";")
        return "\u{1B}[\(codes)m\(text)\u{1B}[0m"
    }
}
