import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Takes what is due from the ledger to its receivers.
///
/// Each integration of each receiver is a lane: one notification at a time, in order, so that a
/// dead receiver holds up nobody but itself.
final class Dispatcher: Service {
    fileprivate struct Lane: Hashable {
        let receiver: String
        let integrationIndex: Int
    }

    private let world: World
    private let board: Board
    private let ledger: any Ledger
    private let transport: any Transport
    private let time: any Timekeeper
    private let externalURL: String
    private let retries = RetryPolicy()
    private let jitter: @Sendable () -> Double
    private let bell: Bell
    private let logger: Logger
    private let lastLook = Mutex(Date.distantPast)
    private let busy = Mutex<Set<Lane>>([])
    /// Delivered, but still in the outbox because the disk refused; not to be sent again.
    private let delivered = Mutex<Set<String>>([])

    init(
        world: World,
        board: Board,
        ledger: any Ledger,
        transport: any Transport,
        time: any Timekeeper,
        externalURL: String,
        jitter: @escaping @Sendable () -> Double,
        bell: Bell,
        logger: Logger
    ) {
        self.world = world
        self.board = board
        self.ledger = ledger
        self.transport = transport
        self.time = time
        self.externalURL = externalURL
        self.jitter = jitter
        self.bell = bell
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { deliveries in
                while !Task.isCancelled {
                    let next = await self.pass { notification in
                        deliveries.addTask { await self.deliver(notification) }
                    }
                    await self.bell.wait(until: self.noLater(than: next), by: self.time)
                }
            }
        }
        await drain()
    }

    /// Looks at everything that is due once.
    ///
    /// - Parameter start: Begins a delivery; its end rings the bell.
    /// - Returns: When to look again at the latest; nil when only a ring brings news.
    private func pass(start: (QueuedNotification) -> Void) async -> Date? {
        do {
            let now = time.now
            try await noticeClock(at: now)
            let isFlushed = await flushGroups(at: now)
            // A lane that was busy before the look may hold a notification that the look still
            // sees and that has been delivered since; its end rings for another look.
            let wasBusy = busy.withLock { $0 }
            for notification in try await ledger.dueNotifications(at: now)
            where !wasBusy.contains(notification.lane) && claim(notification) {
                start(notification)
            }
            try await refreshBoard()
            // What was due already is on its way, or in a busy lane, whose end rings.
            let next = try await ledger.nextDue(after: now)
            return isFlushed ? next : min(next ?? .distantFuture, now.addingTimeInterval(1))
        } catch is CancellationError {
            return nil
        } catch {
            logger.error(
                "could not read the outbox; trying again in a second",
                metadata: ["error": "\(error)"]
            )
            return time.now.addingTimeInterval(1)
        }
    }

    /// How much later than it should be something may become after the clock was set back.
    private static let longestRest = 60.0

    private func noLater(than next: Date?) -> Date {
        min(next ?? .distantFuture, time.now.addingTimeInterval(Self.longestRest))
    }

    /// What waits on disk waits for a time on the clock, which comes an hour late where the clock is
    /// set back by an hour.
    private func noticeClock(at now: Date) async throws {
        let distance = lastLook.withLock(\.self).timeIntervalSince(now)
        if distance > 0 {
            try await ledger.clockWasSetBack(by: .seconds(distance))
            logger.warning(
                "the clock was set back; what waits to be sent waits no longer for that",
                metadata: ["seconds": "\(distance)"]
            )
        }
        lastLook.withLock { $0 = now }
    }

    /// Writes what groups have to say to the outbox.
    ///
    /// - Returns: Whether all of them could; one that cannot keeps none of the others waiting.
    private func flushGroups(at now: Date) async -> Bool {
        do {
            let report = try await ledger.flushGroups(
                at: now,
                routing: world.now.settings.alerting,
                externalURL: externalURL
            )
            tell(of: report)
            return true
        } catch {
            logger.error(
                "could not write what a group has to say; trying again in a second",
                metadata: ["error": "\(error)"]
            )
            return false
        }
    }

    private func tell(of report: FlushReport) {
        for (addressee, count) in report.dropped {
            board.update { scoreboard in
                for _ in 0..<count {
                    scoreboard.notified(addressee, outcome: .failed, fault: .queueFull)
                }
            }
            logger.error(
                "a receiver's queue is full; its oldest reminders, or else notifications, are dropped",
                metadata: ["receiver": "\(addressee.receiver)", "dropped": "\(count)"]
            )
        }
        for (addressee, problems) in report.templateProblems {
            board.update { $0.count(.template, of: addressee, times: problems.count) }
            for problem in problems {
                logger.error(
                    "a template could not be used; the notification goes out with the usual body",
                    metadata: [
                        "receiver": "\(addressee.receiver)",
                        "problem": "the template makes \(problem)",
                    ]
                )
            }
        }
    }

    private func refreshBoard() async throws {
        let queues = try await ledger.queues()
        let counts = try await ledger.incidentCounts()
        let silences = try await ledger.silenceCounts(at: time.now)
        board.update { scoreboard in
            scoreboard.setQueues(queues)
            scoreboard.setIncidents(counts)
            scoreboard.setSilences(silences)
        }
    }

    private func claim(_ notification: QueuedNotification) -> Bool {
        busy.withLock { $0.insert(notification.lane).inserted }
    }

    private func deliver(_ notification: QueuedNotification) async {
        defer {
            _ = busy.withLock { $0.remove(notification.lane) }
            bell.ring()
        }
        do {
            try await attempt(notification)
        } catch is CancellationError {
            return
        } catch {
            // What was delivered is remembered and not sent again while this agent lives.
            logger.error(
                "could not write down how a delivery ended; trying again in a second",
                metadata: ["receiver": "\(notification.receiver)", "error": "\(error)"]
            )
            try? await time.sleep(until: time.now.addingTimeInterval(1))
        }
    }

    private func attempt(_ notification: QueuedNotification) async throws {
        guard !delivered.withLock({ $0.contains(notification.id) }) else {
            return try await forget(notification)
        }
        guard let integration = integration(for: notification) else {
            logger.error(
                "a notification is dropped because its receiver is no longer configured",
                metadata: ["receiver": "\(notification.receiver)"]
            )
            return try await ledger.settle(notification)
        }
        let answer = await transport.send(integration.request(for: notification, at: time.now))
        // Given up by us, not by the receiver: the next start sends it again.
        if case .noResponse(.cancelled) = answer.outcome { return }
        try await settle(
            notification,
            integration,
            integration.delivery(from: answer, at: time.now),
            fault: NotificationFault(answer)
        )
    }

    private func settle(
        _ notification: QueuedNotification,
        _ integration: Integration,
        _ delivery: Delivery,
        fault: NotificationFault
    ) async throws {
        let now = time.now
        var metadata: Logger.Metadata = [
            "receiver": "\(notification.receiver)", "integration": "\(integration.kind)",
            "id": "\(notification.id)",
        ]
        switch delivery {
        case .delivered:
            _ = delivered.withLock { $0.insert(notification.id) }
            count(.delivered, notification, integration, at: now)
            logger.debug("notification delivered", metadata: metadata)
            try await forget(notification)
        case .retry(let reason, let asked):
            let pause = retries.pause(
                afterAttempts: notification.attempts + 1,
                asked: asked,
                jitter: jitter()
            )
            try await ledger.postpone(
                notification,
                until: now.addingTimeInterval(pause.seconds)
            )
            count(.retried, notification, integration, at: now, fault: fault)
            metadata["reason"] = "\(reason)"
            metadata["retry_in_seconds"] = "\(pause.seconds)"
            logger.warning("notification not delivered; it is tried again", metadata: metadata)
        case .failed(let reason):
            try await ledger.settle(notification)
            count(.failed, notification, integration, at: now, fault: fault)
            metadata["reason"] = "\(reason)"
            logger.error(
                "notification refused for good; check the receiver's address and credentials",
                metadata: metadata
            )
        }
    }

    private func forget(_ notification: QueuedNotification) async throws {
        try await ledger.settle(notification)
        _ = delivered.withLock { $0.remove(notification.id) }
    }

    private func count(
        _ outcome: NotificationOutcome,
        _ notification: QueuedNotification,
        _ integration: Integration,
        at now: Date,
        fault: NotificationFault? = nil
    ) {
        let latency = now.timeIntervalSince(notification.verdictAt)
        board.update { scoreboard in
            scoreboard.notified(
                Addressee(receiver: notification.receiver, integration: integration.kind),
                outcome: outcome,
                latency: outcome == .delivered ? .seconds(max(0, latency)) : nil,
                fault: fault
            )
        }
    }

    private func integration(for notification: QueuedNotification) -> Integration? {
        let receivers = world.now.settings.alerting.receivers
        guard let receiver = receivers.first(where: { $0.name == notification.receiver }),
            receiver.integrations.indices.contains(notification.integrationIndex)
        else { return nil }
        // Read before a reload and sent after it, the place may be another one's now.
        return receiver.integrations.first { $0.destination == notification.destination }
            ?? receiver.integrations[notification.integrationIndex]
    }

    /// One attempt at all that is due, before the agent leaves.
    ///
    /// A lane goes on as long as it delivers. What fails, or takes longer than the time there is,
    /// stays on disk.
    private func drain() async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await self.time.sleep(until: self.time.now.addingTimeInterval(5))
                return false
            }
            var open = 0
            repeat {
                _ = await pass { notification in
                    open += 1
                    group.addTask {
                        await self.deliver(notification)
                        return true
                    }
                }
                guard open > 0, await group.next() == true else { break }
                open -= 1
            } while true
            group.cancelAll()
        }
    }
}

extension QueuedNotification {
    fileprivate var lane: Dispatcher.Lane {
        Dispatcher.Lane(receiver: receiver, integrationIndex: integrationIndex)
    }
}
