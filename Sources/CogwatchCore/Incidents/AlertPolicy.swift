import Foundation

/// Which alerts a verdict raises, and what they say.
package struct AlertPolicy: Sendable {
    /// Labels that every alert of this agent carries.
    package let externalLabels: [String: String]
    /// Time before a trial's end at which `TrialExpiring` fires.
    package let trialThresholds: [Duration]

    package init(externalLabels: [String: String], trialThresholds: [Duration]) {
        self.externalLabels = externalLabels
        self.trialThresholds = trialThresholds
    }

    /// All alerts that hold for an account after this verdict.
    package func alerts(for verdict: Verdict, of account: Account) -> [Alert] {
        let failure =
            verdict.flapping.map { flappingAlert($0, verdict: verdict, of: account) }
            ?? verdict.diagnosis.map { failureAlert($0, verdict: verdict, of: account) }
        let spares = verdict.refusedSpares.sorted { $0.key < $1.key }.map { key, diagnosis in
            spareAlert(key: key, diagnosis, verdict: verdict, of: account)
        }
        let trial = trialAlert(verdict: verdict, of: account)
        let drifts = verdict.driftedKeys.sorted { $0.key < $1.key }.map { key, seen in
            driftAlert(key: key, seen: seen, of: account)
        }
        return [failure, trial].compactMap { $0 } + spares + drifts
    }
}

extension AlertPolicy {
    private func failureAlert(
        _ diagnosis: Diagnosis,
        verdict: Verdict,
        of account: Account
    ) -> Alert {
        let name = AlertName(for: diagnosis.category)
        let lastSuccess = verdict.lastSuccess.map(Timestamp.text)
        let since = verdict.failingSince ?? verdict.at
        var annotations = annotations(name, diagnosis)
        annotations["summary"] = "\(account.name): \(name.claim) (\(diagnosis.cause.rawValue))"
        annotations["description"] =
            "\(diagnosis.cause.meaning) Confidence: \(diagnosis.confidence.rawValue). "
            + (lastSuccess.map { "The key last worked at \($0)." } ?? "The key never worked here.")
        annotations["since"] = Timestamp.text(since)
        annotations["last_success"] = lastSuccess ?? "never"
        let own = [
            "cause": diagnosis.cause.rawValue,
            "confidence": diagnosis.confidence.rawValue,
        ]
        return alert(
            name,
            severity: severity(of: name, diagnosis.cause),
            own: own,
            annotations: annotations,
            since: since,
            account: account
        )
    }

    /// One alert for all turns: its labels stay what they were when the flapping was seen.
    private func flappingAlert(
        _ flapping: Flapping,
        verdict: Verdict,
        of account: Account
    ) -> Alert {
        let name = AlertName(for: flapping.category)
        let times = "\(flapping.failures) failures since \(Timestamp.text(flapping.since))"
        let now = verdict.diagnosis.map { "At the moment it fails: \($0.cause.rawValue)." }
        return alert(
            name,
            severity: severity(of: name, flapping.cause),
            own: [
                "cause": flapping.cause.rawValue,
                "confidence": flapping.confidence.rawValue,
                "flapping": "true",
            ],
            annotations: [
                "summary": "\(account.name) is flapping: it fails and recovers by turns",
                "description":
                    "\(times). \(now ?? "At the moment it works.") You are not told of each turn; the "
                    + "end comes when it has been well for a while.",
                "evidence":
                    (["- \(times)"]
                    + (verdict.diagnosis?.evidence.map { "- \($0.text)" } ?? []))
                    .joined(separator: "\n"),
                "next_steps": "1. Look at the account's timeline: which host, which operation?\n"
                    + "2. Treat mixed answers as a fault of the service or the way to it, unless a key "
                    + "was just regenerated.",
                "runbook_url": name.runbookURL,
                "since": Timestamp.text(flapping.since),
                "last_success": verdict.lastSuccess.map(Timestamp.text) ?? "never",
            ],
            since: flapping.since,
            account: account
        )
    }

    private func spareAlert(
        key: String,
        _ diagnosis: Diagnosis,
        verdict: Verdict,
        of account: Account
    ) -> Alert {
        var annotations = annotations(.keyInvalid, diagnosis)
        annotations["summary"] =
            "\(account.name): the spare \(key) is refused (\(diagnosis.cause.rawValue))"
        annotations["description"] =
            "The account works with another key, but \(key) would not help in an emergency. "
            + diagnosis.cause.meaning
        annotations["since"] = Timestamp.text(verdict.at)
        return alert(
            .keyInvalid,
            severity: "warning",
            own: ["key": key],
            annotations: annotations,
            since: verdict.at,
            account: account
        )
    }

    /// A key that is no current one and still works: it stops when the change has spread.
    private func driftAlert(key: String, seen: Date, of account: Account) -> Alert {
        let next = [
            "1. Copy the current key from the resource's \"Keys and Endpoint\" page into the file or "
                + "variable of \(key), and reload.",
            "2. The activity log of the resource says who ran \"Regenerate Keys\", and when.",
        ]
        let annotations = [
            "summary": "\(account.name): \(key) is no current key any more, and still works",
            "description":
                "Azure Resource Manager lists two other keys for the resource. \(key) was made anew, "
                + "or belongs to another resource; it may be refused at any moment.",
            "evidence":
                "- Azure Resource Manager says that \(key) is neither of the resource's two "
                + "current keys",
            "next_steps": next.joined(separator: "\n"),
            "runbook_url": AlertName.keyDrift.runbookURL,
            "since": Timestamp.text(seen),
        ]
        return alert(
            .keyDrift,
            severity: severity(of: .keyDrift, .keyRegenerated),
            own: ["key": key],
            annotations: annotations,
            since: seen,
            account: account
        )
    }

    private func trialAlert(verdict: Verdict, of account: Account) -> Alert? {
        guard let trial = account.trial else { return nil }
        let left = trial.expires.timeIntervalSince(verdict.at)
        if left <= 0 { return trialAlert(.trialExpired, at: .zero, of: account, trial) }
        guard let threshold = trialThresholds.filter({ left <= $0.seconds }).min() else {
            return nil
        }
        return trialAlert(.trialExpiring, at: threshold, of: account, trial)
    }

    private func trialAlert(
        _ name: AlertName,
        at threshold: Duration,
        of account: Account,
        _ trial: Trial
    ) -> Alert {
        let days = Self.days(threshold)
        let end = Timestamp.text(trial.expires)
        let isOver = name == .trialExpired
        let annotations = [
            "summary": isOver
                ? "\(account.name): the trial is over"
                : "\(account.name): the trial ends in less than \(days) days",
            "description": isOver
                ? "The trial ended at \(end). Azure refuses its keys from then on."
                : "The trial ends at \(end). Azure refuses its keys from then on.",
            "evidence": "- trial.expires in the configuration is \(end)",
            "next_steps": "1. Create a paid or free-tier resource.\n"
                + "2. Configure its key, and take `trial` out of the account's stanza.",
            "runbook_url": name.runbookURL,
            "since": Timestamp.text(trial.expires.addingTimeInterval(-threshold.seconds)),
        ]
        return alert(
            name,
            severity: isOver ? "critical" : "warning",
            own: ["days": days],
            annotations: annotations,
            since: trial.expires.addingTimeInterval(-threshold.seconds),
            account: account
        )
    }

    private func alert(
        _ name: AlertName,
        severity: String,
        own: [String: String],
        annotations: [String: String],
        since: Date,
        account: Account
    ) -> Alert {
        var labels = externalLabels
        labels.merge(account.labels) { _, accountsOwn in accountsOwn }
        labels.merge(own) { _, fixed in fixed }
        labels.merge([
            "alertname": name.rawValue,
            "account": account.name,
            "azure_cloud": account.cloud.rawValue,
            "azure_region": account.region,
            "kind": account.kind.rawValue,
            "severity": severity,
        ]) { _, fixed in fixed }
        return Alert(account: account.name, labels: labels, annotations: annotations, since: since)
    }

    private func annotations(_ name: AlertName, _ diagnosis: Diagnosis) -> [String: String] {
        let steps = diagnosis.nextSteps.enumerated().map { "\($0.offset + 1). \($0.element)" }
        return [
            "evidence": diagnosis.evidence.map { "- \($0.text)" }.joined(separator: "\n"),
            "next_steps": steps.joined(separator: "\n"),
            "runbook_url": name.runbookURL,
        ]
    }

    private func severity(of name: AlertName, _ cause: Cause) -> String {
        switch name {
        case .authFailing: cause == .propagationDelay ? "warning" : "critical"
        case .endpointUnreachable, .trialExpired, .regionOutage, .noConnectivity: "critical"
        case .throttled, .unexpectedAnswer, .keyInvalid, .trialExpiring, .keyDrift: "warning"
        }
    }

    /// Whole days without a fraction: `7`, `0.5`.
    private static func days(_ threshold: Duration) -> String {
        let days = threshold.seconds / 86_400
        return days == days.rounded() ? String(Int(days)) : String(days)
    }
}

extension AlertName {
    /// The alert of a family of causes.
    init(for category: CauseCategory) {
        switch category {
        case .auth: self = .authFailing
        case .limit: self = .throttled
        case .unreachable: self = .endpointUnreachable
        case .unexpected: self = .unexpectedAnswer
        }
    }

    /// What it says, after the account's name.
    fileprivate var claim: String {
        switch self {
        case .authFailing: "the key is refused"
        case .keyInvalid: "a spare key is refused"
        case .trialExpiring: "the trial ends soon"
        case .trialExpired: "the trial is over"
        case .endpointUnreachable: "the endpoint cannot be reached"
        case .throttled: "calls are throttled"
        case .unexpectedAnswer: "the answer is not what the service gives"
        case .regionOutage: "the region is out"
        case .noConnectivity: "nothing can be reached"
        case .keyDrift: "a key is no current one"
        }
    }

    /// Where a person on call reads on.
    package var runbookURL: String {
        "https://github.com/cogwatch/cogwatch/blob/main/alerts/runbooks/\(rawValue).md"
    }
}
