import Synchronization

/// The contents of the file that was taken over last.
final class LoadedBytes: Sendable {
    private let value = Mutex<[UInt8]?>(nil)

    var bytes: [UInt8]? { value.withLock { $0 } }

    func replace(with bytes: [UInt8]) {
        value.withLock { $0 = bytes }
    }
}
