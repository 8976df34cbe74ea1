import CogwatchCore
import Foundation

/// A round under way: what was asked of an account, and what was learnt, so far.
///
/// An object, because an async function keeps room for each copy of a large value for as long as
/// it waits: where a host hangs, thousands of rounds wait at the same time.
final class Round {
    /// What a round has to do next.
    enum Step {
        case ask(Request)
        case wait(Duration)
        case survey
        /// There is a ``Round/conclusion``.
        case conclude
        case giveUp
    }

    let entry: Memory.Entry
    private let view: World.View
    private(set) var investigation: Investigation
    private(set) var conclusion: Investigation.Conclusion?
    /// When the newest answer came.
    private(set) var heardAt: Date?
    /// When the newest question was sent that got none.
    private(set) var silentAt: Date?
    private var probe: Probe?

    init(of entry: Memory.Entry, in view: World.View, at now: Date) {
        self.entry = entry
        self.view = view
        investigation = Investigation(
            of: entry.account,
            keys: entry.keys,
            policy: view.settings.diagnosis,
            history: entry.history,
            belief: entry.belief,
            at: now
        )
    }

    var account: Account { entry.account }

    var transport: any Transport { view.transport }

    @inline(never)
    func nextStep() -> Step {
        switch investigation.nextStep() {
        case .ask(let probe):
            self.probe = probe
            return .ask(probe.request)
        case .wait(let pause): return .wait(pause)
        case .survey: return .survey
        case .conclude(let conclusion):
            self.conclusion = conclusion
            return .conclude
        // They come only after they were begun.
        case .experiment, .lookUp: return .giveUp
        }
    }

    /// Takes in the answer to what was asked last.
    ///
    /// - Returns: The probe as it ended.
    func learn(_ answer: Answer, sentAt: Date, at now: Date) -> ProbeResult? {
        switch answer.outcome {
        case .response: heardAt = now
        case .noResponse: silentAt = sentAt
        }
        return probe.map { investigation.learn(answer, from: $0, at: now) }
    }

    /// Takes in what the other accounts do.
    func learn(_ surroundings: Surroundings) { investigation.learn(surroundings) }

    /// What experiments may make better; nil where there is nothing to try.
    func beginExperiments() -> OpenDiagnosis? {
        let isOpen =
            conclusion?.verdict.diagnosis != nil
            && investigation.beginExperiments(looksUpNames: view.names != nil)
        return isOpen ? OpenDiagnosis(account: account, investigation: investigation) : nil
    }
}
