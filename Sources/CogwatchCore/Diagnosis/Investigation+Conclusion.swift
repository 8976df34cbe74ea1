import Foundation

extension Investigation {
    func conclusion() -> Conclusion {
        let diagnoses = keys.compactMap { key in diagnosis(of: key).map { (key.name, $0) } }
        let found = Dictionary(diagnoses) { first, _ in first }
        let inUse = keys.first
        let main = inUse.flatMap { found[$0.name] }
        let next = nextBelief(found, main: main)
        var history = main == nil ? history.withoutExperiments : history
        history.note(
            main,
            isNew: belief.failingSince == nil,
            round: account.probeInterval + policy.confirmInterval * policy.confirmations,
            at: now
        )
        let verdict = Verdict(
            account: account.name,
            at: now,
            diagnosis: main,
            refusedSpares: found.filter { next.deadSpares.contains($0.key) },
            failingSince: next.failingSince,
            lastSuccess: inUse.map(caseFile).flatMap {
                $0.lastSuccessHere ?? $0.lastSuccessAnywhere
            },
            flapping: history.flaps?.flapping
        )
        let validity = keys.compactMap { key in isAccepted(key).map { (key.name, $0) } }
        return Conclusion(
            verdict: verdict,
            state: AccountState(of: main),
            keyValidity: Dictionary(validity) { first, _ in first },
            unsent: keys.filter { isRetired || !$0.canBeSent }.flatMap(unsent),
            history: history,
            belief: next
        )
    }

    private func unsent(_ key: InvestigatedKey) -> [ProbeResult] {
        account.operations.map { operation in
            ProbeResult(
                account: account.name,
                operation: operation,
                key: key.name,
                host: account.host(for: operation) ?? "",
                at: now,
                outcome: .authFailure,
                status: 0,
                summary: "not sent: \(reasonNotToSend(key))"
            )
        }
    }

    private func reasonNotToSend(_ key: InvestigatedKey) -> String {
        if isRetired { return "the service is retired" }
        return key.anatomy.shape == .empty ? "no key" : "this is no key"
    }

    private var isRetired: Bool { account.isRetired(at: now) }

    private func nextBelief(_ found: [String: Diagnosis], main: Diagnosis?) -> Belief {
        var next = belief
        next.causes = found.mapValues(\.cause)
        next.pictures = Dictionary(
            keys.filter { found[$0.name] != nil }.map { ($0.name, picture(of: $0)) }
        ) { first, _ in first }
        next.failingSince = main == nil ? nil : belief.failingSince ?? firstFailure ?? now
        for key in recovered { next.recoveries[key] = now }
        for (question, reading) in readings {
            if reading.isAccepted {
                next.refusals.remove(question)
            } else if reading.refusesTheKey {
                next.refusals.insert(question)
            }
        }
        let refusedSpares = found.filter { name, diagnosis in
            name != keys.first?.name && diagnosis.category == .auth
        }
        // While the key in use fails, a spare that fails with it is part of the same story.
        next.deadSpares = Set(refusedSpares.keys)
        if main != nil { next.deadSpares.formIntersection(belief.deadSpares) }
        return next
    }
}
