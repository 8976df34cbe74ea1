package import Foundation

/// The experiments of one diagnosis while they are made.
struct Experimentation: Sendable {
    let looksUpNames: Bool
    var findings: [Finding]
    var requests = 0
    /// When each host was last asked.
    var lastAsked: [String: Date] = [:]
    var isOver = false
}

extension Investigation {
    /// No host is asked more often than once in this time, however many experiments wait.
    package static let pace = Duration.seconds(1)
    /// How long the same failure's experiments count before a changed picture asks for new ones.
    private static let rest = 600.0

    /// Goes on to experiments after a round's conclusion, where they may say more.
    ///
    /// They are made once for a failure, and again when its picture changes.
    ///
    /// - Parameter looksUpNames: Whether the names of hosts can be looked up.
    /// - Returns: Whether there is something to try; then ask ``nextStep()`` again, until it concludes
    ///   anew.
    package mutating func beginExperiments(looksUpNames: Bool = true) -> Bool {
        // A damaged copy is good nowhere, and the first thing to mend.
        guard experiments == nil, let key = keys.first, key.canBeSent,
            key.anatomy.problems.isEmpty, !isAsleep(key)
        else {
            return false
        }
        experiments = Experimentation(
            looksUpNames: looksUpNames,
            findings: freeFindings(about: key)
        )
        guard !offers(about: key).isEmpty else {
            experiments = nil
            return false
        }
        return true
    }

    /// Takes in an experiment's answer.
    package mutating func learn(_ answer: Answer, from attempt: Attempt, at time: Date) -> Finding {
        now = time
        experiments?.lastAsked[attempt.host] = time
        let finding = attempt.finding(in: answer, at: time)
        experiments?.findings.append(finding)
        return finding
    }

    /// Takes in what a custom domain's name stands for.
    package mutating func learn(_ names: NameAnswer, of host: String, at time: Date) -> Finding {
        now = time
        let finding = Finding(names: names, of: host, in: account.cloud, at: time)
        experiments?.findings.append(finding)
        return finding
    }

    /// What experiments found, now or earlier in this failure.
    var findings: [Finding] {
        experiments?.findings ?? history.experiments?.findings ?? []
    }

    mutating func nextExperiment() -> Step {
        guard let key = keys.first, let state = experiments, !state.isOver else {
            return endOfExperiments()
        }
        let offers = offers(about: key)
        guard !offers.isEmpty else { return endOfExperiments() }
        let left = policy.maximumRequests - state.requests
        var busy = 0
        var chosen: ExperimentPlan.Idea?
        for idea in offers.lazy.compactMap({ $0.idea() }) {
            // What is worth less may go before only if enough is left for what has to wait.
            guard !isFree(idea.host) || busy >= max(left, 1) else {
                chosen = idea
                break
            }
            busy += 1
        }
        guard let idea = chosen else {
            guard busy > 0 else { return endOfExperiments() }
            // After a whole pause every host is free again.
            experiments?.lastAsked = [:]
            return .wait(Self.pace)
        }
        switch idea {
        case .lookUp(let host): return .lookUp(host)
        case .attempt(let attempt):
            experiments?.requests += 1
            return .experiment(attempt)
        }
    }

    private func isFree(_ host: String) -> Bool {
        guard let last = experiments?.lastAsked[host] else { return true }
        return now.timeIntervalSince(last) >= Self.pace.seconds
    }

    private func offers(about key: InvestigatedKey) -> [ExperimentPlan.Offer] {
        let file = caseFile(of: key)
        guard let diagnosis = Diagnosis.judging(file) else { return [] }
        let plan = ExperimentPlan(
            file: file,
            diagnosis: diagnosis,
            account: account,
            key: key.key,
            allowed: allowed,
            surroundings: surroundings ?? Surroundings()
        )
        let left = policy.maximumRequests - (experiments?.requests ?? 0)
        return plan.ranked().filter { !$0.isRequest || left > 0 }
    }

    private var allowed: Set<Experiment> {
        guard !policy.experiments.isEmpty else { return [] }
        let free = Experiment.allCases.filter(\.needsNoKey)
        let all = Set(policy.experiments).union(free)
        return experiments?.looksUpNames == false ? all.subtracting([.domainName]) : all
    }

    /// Whether the experiments of this very picture were made, or others a short while ago.
    private func isAsleep(_ key: InvestigatedKey) -> Bool {
        // A third failure of late: a key that comes and goes would be carried around the world at each turn.
        if let flaps = history.flaps, flaps.starts.count >= 2 { return true }
        guard let record = history.experiments else { return false }
        return record.picture == picture(of: key)
            || now.timeIntervalSince(record.at) < Self.rest
    }

    /// What the round's own answers say already.
    private func freeFindings(about key: InvestigatedKey) -> [Finding] {
        guard allowed.contains(.otherKey) else { return [] }
        return keys.dropFirst().compactMap { other in
            guard let isAccepted = sibling(other).isAccepted,
                let operation = account.operations.first,
                let endpoint = account.endpoint(for: operation)
            else { return nil }
            return Finding(
                .otherKey,
                of: other.name,
                operation: operation,
                host: endpoint.host,
                outcome: isAccepted ? .accepted : .refused,
                summary: isAccepted ? "accepted" : "refused",
                at: now
            )
        }
    }

    private mutating func endOfExperiments() -> Step {
        if let key = keys.first, let state = experiments {
            history.experiments = ExperimentRecord(
                picture: picture(of: key),
                at: now,
                findings: state.findings
            )
        }
        return .conclude(conclusion(seeing: keys.first.flatMap(diagnosis)))
    }
}
