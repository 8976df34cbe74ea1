import Foundation

extension Investigation {
    /// What follows from all answers.
    ///
    /// - Parameter seen: What they say of the key in use.
    /// - Returns: The end of the round.
    func conclusion(seeing seen: Diagnosis?) -> Conclusion {
        let inUse = keys.first
        let spares = keys.dropFirst().compactMap { key in diagnosis(of: key).map { (key.name, $0) }
        }
        var found = Dictionary(spares) { first, _ in first }
        let main = inUse.flatMap { key in seen.map { standing($0, of: key) } }
        if let inUse { found[inUse.name] = main }
        let next = nextBelief(found, main: main, seen: seen)
        var history = main == nil ? history.withoutExperiments : history
        if found.isEmpty { history.management = nil }
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
            lastSuccess: inUse.flatMap { lastSuccess(of: $0, isWell: main == nil) },
            flapping: history.flaps?.flapping,
            driftedKeys: driftedKeys()
        )
        let validity = keys.compactMap { key in isAccepted(key).map { (key.name, $0) } }
        return Conclusion(
            verdict: verdict,
            state: AccountState(of: main),
            keyValidity: Dictionary(validity) { first, _ in first },
            unsent: keys.filter { isRetired || !$0.canBeSent }.flatMap(unsent),
            history: history,
            belief: next,
            outage: next.outage,
            pacing: pacing(after: next)
        )
    }

    /// What fails now may have worked elsewhere since.
    private func lastSuccess(of key: InvestigatedKey, isWell: Bool) -> Date? {
        let here = isWell ? nil : caseFile(of: key).lastSuccessHere
        return here ?? key.fingerprint.flatMap { history.lastSuccess(fingerprint: $0)?.at }
    }

    /// The keys that Resource Manager lists no more, and that are not refused yet.
    private func driftedKeys() -> [String: Date] {
        guard let listed = history.listedKeys else { return [:] }
        let drifted = keys.filter {
            listed.match(of: $0.fingerprint) == .neither && isAccepted($0) != false
        }
        return Dictionary(drifted.map { ($0.name, listed.at) }) { first, _ in first }
    }

    /// The diagnosis of a key that stands: a refusal is not refuted by silence, which says nothing of
    /// the key.
    private func standing(_ diagnosis: Diagnosis, of key: InvestigatedKey) -> Diagnosis {
        guard diagnosis.category == .unreachable, let refusal = belief.refusal else {
            return diagnosis
        }
        let isSilent = questions(of: key).compactMap { readings[$0] }
            .allSatisfy { $0.outcome == .networkError }
        return isSilent ? refusal : diagnosis
    }

    private func pacing(after next: Belief) -> Pacing {
        let sendable = keys.filter(\.canBeSent)
        let refusals = sendable.map { next.refusedRounds[$0.name] ?? 0 }.min() ?? 0
        let asked = readings.filter { !resting.contains($0.key.key) }.values
        return Pacing(
            stride: max(
                Pacing.stride(afterRefusals: refusals, every: account.probeInterval),
                Pacing.stride(of: account, sku: next.sku)
            ),
            notBefore: Pacing.wish(asked.compactMap(\.retryAfter), at: now)
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

    private func nextBelief(
        _ found: [String: Diagnosis],
        main: Diagnosis?,
        seen: Diagnosis?
    ) -> Belief {
        var next = belief
        next.refusal = main?.category == .auth ? main : nil
        next.outage =
            seen?.category == .unreachable
            ? seen.map { seen in
                Outage(cause: seen.cause, since: belief.outage?.since ?? firstFailure ?? now)
            } : nil
        // To map no values makes room for some.
        next.causes = found.isEmpty ? [:] : found.mapValues(\.cause)
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
        let products = readings.values.compactMap { $0.claims?.sku }
        next.sku = products.first ?? belief.sku
        for key in keys { pace(key, found[key.name], in: &next) }
        next.kept = readings.filter { next.resting[$0.key.key] != nil }
        return next
    }

    /// Counts the rounds in which a key was refused, and lets it rest more and more.
    private func pace(_ key: InvestigatedKey, _ diagnosis: Diagnosis?, in next: inout Belief) {
        if resting.contains(key.name) {
            let left = (belief.resting[key.name] ?? 1) - 1
            next.resting[key.name] = left > 0 ? left : nil
            return
        }
        // In an outage that refuses everybody the key is not to blame.
        let isRefused =
            diagnosis?.category == .auth
            && questions(of: key).contains { readings[$0]?.refusesTheKey == true }
        let refusals = isRefused ? min((belief.refusedRounds[key.name] ?? 0) + 1, 1_000) : 0
        let stride = Pacing.stride(afterRefusals: refusals, every: account.probeInterval)
        next.refusedRounds[key.name] = isRefused ? refusals : nil
        next.resting[key.name] = stride > 1 ? stride - 1 : nil
    }
}
