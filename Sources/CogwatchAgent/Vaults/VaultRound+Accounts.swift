package import CogwatchCore
import Synchronization

extension VaultRound {
    /// Gives accounts the keys that vaults hold, for a command that does its work once.
    ///
    /// - Parameters:
    ///   - accounts: As configured.
    ///   - limit: For all vaults together.
    /// - Returns: The same accounts; a key that was not to be had is empty, and says why.
    package func settle(_ accounts: [Account], within limit: Duration) async -> [Account] {
        let sources = accounts.flatMap { $0.keys.compactMap(\.vault) }
        guard !sources.isEmpty else { return accounts }
        let shelf = SharedShelf()
        let now = time.now
        let due = shelf.value.withLock { shelf in
            shelf.keep(sources, at: now)
            return shelf.takeDue(at: now)
        }
        await read(due, within: limit) { [time] place, result in
            _ = shelf.value.withLock { $0.take(result, of: place, at: time.now, spread: 0) }
        }
        let end = time.now
        return shelf.value.withLock { shelf in accounts.map { shelf.settled($0, at: end) } }
    }
}

private final class SharedShelf: Sendable {
    let value = Mutex(VaultShelf())
}
