import Logging
import Synchronization

/// What an agent wrote into its log.
final class LogBook: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]

        func contains(_ part: String) -> Bool {
            ([message] + metadata.values).contains { $0.contains(part) }
        }
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(book: self) } }

    func lines(_ part: String) -> [Line] { lines.filter { $0.message.contains(part) } }

    /// Warnings, and worse, of which message or metadata have a part.
    func warnings(about part: String) -> [Line] {
        lines.filter { $0.level >= .warning && $0.contains(part) }
    }

    private struct Handler: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                level: event.level,
                message: event.message.description,
                metadata: (event.metadata ?? [:]).mapValues { "\($0)" }
            )
            book.kept.withLock { $0.append(line) }
        }
    }
}
