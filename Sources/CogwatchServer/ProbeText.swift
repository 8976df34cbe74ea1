import CogwatchCore
import Foundation

/// One round of probes in words, for `debug=true`.
enum ProbeText {
    static func text(_ report: ProbeReport) -> String {
        let account = report.account
        var lines = [
            "\(account.name): \(account.kind.rawValue) in \(account.region), "
                + "\(account.cloud.rawValue) cloud",
            "",
            "Probes",
        ]
        for result in report.results {
            lines.append(
                "  \(result.operation.rawValue) with \(result.key) at \(result.host)"
            )
            lines.append("    \(result.outcome.rawValue): \(result.summary)")
            lines.append("    \(timing(result.timing))")
        }
        if report.results.isEmpty { lines.append("  none was made") }
        lines.append("")
        lines += conclusion(report.verdict)
        lines.append("")
        return lines.joined(separator: "\n")
    }

    private static func timing(_ timing: Timing) -> String {
        let phases = Phase.allCases.compactMap { phase in
            timing.phases[phase].map { "\(phase.rawValue) \(Wording.milliseconds($0))" }
        }
        let total = Wording.milliseconds(timing.total)
        let parts = phases.isEmpty ? total : "\(total): \(phases.joined(separator: ", "))"
        return timing.connection.map { "\(parts); \($0.rawValue)" } ?? parts
    }

    private static func conclusion(_ verdict: Verdict) -> [String] {
        var lines = ["Verdict of this one round, unconfirmed"]
        guard let diagnosis = verdict.diagnosis else {
            lines.append("  The key in use works.")
            return lines + spares(verdict)
        }
        lines.append("  \(diagnosis.cause.rawValue), \(diagnosis.confidence.rawValue)")
        lines.append("  \(diagnosis.cause.meaning)")
        for candidate in diagnosis.candidates where candidate.cause != diagnosis.cause {
            lines.append(
                "  else: \(candidate.cause.rawValue), \(candidate.confidence.rawValue)"
            )
        }
        lines += ["", "Evidence"] + diagnosis.evidence.map { "  - \($0.text)" }
        lines += ["", "What to do"]
        for (number, step) in diagnosis.nextSteps.enumerated() {
            lines.append("  \(number + 1). \(step)")
        }
        return lines + spares(verdict)
    }

    private static func spares(_ verdict: Verdict) -> [String] {
        verdict.refusedSpares.sorted { $0.key < $1.key }.map { name, diagnosis in
            "  The spare \(name) is refused: \(diagnosis.cause.rawValue), "
                + diagnosis.confidence.rawValue
        }
    }
}
