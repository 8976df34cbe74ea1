package import Foundation

/// The time, as a parameter: production asks the system, tests turn the hands themselves.
package protocol Timekeeper: Sendable {
    /// The wall-clock time.
    var now: Date { get }

    /// Waits until the given time, at once if it has passed.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func sleep(until deadline: Date) async throws
}

/// The system's clock.
package struct SystemTime: Timekeeper {
    package init() {}

    package var now: Date { Date() }

    package func sleep(until deadline: Date) async throws {
        let seconds = deadline.timeIntervalSinceNow
        guard seconds > 0 else { return try Task.checkCancellation() }
        try await Task.sleep(for: .seconds(seconds))
    }
}

extension Duration {
    /// The length in seconds, as Foundation counts time.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
