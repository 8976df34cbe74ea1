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
    let read: @Sendable () async -> LoadedSettings?

    /// A look costs ten thousand accounts less than a hundredth of a core.
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
                guard let loaded = await read() else {
                    await reloader.filesStand()
                    continue
                }
                await reloader.refresh(loaded, complainedOf: complaints)
                complaints = Set(loaded.warnings)
            }
        }
    }
}
