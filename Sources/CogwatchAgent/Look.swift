package import CogwatchCore
import Foundation

/// One round of probes on demand, without confirmations and without a trace in the agent's state.
package struct Look: Sendable {
    private let transport: any Transport
    private let time: any Timekeeper

    package init(transport: any Transport, time: any Timekeeper) {
        self.transport = transport
        self.time = time
    }

    /// Probes every operation with every key.
    ///
    /// - Parameters:
    ///   - account: What to probe.
    ///   - keys: Its keys.
    ///   - history: What is remembered of it, for the verdict.
    ///   - timeout: For the whole look; each probe has what is left, and at most its own time.
    /// - Returns: What was seen, and what it says.
    package func look(
        at account: Account,
        keys: [InvestigatedKey],
        history: AccountHistory,
        timeout: Duration
    ) async -> ProbeReport {
        let deadline = time.now.addingTimeInterval(timeout.seconds)
        var investigation = Investigation(
            of: account,
            keys: keys,
            policy: DiagnosisPolicy(confirmations: 0),
            history: history,
            belief: Investigation.Belief(),
            at: time.now
        )
        var results: [ProbeResult] = []
        while true {
            switch investigation.nextStep() {
            case .ask(let probe):
                let left = deadline.timeIntervalSince(time.now)
                guard left > 0, !Task.isCancelled else {
                    investigation.stopAsking()
                    continue
                }
                let answer = await transport.send(
                    probe.request.limited(to: .seconds(left))
                )
                results.append(investigation.learn(answer, from: probe, at: time.now))
            case .wait: continue
            case .survey: investigation.learn(Surroundings())
            case .experiment, .lookUp: investigation.stopAsking()
            case .conclude(let conclusion):
                return ProbeReport(
                    account: account,
                    results: results + conclusion.unsent,
                    verdict: conclusion.verdict
                )
            }
        }
    }
}

extension Request {
    /// The same request with no more time than this.
    fileprivate func limited(to most: Duration) -> Request {
        Request(
            method: method,
            address: address,
            headers: headers,
            body: body,
            timeout: min(timeout, most),
            maximumBodyBytes: maximumBodyBytes
        )
    }
}
