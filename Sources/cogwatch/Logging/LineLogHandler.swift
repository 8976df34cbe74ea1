import CogwatchCore
import Foundation
import Logging

/// One log line to standard error for each event, in logfmt or JSON.
struct LineLogHandler: LogHandler {
    enum Format: String, Sendable, CaseIterable {
        case logfmt, json
    }

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: Format

    init(format: Format, level: Logger.Level) {
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, newer in newer }
        let pairs =
            [
                ("ts", Timestamp.text(Date())),
                ("level", Self.name(of: event.level)),
                ("msg", event.message.description),
            ] + facts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        Output.log(line(pairs))
    }

    private func line(_ pairs: [(String, String)]) -> String {
        switch format {
        case .logfmt: pairs.map { "\($0)=\(Self.logfmt($1))" }.joined(separator: " ")
        case .json:
            "{" + pairs.map { "\(Self.json($0)):\(Self.json($1))" }.joined(separator: ",") + "}"
        }
    }

    private static func name(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error, .critical: "error"
        }
    }

    private static func logfmt(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != 0x22 && $0 != 0x3d }
        return isPlain ? value : json(value)
    }

    /// The value as a JSON string, which logfmt's quoted values are too.
    private static func json(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
