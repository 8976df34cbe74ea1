import CogwatchCore
import Foundation
import Logging

/// Carries one round's questions and answers, and hands its verdict on.
struct Prober: Sendable {
    let world: World
    let memory: Memory
    let board: Board
    let ledger: any Ledger
    let tower: Watchtower
    let inquiries: Inquiries
    let keyring: Keyring
    let time: any Timekeeper
    /// Rung when the ledger has something for the dispatcher.
    let dispatcherBell: Bell
    let logger: Logger
    let pace = HostPace()
    let crowds = HostCrowds()

    /// Probes an account until a verdict stands, and records it.
    ///
    /// A cancelled round leaves no trace but its counted probes.
    ///
    /// - Parameters:
    ///   - name: The account's name.
    ///   - place: At its ``hosts(of:)``.
    ///   - witnesses: Has other accounts probed at once, whose answers help to judge a failure.
    /// - Returns: When the account may be asked again, and a diagnosis that experiments may make
    ///   better; nil where there is nothing to try.
    func round(
        of name: String,
        at place: HostCrowds.Place,
        calling witnesses: ([String]) -> Void
    ) async -> (pacing: Pacing, diagnosis: OpenDiagnosis?) {
        defer { place.giveBack() }
        guard let round = open(name) else { return (Pacing(), nil) }
        while !Task.isCancelled {
            switch round.nextStep() {
            case .ask(let request):
                place.take()
                let sentAt = time.now
                let answer = await round.transport.send(request)
                guard !Task.isCancelled else { break }
                learn(answer, sentAt: sentAt, in: round)
            case .wait(let pause):
                doubt(round, calling: witnesses)
                // Who only waits for the time to ask again is in nobody's way.
                place.giveBack()
                let deadline = time.now.addingTimeInterval(pause.seconds)
                guard (try? await time.sleep(until: deadline)) != nil else { break }
            case .survey: survey(for: round)
            case .conclude:
                await record(round)
                return close(round)
            case .giveUp: return (Pacing(), nil)
            }
        }
        return (Pacing(), nil)
    }

    /// Names the hosts that an account's rounds ask.
    func hosts(of name: String) -> String {
        guard let account = memory.account(name) else { return "" }
        return account.operations.compactMap { account.endpoint(for: $0)?.host }
            .joined(separator: " ")
    }

    // What follows stays out of the function that waits, or its copies would be kept there.

    @inline(never)
    private func open(_ name: String) -> Round? {
        memory[name].map { Round(of: $0, in: world.now, at: time.now) }
    }

    @inline(never)
    private func survey(for round: Round) {
        round.learn(memory.surroundings(of: round.entry, at: time.now))
    }

    @inline(never)
    private func learn(_ answer: Answer, sentAt: Date, in round: Round) {
        guard let result = round.learn(answer, sentAt: sentAt, at: time.now) else { return }
        board.update { $0.record(result) }
        log(result)
    }

    @inline(never)
    private func doubt(_ round: Round, calling witnesses: ([String]) -> Void) {
        let account = round.account
        keyring.doubt(round.investigation.refusedKeys, of: account)
        guard round.investigation.doubtsKeyInUse else { return }
        board.update { $0.pending(account: account.name) }
        if round.investigation.doubtsRefusal { memory.doubt(account, at: time.now) }
        tower.doubt(account.name, at: time.now)
        witnesses(memory.witnesses(about: account, at: time.now))
    }

    /// Has everybody look at the verdict who was not to see it before it was written down.
    @inline(never)
    private func close(_ round: Round) -> (pacing: Pacing, diagnosis: OpenDiagnosis?) {
        guard let conclusion = round.conclusion else { return (Pacing(), nil) }
        // Only now: the end of an outage must not come before the end of what it explains.
        tower.note(
            FleetWatch.Round(
                account: round.account.name,
                ended: conclusion.verdict.at,
                failure: conclusion.outage,
                heardAt: round.heardAt,
                silentAt: round.silentAt
            )
        )
        inquire(about: round)
        var pacing = conclusion.pacing
        pacing.lookAgain = round.investigation.nextLookAtActivity()
        return (pacing, round.beginExperiments())
    }

    /// Has Resource Manager asked, beside the rounds, where it may know more.
    private func inquire(about round: Round) {
        guard !round.investigation.managementCalls().isEmpty else { return }
        inquiries.add(
            OpenInquiry(
                account: round.account,
                keys: round.entry.keys,
                investigation: round.investigation
            )
        )
    }

    /// Makes the experiments of a diagnosis, and keeps what they found for the next round.
    ///
    /// - Returns: Whether there is something new to judge by.
    func experiment(on diagnosis: OpenDiagnosis) async -> Bool {
        let name = diagnosis.account.name
        guard memory.beginExperiments(of: name) else { return false }
        defer { memory.endExperiments(of: name) }
        let view = world.now
        let laboratory = Laboratory(
            transport: view.transport,
            names: view.names,
            pace: pace,
            time: time
        )
        var investigation = diagnosis.investigation
        let conclusion = await laboratory.run(&investigation) {
            memory.surroundings(ofFailing: diagnosis.account, at: time.now)
        } report: { finding in
            board.update { $0.count(finding) }
            log(finding, of: name)
        }
        guard let record = conclusion?.history.experiments else { return false }
        return memory.keep(record, of: diagnosis.account)
    }

    private func log(_ finding: Finding, of account: String) {
        logger.info(
            "experiment",
            metadata: [
                "account": "\(account)", "experiment": "\(finding.experiment.rawValue)",
                "subject": "\(finding.subject)", "host": "\(finding.host)",
                "outcome": "\(finding.outcome.rawValue)",
            ]
        )
    }

    /// What the ledger has to hold of a verdict.
    private struct News {
        let history: AccountHistory
        let alerts: [Alert]
        let at: Date
        let routing: AlertingSettings
    }

    /// Shows a conclusion, and tells what of it is to be written down; nil where nothing is.
    @inline(never)
    private func news(of round: Round) -> News? {
        let (entry, account) = (round.entry, round.account)
        keyring.doubt(round.investigation.refusedKeys, of: account)
        guard let conclusion = round.conclusion, memory.keep(conclusion, of: account) else {
            return nil
        }
        memory.learnCodes(from: entry, conclusion)
        board.update { scoreboard in
            conclusion.unsent.forEach { scoreboard.record($0) }
            scoreboard.record(conclusion.verdict, state: conclusion.state)
            for (key, isValid) in conclusion.keyValidity {
                scoreboard.keyStands(account: account.name, key: key, isValid: isValid)
            }
        }
        log(conclusion, before: entry.belief)
        // The round may have lasted a minute; routes and labels are those of now.
        let view = world.now
        let alerts = view.alertPolicy.alerts(for: conclusion.verdict, of: account)
        // A healthy round changes nothing, so nothing is written.
        guard Set(alerts.map(\.fingerprint)) != entry.recordedAlerts else { return nil }
        // Of an account that fails already, another picture of the same outage is no news.
        let isExplained = conclusion.outage != nil && tower.explains(account.name)
        guard !isExplained || entry.belief.failingSince == nil else { return nil }
        return News(
            history: conclusion.history,
            alerts: alerts,
            at: conclusion.verdict.at,
            routing: view.settings.alerting
        )
    }

    private func record(_ round: Round) async {
        guard let news = news(of: round) else { return }
        let account = round.account
        do {
            try await ledger.save([news.history])
            let changes = try await ledger.record(
                account: account.name,
                alerts: news.alerts,
                at: news.at,
                routing: news.routing
            )
            memory.recorded(Set(news.alerts.map(\.fingerprint)), of: account.name)
            changes.forEach(logger.log)
            try await endIfRemoved(account.name, routing: news.routing)
            dispatcherBell.ring()
        } catch {
            // The next round finds the same difference and tries again.
            complain(error, about: account.name)
        }
    }

    @inline(never)
    private func complain(_ error: any Error, about account: String) {
        logger.error(
            "could not write down what was found; the next round tries again",
            metadata: ["account": "\(account)", "error": "\(error)"]
        )
    }

    /// A reload may have taken the account out, and ended its incidents, while this one was written;
    /// nobody else would ever end it.
    private func endIfRemoved(_ name: String, routing: AlertingSettings) async throws {
        guard memory[name] == nil else { return }
        _ = try await ledger.record(account: name, alerts: [], at: time.now, routing: routing)
    }

    private func log(_ result: ProbeResult) {
        logger.debug(
            "probed",
            metadata: [
                "account": "\(result.account)", "operation": "\(result.operation.rawValue)",
                "key": "\(result.key)", "host": "\(result.host)",
                "outcome": "\(result.outcome.rawValue)", "status": "\(result.status)",
                "seconds": "\(result.timing.total.seconds)",
            ]
        )
    }

    /// One line for each key whose story changed.
    private func log(
        _ conclusion: Investigation.Conclusion,
        before belief: Investigation.Belief
    ) {
        let verdict = conclusion.verdict
        let (before, after) = (belief.causes, conclusion.belief.causes)
        for key in Set(before.keys).union(after.keys).sorted() where before[key] != after[key] {
            var metadata: Logger.Metadata = ["account": "\(verdict.account)", "key": "\(key)"]
            guard let cause = after[key] else {
                logger.info("works again", metadata: metadata)
                continue
            }
            metadata["cause"] = "\(cause.rawValue)"
            logger.warning("fails", metadata: metadata)
        }
    }
}
