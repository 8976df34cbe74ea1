import CogwatchCore

/// The result of `cogwatch rotate-check`, for people and for scripts.
struct RotationReport: Encodable {
    /// A probe that was made for it.
    struct Probe: Encodable {
        let key: String
        let operation: String
        let host: String
        let outcome: String
        let summary: String
    }

    let account: String
    let key: RotationAdvice.Target
    let answer: RotationAdvice.Answer
    let reasons: [String]
    let nextSteps: [String]
    let probes: [Probe]
    /// Why Resource Manager did not say which keys are current.
    let notCompared: String?

    enum CodingKeys: String, CodingKey {
        case account, key, answer, reasons, probes
        case nextSteps = "next_steps"
        case notCompared = "not_compared"
    }

    init(
        _ advice: RotationAdvice,
        of account: String,
        results: [ProbeResult],
        notCompared: String?
    ) {
        self.account = account
        key = advice.target
        answer = advice.answer
        reasons = advice.reasons
        nextSteps = advice.nextSteps
        self.notCompared = notCompared
        probes = results.map { result in
            Probe(
                key: result.key,
                operation: result.operation.rawValue,
                host: result.host,
                outcome: result.outcome.rawValue,
                summary: result.summary
            )
        }
    }

    /// A table of what was probed, and the answer below it.
    func rendered(_ style: Style) -> String {
        var table = Table(header: ["KEY", "OPERATION", "HOST", "RESULT", "WHAT WAS SEEN"])
        table.rows = probes.map { probe in
            let isGood = probe.outcome == ProbeOutcome.success.rawValue
            return [
                .init(probe.key), .init(probe.operation), .init(probe.host),
                .init(isGood ? "ok" : probe.outcome, isGood ? .green : .red),
                .init(String(probe.summary.prefix(100))),
            ]
        }
        let notes = notCompared.map { ["Azure Resource Manager was not asked: \($0)"] } ?? []
        return
            ([table.rendered(style), "", headline(style)] + reasons.map { "  - \($0)" } + notes
            + [style("What to do", .bold)]
            + nextSteps.enumerated().map { "  \($0.offset + 1). \($0.element)" })
            .joined(separator: "\n")
    }

    private func headline(_ style: Style) -> String {
        let question = style(account, .bold) + ": may \(key.rawValue) be regenerated now? "
        return switch answer {
        case .yes: question + style("Yes.", .green, .bold)
        case .no: question + style("No.", .red, .bold)
        case .unknown: question + style("That is not known.", .yellow, .bold)
        }
    }
}
