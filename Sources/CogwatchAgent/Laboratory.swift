package import CogwatchCore
import Foundation

/// Carries the questions of experiments, one after the other and none too fast.
package struct Laboratory: Sendable {
    private let transport: any Transport
    private let names: (any NameService)?
    private let pace: HostPace
    private let time: any Timekeeper

    /// A laboratory with these doors.
    ///
    /// - Parameters:
    ///   - transport: The door to Azure.
    ///   - names: Nil where names cannot be looked up.
    ///   - pace: Shared by all who make experiments at the same time.
    ///   - time: The clock.
    package init(
        transport: any Transport,
        names: (any NameService)?,
        pace: HostPace,
        time: any Timekeeper
    ) {
        self.transport = transport
        self.names = names
        self.pace = pace
        self.time = time
    }

    /// Makes the experiments that an investigation asks for.
    ///
    /// - Parameters:
    ///   - investigation: After ``Investigation/beginExperiments()``.
    ///   - survey: What the other accounts do, asked before each experiment; nil ends them.
    ///   - report: Called with each finding.
    /// - Returns: The better conclusion; nil when they were ended or cancelled.
    package func run(
        _ investigation: inout Investigation,
        survey: () -> Surroundings?,
        report: (Finding) -> Void
    ) async -> Investigation.Conclusion? {
        while !Task.isCancelled, let surroundings = survey() {
            investigation.learn(surroundings)
            switch investigation.nextStep() {
            case .experiment(let attempt):
                guard await waits(for: attempt.host) else { return nil }
                let answer = await transport.send(attempt.request)
                guard !Task.isCancelled else { return nil }
                report(investigation.learn(answer, from: attempt, at: time.now))
            case .lookUp(let host):
                let answer = await names?.look(up: host) ?? .noAnswer(detail: "no name service")
                report(investigation.learn(answer, of: host, at: time.now))
            case .wait(let pause):
                let end = time.now.addingTimeInterval(pause.seconds)
                guard (try? await time.sleep(until: end)) != nil else { return nil }
            case .conclude(let conclusion): return conclusion
            case .ask, .survey: return nil
            }
        }
        return nil
    }

    private func waits(for host: String) async -> Bool {
        (try? await time.sleep(until: pace.reserve(host, at: time.now))) != nil
    }
}
