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
        let offline = (ServiceRules.offline + CredentialRules.offline + ServiceRules.belonging)
            .compactMap { $0(file) }
        if let proven = offline.first(where: { $0.confidence == .certain }) {
            return Diagnosis(file, ranked: [proven], category: .auth)
        }
        // Without a request there is no answer, and what was said without one stands.
        let isUnasked = file.readings.isEmpty && !offline.isEmpty
        guard let category = file.category ?? (isUnasked ? .auth : nil) else { return nil }
        let proposed = ManagementRules.tempered(
            offline + RequestRules.hypotheses(for: file)
                + rules(for: category).compactMap { $0(file) },
            in: file
        )
        let ranked = Confidence.allCases.reversed().flatMap { confidence in
            proposed.filter { $0.confidence == confidence }
        }
        return Diagnosis(file, ranked: ranked, category: category)
    }

    private static func rules(for category: CauseCategory) -> [Rule] {
        switch category {
        case .auth:
            ManagementRules.auth + ExperimentRules.all + AnswerRules.auth + NeighbourRules.all
                + CredentialRules.history
                + PairingRules.all + AccountStateRules.all + CredentialRules.leftovers
                + PairingRules.leftovers + ManagementRules.leftovers
        case .limit: AnswerRules.limit
        case .unreachable: ManagementRules.unreachable + TransportRules.all
        case .unexpected: AnswerRules.unexpected
        }
    }

    private init(_ file: CaseFile, ranked: [Hypothesis], category: CauseCategory) {
        let best = ranked.first ?? Hypothesis(.unknown, .possible)
        // Several rules may speak for one cause, and each saw something else.
        let agreeing = ranked.filter { $0.cause == best.cause }
        // What is proven has no rivals.
        let ranked = best.confidence == .certain ? [best] : ranked
        var candidates: [Candidate] = []
        for hypothesis in ranked where !candidates.contains(where: { $0.cause == hypothesis.cause })
        {
            candidates.append(Candidate(hypothesis.cause, hypothesis.confidence))
        }
        if candidates.isEmpty { candidates = [Candidate(best.cause, best.confidence)] }
        let steps =
            agreeing.flatMap(\.steps) + best.cause.remedy
            + Narration.missingProof(of: file, best: best)
        self.init(
            cause: best.cause,
            confidence: best.confidence,
            category: best.cause.category ?? category,
            candidates: candidates,
            evidence: (Narration.answers(of: file) + agreeing.flatMap(\.evidence)
                + Narration.keys(of: file)
                + Narration.management(of: file, best: best)
                + Narration.experiments(of: file) + Narration.neighbours(of: file)
                + Narration.rivals(Array(candidates.dropFirst()))).map(Evidence.init),
            nextSteps: steps.reduce(into: []) { kept, step in
                if !kept.contains(step) { kept.append(step) }
            }
        )
    }
}
