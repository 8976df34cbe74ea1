import Logging
import Synchronization

/// Keeps what is logged, a line each.
final class RecordedLog: Sendable {
    private let kept = Mutex<[String]>([])

    var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    /// The lines of at least a warning that contain a text.
    func warnings(about text: String) -> [String] {
        kept.withLock { $0.filter { $0.contains(text) } }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
            log.kept.withLock { $0.append("\(event.message) \(facts.joined(separator: " "))") }
        }
    }
}
