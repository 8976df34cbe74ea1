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
        /// Resource Manager was asked; with all that is known of it now.
        case asked(ManagementQuestion, ManagementEvidence)
        /// Resource Manager could not be asked.
        case notAsked(reason: String)
    }

    private let transport: any Transport
    private let names: (any NameService)?
    private let inquiry: Inquiry?
    private let time: any Timekeeper

    /// A consultation with these doors.
    ///
    /// - Parameters:
    ///   - transport: The door to Azure.
    ///   - names: Nil where names cannot be looked up.
    ///   - inquiry: Nil where Resource Manager may not be asked about the account.
    ///   - time: The clock.
    package init(
        transport: any Transport,
        names: (any NameService)?,
        inquiry: Inquiry? = nil,
        time: any Timekeeper = SystemTime()
    ) {
        self.transport = transport
        self.names = names
        self.inquiry = inquiry
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
        guard conclusion != nil else { return nil }
        if await inquire(&investigation, about: account, keys: keys, report: report),
            case .conclude(let better) = investigation.nextStep()
        {
            conclusion = better
        }
        guard investigation.beginExperiments(looksUpNames: names != nil) else { return conclusion }
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

    /// - Returns: Whether there is something new to conclude from.
    private func inquire(
        _ investigation: inout Investigation,
        about account: Account,
        keys: [InvestigatedKey],
        report: (Event) -> Void
    ) async -> Bool {
        guard let inquiry else { return false }
        do {
            return try await inquiry.run(&investigation, about: account, keys: keys) {
                report(.asked($0, $1))
            }
        } catch let refusal as EntraRefusal {
            report(.notAsked(reason: "\(refusal.fault)"))
        } catch {
            report(.notAsked(reason: "\(error)"))
        }
        return false
    }
}
