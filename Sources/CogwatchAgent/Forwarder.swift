import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Tells every Alertmanager of every incident, again and again, as Prometheus does.
///
/// Each Alertmanager is told by itself, so that one that is dead or slow costs the others nothing.
/// Nothing is queued: each look finds in the ledger what each of them has still to hear.
final class Forwarder: Service {
    /// What one Alertmanager is to be sent now.
    struct Errand {
        let outlet: Outlet
        /// The ids of incidents.
        let due: [String]
    }

    private struct Lane {
        var feed = AlertmanagerFeed()
        var isBusy = false
        let trouble = Trouble()
    }

    /// A storm rings for each of its incidents; one look serves all of so long a time.
    private static let breath = Duration.milliseconds(100)

    private let world: World
    private let board: Board
    private let ledger: any Ledger
    private let time: any Timekeeper
    private let externalURL: String
    private let jitter: @Sendable () -> Double
    private let bell: Bell
    private let logger: Logger
    /// By the Alertmanager's address.
    private let lanes = Mutex<[String: Lane]>([:])
    private let trouble = Trouble()

    init(
        world: World,
        board: Board,
        ledger: any Ledger,
        time: any Timekeeper,
        externalURL: String,
        jitter: @escaping @Sendable () -> Double,
        bell: Bell,
        logger: Logger
    ) {
        self.world = world
        self.board = board
        self.ledger = ledger
        self.time = time
        self.externalURL = externalURL
        self.jitter = jitter
        self.bell = bell
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { errands in
                while !Task.isCancelled {
                    let next = await self.pass { errand in
                        errands.addTask { await self.run(errand) }
                    }
                    await self.bell.wait(until: next, by: self.time)
                    let breath = self.time.now.addingTimeInterval(Self.breath.seconds)
                    try? await self.time.sleep(until: breath)
                }
            }
        }
        await drain()
    }

    /// Looks once at what each Alertmanager has to hear.
    ///
    /// - Parameter start: Begins an errand; its end rings the bell.
    /// - Returns: When to look again at the latest; nil when only a ring brings news.
    private func pass(start: (Errand) -> Void) async -> Date? {
        let outlets = world.now.outlets
        keepLanes(of: outlets)
        guard !outlets.isEmpty else { return nil }
        let now = time.now
        do {
            let since = now.addingTimeInterval(-AlertmanagerFeed.endRetention.seconds)
            let marks = IncidentMark.newest(of: try await ledger.incidentMarks(endedAfter: since))
            if trouble.becomes(nil) { logger.info("incidents are forwarded again") }
            return outlets.compactMap { outlet in
                let (due, next) = claim(outlet, marks, at: now)
                if !due.isEmpty { start(Errand(outlet: outlet, due: due)) }
                return next
            }.min()
        } catch is CancellationError {
            return nil
        } catch {
            complain(of: error)
            return now.addingTimeInterval(1)
        }
    }

    private func keepLanes(of outlets: [Outlet]) {
        let urls = Set(outlets.map(\.instance.url))
        lanes.withLock { lanes in lanes = lanes.filter { urls.contains($0.key) } }
    }

    /// Takes a lane, where there is something to say.
    ///
    /// - Returns: What to say, and when there may be something again; a lane that is busy rings at
    ///   its end.
    private func claim(
        _ outlet: Outlet,
        _ marks: [IncidentMark],
        at now: Date
    ) -> (due: [String], next: Date?) {
        lanes.withLock { lanes in
            var lane = lanes[outlet.instance.url] ?? Lane()
            defer { lanes[outlet.instance.url] = lane }
            guard !lane.isBusy else { return ([], nil) }
            lane.feed.forget(allBut: marks)
            let due = lane.feed.due(among: marks, at: now)
            lane.isBusy = !due.isEmpty
            return (due, lane.isBusy ? nil : lane.feed.nextDue(among: marks, at: now))
        }
    }

    private func change(_ outlet: Outlet, _ change: (inout Lane) -> Void) {
        lanes.withLock { lanes in
            // A reload may have taken it away meanwhile.
            guard var lane = lanes[outlet.instance.url] else { return }
            change(&lane)
            lanes[outlet.instance.url] = lane
        }
    }

    /// Everything that is due, for a last time, before the agent leaves.
    private func drain() async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await self.time.sleep(until: self.time.now.addingTimeInterval(5))
                return false
            }
            var open = 0
            _ = await pass { errand in
                open += 1
                group.addTask {
                    await self.run(errand)
                    return true
                }
            }
            while open > 0, await group.next() == true { open -= 1 }
            group.cancelAll()
        }
    }

    private func complain(of error: any Error) {
        guard trouble.becomes("\(error)") else { return }
        logger.error(
            "could not read what Alertmanagers are to be told; trying again in a second",
            metadata: ["error": "\(error)"]
        )
    }
}

// MARK: - One Alertmanager

extension Forwarder {
    private func run(_ errand: Errand) async {
        defer {
            change(errand.outlet) { $0.isBusy = false }
            bell.ring()
        }
        var rest = errand.due[...]
        while !rest.isEmpty, !Task.isCancelled {
            let batch = Array(rest.prefix(AlertmanagerFeed.batchSize))
            rest = rest.dropFirst(batch.count)
            guard await send(batch, to: errand.outlet) else { return }
        }
    }

    /// - Returns: Whether to go on with the next batch.
    private func send(_ ids: [String], to outlet: Outlet) async -> Bool {
        do {
            // As they are now: one may have ended since the look.
            let incidents = try await ledger.incidents(withIDs: ids)
            guard !incidents.isEmpty else { return true }
            let now = time.now
            let body = AlertmanagerBody.bytes(of: incidents, at: now, externalURL: externalURL)
            let answer = await outlet.transport.send(outlet.instance.request(with: body))
            if case .noResponse(.cancelled) = answer.outcome { return false }
            return settle(incidents, sentAt: now, answer, outlet)
        } catch is CancellationError {
            return false
        } catch {
            complain(of: error)
            change(outlet) { $0.feed.failed(asking: nil, at: time.now, jitter: jitter()) }
            return false
        }
    }

    private func settle(
        _ incidents: [Incident],
        sentAt: Date,
        _ answer: Answer,
        _ outlet: Outlet
    ) -> Bool {
        let fault = NotificationFault(answer)
        switch Delivery.judging(answer, at: time.now) {
        case .delivered:
            change(outlet) { $0.feed.told(incidents, at: sentAt) }
            report(.delivered, outlet, trouble: nil)
            return true
        case .retry(let reason, let asked):
            change(outlet) { $0.feed.failed(asking: asked, at: time.now, jitter: jitter()) }
            report(.retried, outlet, trouble: reason, fault)
            return false
        case .failed(let reason):
            // Nothing better can be said until the next repetition.
            change(outlet) { $0.feed.told(incidents, at: sentAt) }
            report(.failed, outlet, trouble: reason, fault)
            return true
        }
    }

    private func report(
        _ outcome: NotificationOutcome,
        _ outlet: Outlet,
        trouble reason: String?,
        _ fault: NotificationFault? = nil
    ) {
        let url = outlet.instance.url
        board.update { scoreboard in
            scoreboard.notified(
                Addressee(receiver: url, integration: AlertmanagerInstance.kind),
                outcome: outcome,
                fault: fault
            )
        }
        let isNews = lanes.withLock { $0[url]?.trouble.becomes(reason) ?? false }
        guard isNews else { return }
        var metadata: Logger.Metadata = ["alertmanager": "\(url)"]
        guard let reason else {
            logger.info("Alertmanager takes alerts again", metadata: metadata)
            return
        }
        metadata["reason"] = "\(reason)"
        logger.error(
            outcome == .failed
                ? "Alertmanager refuses alerts; check its address, its version and the credentials"
                : "Alertmanager is not told; trying again every 15 seconds at the latest",
            metadata: metadata
        )
    }
}
