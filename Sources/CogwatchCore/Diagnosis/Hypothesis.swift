/// A cause that one rule proposes, with what speaks for it.
struct Hypothesis: Sendable, Equatable {
    let cause: Cause
    let confidence: Confidence
    /// What speaks for it, beyond the answers themselves.
    let evidence: [String]
    /// What to do first; the cause's general remedy follows.
    let steps: [String]

    init(_ cause: Cause, _ confidence: Confidence, _ evidence: [String] = [], steps: [String] = [])
    {
        self.cause = cause
        self.confidence = confidence
        self.evidence = evidence
        self.steps = steps
    }
}

/// A rule looks at a case and proposes a cause, or nothing.
typealias Rule = @Sendable (CaseFile) -> Hypothesis?

extension Diagnosis {
    /// Why a key's calls fail, as far as answers, shape, configuration and history tell.
    ///
    /// Each rule speaks for one cause. The surest wins; among equals the one that stands first.
    ///
    /// - Returns: Nil when nothing failed.
    package static func judging(_ file: CaseFile) -> Diagnosis? {
        let offline = CredentialRules.offline.compactMap { $0(file) }
        if let proven = offline.first(where: { $0.confidence == .certain }) {
            return Diagnosis(file, ranked: [proven], category: .auth)
        }
        guard let category = file.category else { return nil }
        let proposed =
            offline + RequestRules.hypotheses(for: file)
            + rules(for: category).compactMap { $0(file) }
        let ranked = Confidence.allCases.reversed().flatMap { confidence in
            proposed.filter { $0.confidence == confidence }
        }
        return Diagnosis(file, ranked: ranked, category: category)
    }

    private static func rules(for category: CauseCategory) -> [Rule] {
        switch category {
        case .auth:
            AnswerRules.auth + CredentialRules.history + PairingRules.all + AccountStateRules.all
                + CredentialRules.leftovers + PairingRules.leftovers
        case .limit: AnswerRules.limit
        case .unreachable: TransportRules.all
        case .unexpected: AnswerRules.unexpected
        }
    }

    private init(_ file: CaseFile, ranked: [Hypothesis], category: CauseCategory) {
        let best = ranked.first ?? Hypothesis(.unknown, .possible)
        // What is proven has no rivals.
        let ranked = best.confidence == .certain ? [best] : ranked
        var candidates: [Candidate] = []
        for hypothesis in ranked where !candidates.contains(where: { $0.cause == hypothesis.cause })
        {
            candidates.append(Candidate(hypothesis.cause, hypothesis.confidence))
        }
        if candidates.isEmpty { candidates = [Candidate(best.cause, best.confidence)] }
        let steps = best.steps + best.cause.remedy
        self.init(
            cause: best.cause,
            confidence: best.confidence,
            category: best.cause.category ?? category,
            candidates: candidates,
            evidence: (Narration.answers(of: file) + best.evidence + Narration.keys(of: file)
                + Narration.rivals(Array(candidates.dropFirst()))).map(Evidence.init),
            nextSteps: steps.reduce(into: []) { kept, step in
                if !kept.contains(step) { kept.append(step) }
            }
        )
    }
}
