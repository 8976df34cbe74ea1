import CogwatchCore
import Foundation
import Logging
import Synchronization

/// Knows with which credential an account is asked about, and which ones get no token now.
final class AccessBook: Sendable {
    private struct Closed {
        let access: AzureAccess
        let reason: String
        let until: Date
    }

    private static let patience = Duration.seconds(120)
    /// What somebody has to mend first.
    private static let longPatience = Duration.seconds(600)

    private let world: World
    private let find: AzureAccess.Finder
    private let time: any Timekeeper
    private let logger: Logger
    /// By subscription.
    private let closed = Mutex<[String: Closed]>([:])

    init(
        world: World,
        find: @escaping AzureAccess.Finder,
        time: any Timekeeper,
        logger: Logger
    ) {
        self.world = world
        self.find = find
        self.time = time
        self.logger = logger
    }

    /// Whether an account has an access at all.
    func knows(_ account: Account) -> Bool {
        account.resourceID.flatMap { ResourceID($0) }
            .map { find(world.now.settings, $0) != nil } ?? false
    }

    /// The access to an account; nil where there is none, and while it gets no token.
    func access(to account: Account) -> (id: ResourceID, access: AzureAccess)? {
        guard let id = account.resourceID.flatMap({ ResourceID($0) }),
            let access = find(world.now.settings, id)
        else { return nil }
        let last = closed.withLock { $0[id.subscription.lowercased()] }
        // A credential that was mended is not kept waiting.
        if let last, last.access == access, last.until > time.now { return nil }
        return (id, access)
    }

    /// Notes that there was a token.
    func opened(_ subscription: String) {
        let last = closed.withLock { $0.removeValue(forKey: subscription.lowercased()) }
        guard last != nil else { return }
        logger.info("Azure gives tokens again", metadata: ["subscription": "\(subscription)"])
    }

    /// Notes why there was no token, and says so where it is news.
    func close(_ subscription: String, _ access: AzureAccess, because error: any Error) {
        let refusal = error as? EntraRefusal
        let reason = refusal.map { "\($0.fault)" } ?? "\(error)"
        let pause = refusal?.isPassing == true ? Self.patience : Self.longPatience
        let entry = Closed(
            access: access,
            reason: reason,
            until: time.now.addingTimeInterval(pause.seconds)
        )
        let last = closed.withLock { $0.updateValue(entry, forKey: subscription.lowercased()) }
        guard last?.reason != reason else { return }
        logger.warning(
            "Azure gives no token; accounts are probed and judged without its evidence",
            metadata: ["subscription": "\(subscription)", "reason": "\(reason)"]
        )
    }
}
