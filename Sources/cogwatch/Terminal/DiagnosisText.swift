import CogwatchCore

/// A diagnosis for a person at a terminal.
struct DiagnosisText {
    private let diagnosis: Diagnosis

    init(_ diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
    }

    func rendered(_ style: Style) -> String {
        let cause = style(diagnosis.cause.rawValue, .bold, .red)
        let evidence = diagnosis.evidence.map { "  - \($0.text)" }
        let steps = diagnosis.nextSteps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        return
            (["\(cause) (\(diagnosis.confidence.rawValue)): \(diagnosis.cause.meaning)"]
            + [style("How we know", .bold)] + evidence
            + [style("What to do", .bold)] + steps).joined(separator: "\n")
    }
}
