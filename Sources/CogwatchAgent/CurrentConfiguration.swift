import Synchronization

/// The text and digest of the configuration in force.
final class CurrentConfiguration: Sendable {
    private let value = Mutex<(text: String, digest: UInt64)>(("", 0))

    var text: String { value.withLock { $0.text } }
    var digest: UInt64 { value.withLock { $0.digest } }

    func replace(with loaded: LoadedSettings) {
        value.withLock { $0 = (loaded.text, loaded.digest) }
    }
}
