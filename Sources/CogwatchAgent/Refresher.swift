import CogwatchCore
import Foundation
import ServiceLifecycle

/// Looks again and again at what the configuration in force refers to: files of keys and of accounts.
///
/// The configuration's own file waits for a reload.
struct Refresher: Service {
    let reloader: Reloader
    let current: CurrentConfiguration
    let world: World
    let time: any Timekeeper
    let read: @Sendable (Bool) async -> LoadedSettings?

    /// A look asks for the stamp of each file, and opens none that has not changed.
    private static let longestPause = Duration.seconds(5)

    private var pause: Duration {
        let wishes = world.now.settings.discovery.files.map(\.refreshInterval)
        return min(wishes.min() ?? Self.longestPause, Self.longestPause)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var complaints = Set(current.warnings)
            while (try? await time.sleep(until: time.now.addingTimeInterval(pause.seconds))) != nil
            {
                complaints = await reloader.refresh(by: read, complainedOf: complaints)
            }
        }
    }
}
