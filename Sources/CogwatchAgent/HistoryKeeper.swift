import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle

/// Writes down now and then when each key last worked, so that a restart does not forget it.
///
/// Changes of configuration and failures are written at once elsewhere. A key's first success is
/// written within seconds, and the healthy rest is no more than a few minutes old, many accounts in
/// one transaction.
struct HistoryKeeper: Service {
    private static let pause = Duration.seconds(5)
    private static let oldest = Duration.seconds(300)
    private static let incidentsKept = Duration.seconds(90 * 86_400)
    /// As long as Alertmanager's retention.
    private static let silencesKept = Duration.seconds(5 * 86_400)

    let memory: Memory
    let ledger: any Ledger
    let time: any Timekeeper
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await time.sleep(until: time.now.addingTimeInterval(Self.pause.seconds)))
                != nil
            {
                await save(olderThan: Self.oldest)
                await forgetWhatIsOld()
            }
        }
        await save(olderThan: .zero)
    }

    private func forgetWhatIsOld() async {
        let now = time.now
        do {
            try await ledger.prune(before: now.addingTimeInterval(-Self.incidentsKept.seconds))
            let over = now.addingTimeInterval(-Self.silencesKept.seconds)
            try await ledger.pruneSilences(before: over)
        } catch {
            logger.error(
                "could not forget old incidents and silences",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private func save(olderThan age: Duration) async {
        let now = time.now
        let histories = memory.unsaved(olderThan: age, at: now)
        guard !histories.isEmpty else { return }
        do {
            try await ledger.save(histories)
            memory.saved(histories, at: now)
        } catch {
            logger.error("could not write the history of keys", metadata: ["error": "\(error)"])
        }
    }
}
