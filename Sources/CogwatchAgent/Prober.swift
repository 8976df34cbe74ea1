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

    /// Probes an account until a verdict stands, and records it.
    ///
    /// A cancelled round leaves no trace but its counted probes.
    ///
    /// - Parameters:
    ///   - name: The account's name.
    ///   - witnesses: Has other accounts probed at once, whose answers help to judge a failure.
    /// - Returns: When the account may be asked again, and a diagnosis that experiments may make
    ///   better; nil where there is nothing to try.
    func round(
        of name: String,
        calling witnesses: ([String]) -> Void
    ) async -> (pacing: Pacing, diagnosis: OpenDiagnosis?) {
        guard let entry = memory[name] else { return (Pacing(), nil) }
        let view = world.now
        var investigation = Investigation(
            of: entry.account,
            keys: entry.keys,
            policy: view.settings.diagnosis,
            history: entry.history,
            belief: entry.belief,
            at: time.now
        )
        var heardAt: Date?
        var silentAt: Date?
        while !Task.isCancelled {
            switch investigation.nextStep() {
            case .ask(let probe):
                let sentAt = time.now
                let answer = await view.transport.send(probe.request)
                guard !Task.isCancelled else { return (Pacing(), nil) }
                switch answer.outcome {
                case .response: heardAt = time.now
                case .noResponse: silentAt = sentAt
                }
                let result = investigation.learn(answer, from: probe, at: time.now)
                board.update { $0.record(result) }
                log(result)
            case .wait(let pause):
                keyring.doubt(investigation.refusedKeys, of: entry.account)
                if investigation.doubtsKeyInUse {
                    board.update { $0.pending(account: name) }
                    if investigation.doubtsRefusal { memory.doubt(entry.account, at: time.now) }
                    tower.doubt(name, at: time.now)
                    witnesses(memory.witnesses(about: entry.account, at: time.now))
                }
                let deadline = time.now.addingTimeInterval(pause.seconds)
                guard (try? await time.sleep(until: deadline)) != nil else {
                    return (Pacing(), nil)
                }
            case .survey:
                investigation.learn(memory.surroundings(of: entry, at: time.now))
            case .conclude(let conclusion):
                keyring.doubt(investigation.refusedKeys, of: entry.account)
                await record(conclusion, of: entry)
                // Only now: the end of an outage must not come before the end of what it explains.
                tower.note(
                    FleetWatch.Round(
                        account: name,
                        ended: conclusion.verdict.at,
                        failure: conclusion.outage,
                        heardAt: heardAt,
                        silentAt: silentAt
                    )
                )
                inquire(investigation, about: entry)
                var pacing = conclusion.pacing
                pacing.lookAgain = investigation.nextLookAtActivity()
                let canBeBetter =
                    conclusion.verdict.diagnosis != nil
                    && investigation.beginExperiments(looksUpNames: view.names != nil)
                return (
                    pacing,
                    canBeBetter
                        ? OpenDiagnosis(account: entry.account, investigation: investigation) : nil
                )
            case .experiment, .lookUp:
                // They come only after they were begun.
                return (Pacing(), nil)
            }
        }
        return (Pacing(), nil)
    }

    /// Has Resource Manager asked, beside the rounds, where it may know more.
    private func inquire(_ investigation: Investigation, about entry: Memory.Entry) {
        guard !investigation.managementCalls().isEmpty else { return }
        inquiries.add(
            OpenInquiry(account: entry.account, keys: entry.keys, investigation: investigation)
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

    private func record(_ conclusion: Investigation.Conclusion, of entry: Memory.Entry) async {
        // The round may have lasted a minute; routes and labels are those of now.
        let view = world.now
        let account = entry.account
        guard memory.keep(conclusion, of: account) else { return }
        memory.learnCodes(from: entry, conclusion)
        board.update { scoreboard in
            conclusion.unsent.forEach { scoreboard.record($0) }
            scoreboard.record(conclusion.verdict, state: conclusion.state)
            for (key, isValid) in conclusion.keyValidity {
                scoreboard.keyStands(account: account.name, key: key, isValid: isValid)
            }
        }
        log(conclusion, before: entry.belief)
        let alerts = view.alertPolicy.alerts(for: conclusion.verdict, of: account)
        let fingerprints = Set(alerts.map(\.fingerprint))
        // A healthy round changes nothing, so nothing is written.
        guard fingerprints != entry.recordedAlerts else { return }
        // Of an account that fails already, another picture of the same outage is no news.
        let isExplained = conclusion.outage != nil && tower.explains(account.name)
        guard !isExplained || entry.belief.failingSince == nil else { return }
        do {
            try await ledger.save([conclusion.history])
            let changes = try await ledger.record(
                account: account.name,
                alerts: alerts,
                at: conclusion.verdict.at,
                routing: view.settings.alerting
            )
            memory.recorded(fingerprints, of: account.name)
            changes.forEach(logger.log)
            try await endIfRemoved(account.name, routing: view.settings.alerting)
            dispatcherBell.ring()
        } catch {
            // The next round finds the same difference and tries again.
            logger.error(
                "could not write down what was found; the next round tries again",
                metadata: ["account": "\(account.name)", "error": "\(error)"]
            )
        }
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
