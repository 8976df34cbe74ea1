import CogwatchCore

extension Vocabulary {
    static let diagnosis = Vocabulary(
        name: "diagnosis",
        texts: [
            "confirmations", "confirm_interval", "propagation_grace", "experiments",
            "max_requests_per_diagnosis",
        ]
    )
}

extension DiagnosisPolicy {
    private static let pauses: ClosedRange<Duration> = .milliseconds(100) ... .seconds(600)
    private static let graces: ClosedRange<Duration> = .zero ... .seconds(86_400)

    /// Reads `diagnosis`.
    init(_ section: Section) {
        let usual = DiagnosisPolicy()
        self.init(
            confirmations: section.number("confirmations", in: 0...10) ?? usual.confirmations,
            confirmInterval: section.duration("confirm_interval", in: Self.pauses)
                ?? usual.confirmInterval,
            propagationGrace: section.duration("propagation_grace", in: Self.graces)
                ?? usual.propagationGrace,
            experiments: section.choices("experiments") ?? usual.experiments,
            maximumRequests: section.number("max_requests_per_diagnosis", in: 1...1000)
                ?? usual.maximumRequests
        )
    }
}
