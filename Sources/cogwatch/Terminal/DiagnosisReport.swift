import CogwatchAgent
import CogwatchCore
import Foundation

/// The result of `cogwatch diagnose`, for people and for scripts.
struct DiagnosisReport: Encodable {
    let account: String
    let ok: Bool
    let cause: Cause?
    let confidence: Confidence?
    let candidates: [Candidate]
    let evidence: [String]
    let nextSteps: [String]
    let refusedSpares: [String]
    let steps: [Steps.Step]
    private let diagnosis: Diagnosis?
    private let spares: [String: Diagnosis]

    enum CodingKeys: String, CodingKey {
        case account, ok, cause, confidence, candidates, evidence, steps
        case nextSteps = "next_steps"
        case refusedSpares = "refused_spares"
    }

    init(_ conclusion: Investigation.Conclusion, of account: Account, steps: [Steps.Step]) {
        let found = conclusion.verdict.diagnosis
        self.account = account.name
        diagnosis = found
        spares = conclusion.verdict.refusedSpares
        ok = found == nil && conclusion.verdict.refusedSpares.isEmpty
        cause = found?.cause
        confidence = found?.confidence
        candidates = found?.candidates ?? []
        evidence = found?.evidence.map(\.text) ?? []
        nextSteps = found?.nextSteps ?? []
        refusedSpares = conclusion.verdict.refusedSpares.keys.sorted()
        self.steps = steps
    }

    /// A box for each verdict.
    func rendered(_ style: Style) -> String {
        let boxes =
            [diagnosis.map { VerdictBox("\(account)", $0).rendered(style) }]
            + spares.sorted { $0.key < $1.key }.map {
                VerdictBox("\(account), spare \($0.key)", $0.value).rendered(style)
            }
        let text = boxes.compactMap(\.self).joined(separator: "\n")
        guard text.isEmpty else { return text }
        guard !steps.isEmpty else { return "\(account): nothing could be asked." }
        return style("\(account) is well", .green, .bold) + ": every key was accepted everywhere."
    }
}
