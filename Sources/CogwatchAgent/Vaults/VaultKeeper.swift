import CogwatchCore
import ServiceLifecycle

/// Reads secrets of Key Vaults again and again, and has what is new put in force.
struct VaultKeeper: Service {
    let keyring: Keyring
    let adopt: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if await keyring.turn() { await adopt() }
            }
        }
    }
}
