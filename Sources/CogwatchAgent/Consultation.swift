package import CogwatchCore
import Foundation

/// A whole diagnosis on demand: a round with confirmations, and then experiments.
///
/// It goes the way that the agent's own rounds go, and leaves no trace in any agent's state.
package struct Consultation: Sendable {
    /// Something that happened on the way to the verdict.
    package enum Event: Sendable {
        case probed(ProbeResult)
        /// A failure is asked again before it is believed.
        case confirming(after: Duration)
        case found(Finding)
    }

    private let transport: any Transport
    private let names: (any NameService)?
    private let time: any Timekeeper

    package init(
        transport: any Transport,
        names: (any NameService)?,
        time: any Timekeeper = SystemTime()
    ) {
        self.transport = transport
        self.names = names
        self.time = time
    }

    /// Diagnoses an account.
    ///
    /// - Parameters:
    ///   - account: What to probe.
    ///   - keys: Its keys.
    ///   - policy: How often to confirm, and what may be tried.
    ///   - history: What is remembered of it.
    ///   - surroundings: What other accounts tell.
    ///   - report: Called with each step as it happens.
    /// - Returns: The conclusion; nil when the task was cancelled before there was one.
    package func consult(
        on account: Account,
        keys: [InvestigatedKey],
        policy: DiagnosisPolicy,
        history: AccountHistory,
        surroundings: Surroundings,
        report: (Event) -> Void
    ) async -> Investigation.Conclusion? {
        var investigation = Investigation(
            of: account,
            keys: keys,
            policy: policy,
            history: history,
            belief: Investigation.Belief(),
            at: time.now
        )
        var conclusion: Investigation.Conclusion?
        while conclusion == nil, !Task.isCancelled {
            switch investigation.nextStep() {
            case .ask(let probe):
                let answer = await transport.send(probe.request)
                report(.probed(investigation.learn(answer, from: probe, at: time.now)))
            case .wait(let pause):
                report(.confirming(after: pause))
                try? await time.sleep(until: time.now.addingTimeInterval(pause.seconds))
            case .survey: investigation.learn(surroundings)
            case .conclude(let first): conclusion = first
            case .experiment, .lookUp: investigation.stopAsking()
            }
        }
        guard conclusion != nil, investigation.beginExperiments(looksUpNames: names != nil) else {
            return conclusion
        }
        let laboratory = Laboratory(
            transport: transport,
            names: names,
            pace: HostPace(),
            time: time
        )
        return await laboratory.run(&investigation) {
            surroundings
        } report: {
            report(.found($0))
        } ?? conclusion
    }
}
