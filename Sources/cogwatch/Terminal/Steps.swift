import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization

/// The steps of a diagnosis, printed as they happen and kept for the report.
final class Steps: Sendable {
    /// One step, as `--output json` shows it.
    struct Step: Encodable, Sendable {
        let seconds: Double
        let step: String
        let subject: String
        let host: String?
        let outcome: String
        let summary: String
    }

    private let kept = Mutex<[Step]>([])
    private let start = Date()
    private let isLive: Bool
    private let style = Style.output
    private let keys: [InvestigatedKey]

    init(of account: Account, keys: [InvestigatedKey], isLive: Bool) {
        self.isLive = isLive
        self.keys = keys
        guard isLive else { return }
        let place = "\(account.kind.rawValue), \(account.cloud.rawValue), \(account.region)"
        Output.line(style(account.name, .bold) + " (\(place))")
        for key in account.keys { Output.line("  \(key.name): \(Self.words(on: key))") }
    }

    var taken: [Step] { kept.withLock { $0 } }

    func take(_ event: Consultation.Event) {
        let step = step(event, after: Date().timeIntervalSince(start))
        kept.withLock { $0.append(step) }
        guard isLive else { return }
        let isGood = ["success", "accepted", "told"].contains(step.outcome)
        let columns = [
            Self.padded(String(format: "%.1f s", step.seconds), 7), Self.padded(step.step, 24),
            Self.padded(step.subject, 22),
        ]
        let line = columns.joined(separator: " ") + " " + Self.cut(step.summary)
        Output.line(isGood ? style(line, .green) : line)
    }

    /// A line on the screen for each step; the verdict and `--output json` have the whole text.
    private static func cut(_ text: String) -> String {
        text.count > 72 ? text.prefix(71) + "…" : text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func step(_ event: Consultation.Event, after seconds: Double) -> Step {
        let seconds = (seconds * 1000).rounded() / 1000
        switch event {
        case .probed(let result):
            return Step(
                seconds: seconds,
                step: result.operation.rawValue,
                subject: result.key,
                host: result.host,
                outcome: result.outcome.rawValue,
                summary: result.summary
            )
        case .confirming(let pause):
            return Step(
                seconds: seconds,
                step: "confirm",
                subject: "",
                host: nil,
                outcome: "waiting",
                summary: "asking again in \(Int(pause.seconds.rounded(.up))) s"
            )
        case .found(let finding):
            return Step(
                seconds: seconds,
                step: finding.experiment.rawValue,
                subject: finding.subject,
                host: finding.host,
                outcome: finding.outcome.rawValue,
                summary: "\(finding.outcome.rawValue): \(finding.summary)"
            )
        case .asked(let question, let evidence):
            return Step(
                seconds: seconds,
                step: "resource_manager",
                subject: question.rawValue,
                host: nil,
                outcome: evidence.isTold(question) ? "told" : "refused",
                summary: evidence.words(on: question, keys: keys)
            )
        case .notAsked(let reason):
            return Step(
                seconds: seconds,
                step: "resource_manager",
                subject: "",
                host: nil,
                outcome: "refused",
                summary: reason
            )
        }
    }

    /// What a key says of itself, without showing it.
    private static func words(on key: AccountKey) -> String {
        let anatomy = KeyAnatomy(of: key.secret)
        let issued = anatomy.issued.map { ", issued \($0.text)" } ?? ""
        let service = anatomy.service.map { " of \($0.rawValue)" } ?? ""
        let problems = anatomy.problems.map(\.rawValue).joined(separator: ", ")
        return "\(anatomy.shape.rawValue) key\(service)\(issued), \(anatomy.length) characters"
            + (problems.isEmpty ? "" : "; damage: \(problems)")
    }
}
