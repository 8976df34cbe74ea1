import CogwatchCore
import Foundation
import Logging
import Synchronization

/// The keys that lie in Key Vaults: read here, kept here, and nowhere written down.
final class Keyring: Sendable {
    /// The longest time for which accounts are held up by a vault that does not answer.
    private static let longestWait = Duration.seconds(5)

    private let shelf = Mutex(VaultShelf())
    private let round: VaultRound
    private let board: Board
    private let time: any Timekeeper
    private let jitter: @Sendable () -> Double
    private let log: VaultLog
    /// Rung when a secret is to be read earlier than was planned.
    private let bell = Bell()

    init(
        desk: ManagementDesk,
        board: Board,
        time: any Timekeeper,
        jitter: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        round = VaultRound(desk: desk, time: time)
        self.board = board
        self.time = time
        self.jitter = jitter
        log = VaultLog(logger: logger)
    }

    /// Gives accounts their keys; asks for those that are new, for a short while.
    func fill(_ merged: Merged) async -> Merged {
        let sources = merged.accounts.flatMap(\.vaults)
        shelf.withLock { $0.keep(sources, at: time.now) }
        show()
        await readDue(within: Self.longestWait)
        bell.ring()
        if sources.isEmpty { return merged }
        let now = time.now
        return shelf.withLock { shelf in
            merged.filled { shelf.filled($0, at: now) }
        }
    }

    /// Has those read at once that could not be read.
    func retry() {
        shelf.withLock { $0.retry(at: time.now) }
        bell.ring()
    }

    /// Has the secrets read at once whose keys Azure refuses: they may hold others by now.
    func doubt(_ keys: Set<String>, of account: Account) {
        let places = account.keys.filter { keys.contains($0.name) }.compactMap(\.vault?.place)
        guard !places.isEmpty, shelf.withLock({ $0.hurry(places, at: time.now) }) else { return }
        bell.ring()
    }

    /// Waits until secrets are due, and reads them.
    ///
    /// - Returns: Whether accounts have to be put in force anew.
    func turn() async -> Bool {
        let now = time.now
        let next = shelf.withLock { $0.nextDue }
        if next.map({ $0 > now }) ?? true { await bell.wait(until: next, by: time) }
        guard !Task.isCancelled else { return false }
        return await readDue()
    }

    @discardableResult
    private func readDue(within limit: Duration? = nil) async -> Bool {
        let due = shelf.withLock { $0.takeDue(at: time.now) }
        guard !due.isEmpty else { return false }
        let spread = jitter()
        let clerk = Clerk()
        await round.read(due, within: limit) { [self] vault in
            shelf.withLock { $0.isClosed(vault, at: time.now) }
        } heard: { [self] place, result in
            clerk.note(take(result, of: place, spread: spread), of: place)
        }
        let told = clerk.all
        shelf.withLock { shelf in
            for source in due where told[source.place] == nil { shelf.putBack(source.place) }
        }
        show()
        log.tell(told)
        return told.values.contains(where: \.changesKeys)
    }

    private func take(
        _ result: VaultRound.Result,
        of place: VaultSource.Place,
        spread: Double
    ) -> VaultNews {
        let now = time.now
        board.update { board in
            switch result {
            case .success: board.vaultWasRead(place.vault.host, at: now)
            case .failure(let refusal):
                board.vaultFailed(place.vault.host, reason: refusal.kind)
            }
        }
        return shelf.withLock { $0.take(result, of: place, at: now, spread: spread) }
    }

    private func show() {
        let counts = shelf.withLock { $0.unreadable }
        let unreadable = Dictionary(counts.map { ($0.key.host, $0.value) }) { $1 }
        board.update { $0.watch(vaults: unreadable) }
    }
}

/// Collects what is new while secrets are read.
private final class Clerk: Sendable {
    private let news = Mutex<[VaultSource.Place: VaultNews]>([:])

    var all: [VaultSource.Place: VaultNews] { news.withLock { $0 } }

    func note(_ one: VaultNews, of place: VaultSource.Place) {
        news.withLock { $0[place] = one }
    }
}

extension Account {
    fileprivate var vaults: [VaultSource] { keys.compactMap(\.vault) }
}
