import CogwatchCore
import Foundation
import Logging
import Synchronization

/// Compares the keys of healthy accounts with those that Resource Manager lists, so that a key that
/// was made anew is known before it stops working.
final class KeyComparisons: Sendable {
    private static let interval = Duration.seconds(1800)
    /// How long what was refused for good is not asked again.
    private static let day = Duration.seconds(86_400)

    private struct State {
        var schedule = Schedule()
        /// The edition of the memory that the schedule follows.
        var edition: Int?
        /// What was logged already: subscription and kind of refusal.
        var told: Set<String> = []
    }

    private let state = Mutex(State())
    private let desk: ManagementDesk
    private let book: AccessBook
    private let memory: Memory
    private let time: any Timekeeper
    private let logger: Logger

    init(
        desk: ManagementDesk,
        book: AccessBook,
        memory: Memory,
        time: any Timekeeper,
        logger: Logger
    ) {
        self.desk = desk
        self.book = book
        self.memory = memory
        self.time = time
        self.logger = logger
    }

    /// Lets what was refused for good be asked again.
    func forgiveRefusals() { state.withLock { $0 = State() } }

    /// When the next account's keys are compared; nil where there is none.
    func nextDue() -> Date? {
        follow()
        return state.withLock { $0.schedule.nextDue() }
    }

    /// Compares the keys of one account whose time has come.
    ///
    /// - Returns: The account's name, where the comparison says something new.
    func compareOne() async -> String? {
        follow()
        guard let due = state.withLock({ $0.schedule.popDue(at: time.now) }) else { return nil }
        var pacing = Pacing()
        defer {
            state.withLock { _ = $0.schedule.finished(due.account, at: time.now, pacing: pacing) }
        }
        guard let entry = memory[due.account], entry.belief.failingSince == nil,
            let (id, access) = book.access(to: entry.account)
        else { return nil }
        do {
            let listed = try await desk.keys(of: id, by: access)
            book.opened(id.subscription)
            let comparison = KeyComparison(listed, with: entry.keys, at: time.now)
            return memory.keep(comparison, of: entry.account) ? due.account : nil
        } catch let refusal as ManagementRefusal {
            book.opened(id.subscription)
            if !refusal.isPassing {
                pacing.notBefore = time.now.addingTimeInterval(Self.day.seconds)
            }
            log(refusal, of: due.account, in: id.subscription)
        } catch {
            if !Task.isCancelled { book.close(id.subscription, access, because: error) }
        }
        return nil
    }

    /// A subscription's accounts mostly share their permissions: one line is enough for all.
    private func log(_ refusal: ManagementRefusal, of account: String, in subscription: String) {
        let isNews = state.withLock {
            $0.told.insert("\(subscription.lowercased()) \(refusal.kind.rawValue)").inserted
        }
        let metadata: Logger.Metadata = [
            "account": "\(account)", "subscription": "\(subscription)",
            "reason": "\(refusal.fault)",
        ]
        guard isNews, !refusal.isPassing else {
            logger.debug("could not compare keys with Azure's", metadata: metadata)
            return
        }
        logger.warning(
            "may not compare keys with Azure's; asked again after a reload, or in a day",
            metadata: metadata
        )
    }

    /// Puts the schedule in line with the accounts that are configured now.
    private func follow() {
        let edition = memory.edition
        guard state.withLock({ $0.edition != edition }) else { return }
        let names = memory.all().map(\.account).filter(book.knows).map { ($0.name, Self.interval) }
        let intervals = Dictionary(names) { first, _ in first }
        state.withLock { state in
            state.schedule.adopt(intervals, at: time.now)
            state.edition = edition
        }
    }
}
