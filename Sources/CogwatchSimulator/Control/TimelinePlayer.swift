import CogwatchCore
import Foundation
import Logging

/// Lets a scenario's timeline happen.
struct TimelinePlayer: Sendable {
    let azure: SimulatedAzure
    let time: any Timekeeper
    let logger: Logger

    /// Makes each change at its time, counted from now; one that cannot be made is logged.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func play(_ timeline: [Scenario.Event]) async throws {
        let start = time.now
        for event in timeline {
            try await time.sleep(until: start.addingTimeInterval(event.after.seconds))
            do {
                try azure.apply(event.change)
            } catch {
                logger.error("timeline step failed", metadata: ["reason": "\(error)"])
            }
        }
    }
}
