package import CogwatchCore
import Foundation
package import Logging
import ServiceLifecycle
import Synchronization

/// Tells a dead man's switch, now and then, that rounds are completed and written down.
///
/// What hangs, and what cannot write, does not beat: silence is the alarm.
package final class Heartbeat: Service {
    /// Why there is no beat although a round was completed.
    package enum Hindrance: Sendable, Equatable {
        case leaving
        /// An account's round does not end, or does not begin, for far too long.
        case stuck(String)
        case disk(String)

        fileprivate var reason: String? {
            switch self {
            case .leaving: nil
            case .stuck(let account): "the rounds of account \"\(account)\" do not go on"
            case .disk(let reason): reason
            }
        }
    }

    private let settings: @Sendable () -> HeartbeatSettings?
    private let pulse: Pulse
    private let hindrance: @Sendable () async -> Hindrance?
    private let transport: any Transport
    private let board: Board
    private let time: any Timekeeper
    private let logger: Logger
    private let trouble = Trouble()
    private let last = Mutex(Beat())

    /// Seconds between two looks at the settings.
    private static let pause = 5.0

    private struct Beat {
        var at: Date?
        /// The number of rounds that were over by then.
        var rounds = 0
    }

    /// A heartbeat.
    ///
    /// - Parameters:
    ///   - settings: What is configured now; nil for no heartbeat.
    ///   - pulse: Counts the rounds.
    ///   - hindrance: Looks whether the agent is fit to beat; nil when it is.
    ///   - transport: The door to the switch.
    ///   - board: Where beats are counted.
    ///   - time: The clock.
    ///   - logger: Told when a trouble begins, changes or ends.
    package init(
        settings: @escaping @Sendable () -> HeartbeatSettings?,
        pulse: Pulse,
        hindrance: @escaping @Sendable () async -> Hindrance?,
        transport: any Transport,
        board: Board,
        time: any Timekeeper,
        logger: Logger
    ) {
        self.settings = settings
        self.pulse = pulse
        self.hindrance = hindrance
        self.transport = transport
        self.board = board
        self.time = time
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = await self.beatIfDue()
                await self.pulse.bell.wait(until: next, by: self.time)
            }
        }
    }

    /// - Returns: When to look again without waiting for another round; nil where only a round
    ///   brings news.
    private func beatIfDue() async -> Date? {
        let now = time.now
        // A reload may bring other settings.
        let nextLook = now.addingTimeInterval(Self.pause)
        guard let settings = settings() else { return nextLook }
        let (before, known) = last.withLock { ($0.at, $0.rounds) }
        if let before, before <= now {
            let next = before.addingTimeInterval(settings.interval.seconds)
            guard next <= now else { return min(next, nextLook) }
        }
        guard let rounds = pulse.rounds(after: known) else { return nil }
        last.withLock { $0 = Beat(at: now, rounds: rounds) }
        if let hindrance = await hindrance() {
            complain(of: hindrance)
        } else {
            await beat(settings)
        }
        return nextLook
    }

    private func complain(of hindrance: Hindrance) {
        guard let reason = hindrance.reason, trouble.becomes(reason) else { return }
        logger.error("no heartbeat is sent", metadata: ["reason": "\(reason)"])
    }

    private func beat(_ settings: HeartbeatSettings) async {
        let request = settings.request()
        let answer = await transport.send(request)
        if case .noResponse(.cancelled) = answer.outcome { return }
        switch Delivery.judging(answer, at: time.now) {
        case .delivered:
            count(.delivered)
            guard trouble.becomes(nil) else { return }
            logger.info("the heartbeat is heard", metadata: ["address": "\(request.address.shown)"])
        case .retry(let reason, _):
            count(.retried, NotificationFault(answer))
            complain("the heartbeat is not heard; the next one is sent when it is due", reason)
        case .failed(let reason):
            count(.failed, NotificationFault(answer))
            complain("the heartbeat is refused; check alerting.heartbeat's address", reason)
        }
    }

    private func complain(_ message: Logger.Message, _ reason: String) {
        guard trouble.becomes(reason) else { return }
        logger.error(message, metadata: ["reason": "\(reason)"])
    }

    private func count(_ outcome: NotificationOutcome, _ fault: NotificationFault? = nil) {
        let kind = HeartbeatSettings.kind
        board.update { scoreboard in
            scoreboard.notified(
                Addressee(receiver: kind, integration: kind),
                outcome: outcome,
                fault: fault
            )
        }
    }
}
