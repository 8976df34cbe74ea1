import CogwatchCore
import Foundation
import ServiceLifecycle

/// Reloads when the file, or a file that it names, has changed.
struct AutoReloader: Service {
    let reloader: Reloader
    let time: any Timekeeper
    let pause: Duration
    /// The digest of what is on disk now; nil when it cannot be read.
    let digest: @Sendable () async -> UInt64?
    let current: CurrentConfiguration

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var refused: UInt64?
            while (try? await time.sleep(until: time.now.addingTimeInterval(pause.seconds))) != nil
            {
                guard let seen = await digest(), seen != current.digest, seen != refused else {
                    continue
                }
                // A bad file is complained of once, not at every look.
                refused = await reloader.reload() == nil ? nil : seen
            }
        }
    }
}
