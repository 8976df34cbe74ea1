package import Foundation

/// One round of probes of one account, as a value that asks and is told.
///
/// Every operation is tried with every key. A failure that is not believed yet is tried again
/// before it is; only then follows the verdict.
package struct Investigation: Sendable {
    /// What to do next.
    package enum Step: Sendable {
        case ask(Probe)
        /// Pause before the next question.
        case wait(Duration)
        /// Tell what the other accounts do, by ``Investigation/learn(_:)``.
        case survey
        case experiment(Attempt)
        /// Look up what a host's name stands for.
        case lookUp(String)
        case conclude(Conclusion)
    }

    /// The end of a round.
    package struct Conclusion: Sendable {
        package let verdict: Verdict
        package let state: AccountState
        /// Whether each key that was tried is good, by its name; a key of which nothing could be
        /// learned is missing.
        package let keyValidity: [String: Bool]
        /// Stand-ins for the probes of keys that may not be sent: they failed without a request.
        package let unsent: [ProbeResult]
        package let history: AccountHistory
        /// What the next round need not confirm again.
        package let belief: Belief
        /// What is to blame on the service or the way to it, also where the verdict is another.
        package let outage: Outage?
        /// When the next round may be.
        package let pacing: Pacing
    }

    /// What earlier rounds found out, and later ones need not find out again.
    package struct Belief: Sendable {
        /// The confirmed failures, by key name.
        package var causes: [String: Cause] = [:]
        /// What the answers looked like that were confirmed, by key name.
        package var pictures: [String: String] = [:]
        /// The first failing probe of the key in use.
        package var failingSince: Date?
        /// When a key that had been refused was last accepted again, by key name.
        package var recoveries: [String: Date] = [:]
        /// What was refused when it was last asked: key name and operation.
        package var refusals: Set<Question> = []
        /// Spares that were refused while the key in use worked.
        ///
        /// They stay reported while they are
        /// refused, whatever becomes of the key in use.
        package var deadSpares: Set<String> = []

        /// The last diagnosis of the key in use, where that was a refusal.
        @Rare var refusal: Diagnosis?
        @Rare var outage: Outage?
        /// In how many rounds in a row a key was refused, by its name.
        var refusedRounds: [String: Int] = [:]
        /// Refused keys that are not asked in the next rounds, and in how many.
        var resting: [String: Int] = [:]
        /// What was last answered to those.
        var kept: [Question: Reading] = [:]
        /// `S0`, `F0` …, as the last issued token had it.
        package var sku: String?

        package init(failingSince: Date? = nil) {
            self.failingSince = failingSince
        }

        /// Whether anything was refused to a key when it was last asked.
        package func refuses(_ key: String) -> Bool { refusals.contains { $0.key == key } }
    }

    /// A question, by what tells it from the others of the round.
    package struct Question: Sendable, Hashable {
        let key: String
        let operation: Operation
    }

    private static let longestPause = Duration.seconds(5)

    let account: Account
    let keys: [InvestigatedKey]
    let policy: DiagnosisPolicy
    let belief: Belief
    var history: AccountHistory
    private var open: [Question]
    var readings: [Question: Reading]
    /// Keys that are not asked in this round: what they were answered last time still holds.
    let resting: Set<String>
    private var wasRefused: Set<Question> = []
    private var tokens: [String: Secret] = [:]
    /// Hosts that gave no answer in this pass.
    private var silentHosts: Set<String> = []
    /// Keys of which something was accepted that had been refused before.
    var recovered: Set<String> = []
    private var confirmationsLeft: Int
    private var isConfirming = false
    private var successesLeft: Int
    var now: Date
    var firstFailure: Date?
    private(set) var surroundings: Surroundings?
    /// Nil until ``beginExperiments()``.
    var experiments: Experimentation?

    /// Opens a round.
    ///
    /// - Parameters:
    ///   - account: What to probe.
    ///   - keys: Its keys, with fingerprint and anatomy.
    ///   - policy: How often to confirm, and how far apart; no confirmations for a look on demand.
    ///   - history: What is remembered of the account.
    ///   - belief: What earlier rounds confirmed.
    ///   - now: The time at which the round starts.
    package init(
        of account: Account,
        keys: [InvestigatedKey],
        policy: DiagnosisPolicy,
        history: AccountHistory,
        belief: Belief,
        at now: Date
    ) {
        self.account = account
        self.keys = keys
        self.policy = policy
        self.history = history
        self.belief = belief
        self.now = now
        confirmationsLeft = policy.confirmations
        // An end is believed as slowly as a beginning.
        successesLeft = belief.failingSince == nil ? 0 : policy.confirmations
        // The token that the bearer probe uses must be there before it.
        let inOrder =
            account.operations.filter { $0 != .bearer }
            + account.operations.filter { $0 == .bearer }
        let isRetired = account.isRetired(at: now)
        let sendable = keys.filter { !isRetired && $0.canBeSent }
        let awake = sendable.filter { belief.resting[$0.name] == nil }
        // Where every key rests, the account itself is asked less often.
        resting = awake.isEmpty ? [] : Set(belief.resting.keys)
        readings = belief.kept.filter { [resting] in resting.contains($0.key.key) }
        open = (awake.isEmpty ? sendable : awake).flatMap { key in
            inOrder.map { Question(key: key.name, operation: $0) }
        }
    }

    /// Asks nothing more: the time is up.
    ///
    /// What was not asked stays unknown.
    package mutating func stopAsking() {
        open = []
        confirmationsLeft = 0
        successesLeft = 0
        experiments?.isOver = true
    }

    /// What to do next.
    ///
    /// Ask again after each ``learn(_:from:at:)`` and after each pause.
    package mutating func nextStep() -> Step {
        if experiments != nil { return nextExperiment() }
        while let question = open.first {
            if let probe = probe(for: question), !isPointless(probe) { return .ask(probe) }
            open.removeFirst()
        }
        guard !isConfirming else {
            isConfirming = false
            silentHosts = []
            open = toConfirm()
            return nextStep()
        }
        if confirmationsLeft > 0, !doubtful().isEmpty {
            confirmationsLeft -= 1
        } else if successesLeft > 0, isWell {
            successesLeft -= 1
        } else {
            let seen = keys.first.flatMap(diagnosis)
            if surroundings == nil, seen != nil { return .survey }
            return .conclude(conclusion(seeing: seen))
        }
        isConfirming = true
        return .wait(pause())
    }

    /// Whether the key in use was accepted for everything, as far as it was asked.
    private var isWell: Bool { keys.first.flatMap(diagnosis) == nil }

    /// Whether a failure of the key in use is being confirmed.
    package var doubtsKeyInUse: Bool {
        // A failure that only changes its cause is no news that waits to be confirmed.
        guard let name = keys.first?.name, belief.causes[name] == nil else { return false }
        return doubtful().contains { $0.key == name }
    }

    /// Whether it is a refusal of that key.
    package var doubtsRefusal: Bool {
        guard doubtsKeyInUse, let key = keys.first else { return false }
        return questions(of: key).contains { readings[$0]?.refusesTheKey == true }
    }

    /// The keys that were refused in this round.
    package var refusedKeys: Set<String> {
        Set(readings.filter { $0.value.refusesTheKey }.map(\.key.key))
    }

    /// Takes in what the other accounts do.
    package mutating func learn(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    /// Takes in an answer.
    ///
    /// - Returns: The probe as it ended.
    package mutating func learn(_ answer: Answer, from probe: Probe, at time: Date) -> ProbeResult {
        now = time
        let question = Question(key: probe.key, operation: probe.operation)
        open.removeAll { $0 == question }
        let reading = Reading(answer, to: probe.operation, at: time)
        if reading.outcome == .networkError { silentHosts.insert(probe.host) }
        readings[question] = reading
        if reading.isAccepted {
            remember(probe, at: time)
            let wasRefusedBefore =
                wasRefused.contains(question)
                || (belief.refusals.contains(question) && wasUnexplained(probe.key))
            if wasRefusedBefore { recovered.insert(probe.key) }
        } else {
            wasRefused.insert(question)
            if question.key == keys.first?.name { firstFailure = firstFailure ?? time }
        }
        if probe.operation == .token { tokens[probe.key] = reading.token }
        return ProbeResult(
            account: account.name,
            operation: probe.operation,
            key: probe.key,
            host: probe.host,
            at: time,
            outcome: reading.outcome,
            status: reading.status,
            summary: reading.summary,
            timing: answer.timing,
            certificateExpiry: reading.certificateExpiry,
            voices: reading.voices,
            tokenExpiry: reading.tokenExpiry,
            sku: reading.claims?.sku
        )
    }
}

extension Investigation {
    private func probe(for question: Question) -> Probe? {
        guard let key = keys.first(where: { $0.name == question.key }) else { return nil }
        guard question.operation == .bearer else {
            return Probe(question.operation, of: account, key: key.key)
        }
        // Without a token there is nothing to try; the token probe says why.
        guard let token = tokens[question.key] else { return nil }
        return Probe(.bearer, of: account, key: key.key, token: token)
    }

    /// Where nobody answered, a spare key teaches nothing and costs another time-out.
    private func isPointless(_ probe: Probe) -> Bool {
        probe.key != keys.first?.name && silentHosts.contains(probe.host)
    }

    /// Whether the refusals of a key had no reason of their own: the end of an outage, or of a wrong
    /// region, is no mixture of answers to one question.
    private func wasUnexplained(_ key: String) -> Bool {
        guard let cause = belief.causes[key] else { return true }
        return [.propagationDelay, .keyRegenerated, .invalidKey, .unknown].contains(cause)
    }

    private mutating func remember(_ probe: Probe, at time: Date) {
        guard let key = keys.first(where: { $0.name == probe.key }) else { return }
        guard let fingerprint = key.fingerprint else { return }
        history.succeeded(
            fingerprint: fingerprint,
            operation: probe.operation,
            host: probe.host,
            at: time
        )
    }

    /// The failed questions whose key's cause nobody believes yet.
    private func doubtful() -> [Question] {
        keys.flatMap { key -> [Question] in
            let failed = questions(of: key).filter { readings[$0].map(isDoubtful) ?? false }
            guard !failed.isEmpty, belief.pictures[key.name] != picture(of: key),
                diagnosis(of: key) != nil
            else { return [] }
            return failed
        }
    }

    /// A service that asks for more patience than a round has says itself that this will last.
    private func isDoubtful(_ reading: Reading) -> Bool {
        !reading.isAccepted && reading.retryAfter.map { $0 <= Self.longestPause } ?? true
    }

    /// The failed questions and, at the last time, all of a refused key in use: what was accepted a
    /// moment before a key was made anew would tell of a fault in half of the service.
    private func toConfirm() -> [Question] {
        let failed = doubtful()
        if isWell, let key = keys.first, failed.isEmpty { return questions(of: key) }
        guard confirmationsLeft == 0, let key = keys.first, key.canBeSent,
            failed.contains(where: { $0.key == key.name && readings[$0]?.refusesTheKey == true })
        else { return failed }
        return questions(of: key) + failed.filter { $0.key != key.name }
    }

    /// What the answers to a key's questions look like, in a word for each.
    func picture(of key: InvestigatedKey) -> String {
        questions(of: key).compactMap { question in
            readings[question].map { "\(question.operation.rawValue):\($0.picture)" }
        }.joined(separator: " ")
    }

    private func pause() -> Duration {
        let asked = readings.values.compactMap(\.retryAfter).filter { $0 <= Self.longestPause }
        return max(policy.confirmInterval, asked.max() ?? .zero)
    }

    func diagnosis(of key: InvestigatedKey) -> Diagnosis? {
        Diagnosis.judging(caseFile(of: key))
    }

    func caseFile(of key: InvestigatedKey) -> CaseFile {
        let recovery = recovered.contains(key.name) ? now : belief.recoveries[key.name]
        return CaseFile(
            key: key.facts,
            setting: CaseFile.Setting(of: account),
            readings: questions(of: key).compactMap { readings[$0] },
            isMixed: recovery.map { now.timeIntervalSince($0) < policy.propagationGrace.seconds }
                ?? false,
            siblings: keys.filter { $0.name != key.name }.map(sibling),
            history: history,
            now: now,
            propagationGrace: policy.propagationGrace,
            findings: isInUse(key) ? findings : [],
            neighbours: isInUse(key) ? surroundings?.neighbours ?? Neighbours() : Neighbours(),
            sameKey: isInUse(key) ? surroundings?.sameKey ?? [] : [],
            management: history.management
        )
    }

    private func isInUse(_ key: InvestigatedKey) -> Bool { key.name == keys.first?.name }

    func questions(of key: InvestigatedKey) -> [Question] {
        account.operations.map { Question(key: key.name, operation: $0) }
    }

    func sibling(_ key: InvestigatedKey) -> CaseFile.Sibling {
        let worked = key.fingerprint.flatMap { history.lastSuccess(fingerprint: $0) } != nil
        return CaseFile.Sibling(
            name: key.name,
            isAccepted: isAccepted(key),
            workedBefore: worked
        )
    }

    /// Nil when the answers say nothing of the key, such as a time-out.
    func isAccepted(_ key: InvestigatedKey) -> Bool? {
        let own = questions(of: key).compactMap { readings[$0] }
        if own.contains(where: \.refusesTheKey) || !key.canBeSent { return false }
        return own.contains(where: \.provesTheKey) ? true : nil
    }
}
