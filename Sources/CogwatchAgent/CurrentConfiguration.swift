import Synchronization

/// The text and digest of the configuration in force.
final class CurrentConfiguration: Sendable {
    private struct Value {
        var text: [String] = []
        var digest: UInt64 = 0
        var warnings: [String] = []
    }

    private let value = Mutex(Value())

    var text: String { value.withLock(\.text).joined() }
    var digest: UInt64 { value.withLock { $0.digest } }
    var warnings: [String] { value.withLock { $0.warnings } }

    func replace(with loaded: LoadedSettings) {
        value.withLock {
            $0 = Value(text: loaded.text, digest: loaded.digest, warnings: loaded.warnings)
        }
    }
}
