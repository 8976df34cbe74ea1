import Synchronization

/// What is wrong at the moment, so that it is said when it changes and not at each attempt.
final class Trouble: Sendable {
    private let current = Mutex<String?>(nil)

    /// Notes what is wrong now, nil when nothing is.
    ///
    /// - Returns: Whether that is news.
    func becomes(_ reason: String?) -> Bool {
        current.withLock { current in
            defer { current = reason }
            return current != reason
        }
    }
}
