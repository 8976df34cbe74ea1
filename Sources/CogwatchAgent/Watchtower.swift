import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Watches the fleet as a whole, and raises the alerts that are about more than one account.
final class Watchtower: Service {
    /// What the ledger holds of a subject.
    private struct Told: Equatable {
        var alert: Alert
        var at: Date
    }

    /// Numbers of an alert that goes on are written down no more often.
    private static let refresh = 10.0
    private static let afterFailure = 5.0

    private let watch = Mutex(FleetWatch())
    /// Written by ``run()`` alone, after ``resume(_:)``.
    private let told = Mutex<[FleetSubject: Told]>([:])
    private let world: World
    private let ledger: any Ledger
    private let time: any Timekeeper
    private let dispatcherBell: Bell
    private let bell = Bell()
    private let logger: Logger

    init(
        world: World,
        ledger: any Ledger,
        time: any Timekeeper,
        dispatcherBell: Bell,
        logger: Logger
    ) {
        self.world = world
        self.ledger = ledger
        self.time = time
        self.dispatcherBell = dispatcherBell
        self.logger = logger
    }

    /// Puts the watch in line with the accounts that are configured now.
    func adopt(_ accounts: [Account]) {
        watch.withLock { $0.adopt(accounts) }
        bell.ring()
    }

    /// Takes up what the last run left firing, after the first ``adopt(_:)``.
    func resume(_ firing: [Incident]) {
        let subjects = watch.withLock(\.subjects)
        var open: [FleetSubject: Date] = [:]
        for incident in firing {
            guard let subject = subjects.first(where: { $0.name == incident.account }) else {
                continue
            }
            open[subject] = incident.startsAt
            let alert = Alert(
                account: incident.account,
                labels: incident.labels,
                annotations: incident.annotations,
                since: incident.startsAt
            )
            told.withLock { $0[subject] = Told(alert: alert, at: incident.startsAt) }
        }
        watch.withLock { $0.resume(open) }
    }

    /// Notes that an account's failure is being confirmed.
    func doubt(_ account: String, at now: Date) {
        watch.withLock { $0.doubt(account, at: now) }
    }

    /// Whether an alert of the fleet tells why an account gets no answer.
    func explains(_ account: String) -> Bool { watch.withLock { $0.explains(account) } }

    /// Accounts to ask soon, because the end of a trouble waits only for them.
    func takeAccountsToAsk() -> [String] {
        guard watch.withLock(\.isTroubled) else { return [] }
        return watch.withLock { $0.takeAccountsToAsk().sorted() }
    }

    /// Takes in the end of a round.
    func note(_ round: FleetWatch.Round) {
        let isTroubled = watch.withLock { watch in
            let wasTroubled = watch.isTroubled
            watch.note(round)
            return wasTroubled || watch.isTroubled
        }
        if isTroubled { bell.ring() }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = await self.look()
                await self.bell.wait(until: next, by: self.time)
            }
        }
    }

    /// - Returns: When to look again without being told anything new.
    private func look() async -> Date? {
        let now = time.now
        if let requests = watch.withLock({ $0.question(at: now) }) {
            let isAnswered = await ask(requests)
            guard !Task.isCancelled else { return nil }
            watch.withLock { $0.learn(isAnswered: isAnswered, at: time.now) }
        }
        let refresh = await tell()
        return [refresh, watch.withLock { $0.nextQuestion(at: time.now) }].compactMap(\.self).min()
    }

    private func ask(_ requests: [Request]) async -> Bool {
        let transport = world.now.transport
        return await withTaskGroup(of: Bool.self) { group in
            for request in requests {
                group.addTask {
                    if case .response = await transport.send(request).outcome {
                        true
                    } else {
                        false
                    }
                }
            }
            defer { group.cancelAll() }
            return await group.contains(true)
        }
    }

    /// Brings the ledger in line with what holds now.
    ///
    /// - Returns: When something is to be written that waits.
    private func tell() async -> Date? {
        let raised = watch.withLock(\.raised)
        let before = told.withLock { $0 }
        var next: Date?
        // Who explains others comes first while it begins, and last when it ends.
        let regions = raised.union(before.keys).subtracting([.agent])
        let order = raised.contains(.agent) ? [.agent] + regions : regions + [.agent]
        for subject in order {
            let isNews = raised.contains(subject) != (before[subject] != nil)
            let due = isNews ? time.now : before[subject]?.at.addingTimeInterval(Self.refresh)
            guard let due else { continue }
            let again = due <= time.now ? await tell(of: subject, after: before[subject]) : due
            next = [next, again].compactMap(\.self).min()
        }
        return next
    }

    private func tell(of subject: FleetSubject, after before: Told?) async -> Date? {
        let view = world.now
        let (alert, hasEvidence) = watch.withLock { watch in
            (
                watch.alert(about: subject, by: view.alertPolicy),
                watch.hasEvidence(about: subject)
            )
        }
        let now = time.now
        if let before, alert?.fingerprint == before.alert.fingerprint, !hasEvidence {
            return now.addingTimeInterval(Self.refresh)
        }
        if alert != before?.alert {
            guard await record(alert, of: subject, at: now, routing: view.settings.alerting) else {
                return now.addingTimeInterval(Self.afterFailure)
            }
        }
        told.withLock { $0[subject] = alert.map { Told(alert: $0, at: now) } }
        return alert.map { _ in now.addingTimeInterval(Self.refresh) }
    }

    /// - Returns: Whether it is written down.
    private func record(
        _ alert: Alert?,
        of subject: FleetSubject,
        at now: Date,
        routing: AlertingSettings
    ) async -> Bool {
        do {
            let changes = try await ledger.record(
                account: subject.name,
                alerts: alert.map { [$0] } ?? [],
                at: now,
                routing: routing
            )
            changes.forEach(logger.log)
            dispatcherBell.ring()
            return true
        } catch {
            logger.error(
                "could not write down an alert of the whole fleet; trying again",
                metadata: ["subject": "\(subject.name)", "error": "\(error)"]
            )
            return false
        }
    }
}
