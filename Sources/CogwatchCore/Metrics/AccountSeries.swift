import Foundation

/// The numbers of one account.
struct AccountSeries: Sendable {
    var watched: WatchedAccount
    var operations: [OperationSeries]
    var keys: [KeySeries]
    var state = AccountState.unknown
    var verdict: Verdict?
    var tokenExpiry: Date?
    var voices: Int?
    /// The newest result of each operation with each key.
    var results: [ProbeResult] = []
    /// `account="…"`, escaped.
    let labels: [UInt8]
    /// All labels of the info metric, escaped.
    let infoLabels: [UInt8]

    init(_ watched: WatchedAccount) {
        self.watched = watched
        labels = LabelText.pairs([("account", watched.account.name)])
        infoLabels = LabelText.info(of: watched.account)
        operations = watched.account.operations.map { [labels] in
            OperationSeries($0, accountLabels: labels)
        }
        keys = watched.keys.map { [labels] in KeySeries($0, accountLabels: labels) }
    }

    /// The same account as configured anew, with the numbers of what is still there.
    func configured(as new: WatchedAccount) -> AccountSeries {
        var next = AccountSeries(new)
        next.operations = next.operations.map { fresh in
            operations.first { $0.operation == fresh.operation } ?? fresh
        }
        // A key of the same name with another fingerprint is another key.
        next.keys = next.keys.map { fresh in
            keys.first { $0.key == fresh.key } ?? fresh
        }
        let kept = Set(next.keys.map(\.key.name))
        next.results = results.filter { result in
            kept.contains(result.key) && new.account.operations.contains(result.operation)
        }
        next.state = state
        next.verdict = verdict
        guard next.watched.keys.first == watched.keys.first else { return next }
        next.tokenExpiry = tokenExpiry
        next.voices = voices
        return next
    }

    /// The key in use is the first; an account without keys has only one kind of probe.
    func isInUse(_ key: String) -> Bool {
        watched.keys.first.map { $0.name == key } ?? true
    }

    mutating func record(_ result: ProbeResult) {
        guard let index = operations.firstIndex(where: { $0.operation == result.operation }) else {
            return
        }
        operations[index].count(result.outcome)
        remember(result)
        guard isInUse(result.key) else { return }
        operations[index].record(result)
        tokenExpiry = result.tokenExpiry ?? tokenExpiry
        voices = result.voices ?? voices
    }

    private mutating func remember(_ result: ProbeResult) {
        let place = results.firstIndex {
            $0.operation == result.operation && $0.key == result.key
        }
        guard let place else { return results.append(result) }
        results[place] = result
    }
}

/// The numbers of one operation of one account, of the key in use where only one can stand.
struct OperationSeries: Sendable {
    let operation: Operation
    /// Nil before the first probe.
    var succeeded: Bool?
    var status = 0
    /// In seconds.
    var duration = 0.0
    /// In seconds, in the order of ``Phase``; not-a-number for a phase that was not needed.
    var phases: [Double] = []
    var lastProbe: Date?
    var lastSuccess: Date?
    /// In the order of ``ProbeOutcome``.
    var counts: [UInt64]
    /// `account="…",operation="…"`, escaped.
    let labels: [UInt8]

    init(_ operation: Operation, accountLabels: [UInt8]) {
        self.operation = operation
        labels =
            accountLabels + Array(",".utf8)
            + LabelText.pairs([("operation", operation.rawValue)])
        counts = Array(repeating: 0, count: ProbeOutcome.allCases.count)
    }

    mutating func count(_ outcome: ProbeOutcome) {
        guard let index = ProbeOutcome.allCases.firstIndex(of: outcome) else { return }
        counts[index] &+= 1
    }

    mutating func record(_ result: ProbeResult) {
        succeeded = result.outcome == .success
        status = result.status
        duration = result.timing.total.seconds
        phases = Phase.allCases.map { result.timing.phases[$0]?.seconds ?? .nan }
        lastProbe = result.at
        if result.outcome == .success { lastSuccess = result.at }
    }
}

/// What is known of one key.
struct KeySeries: Sendable {
    let key: WatchedKey
    /// Nil before the key was tried.
    var isValid: Bool?
    /// `account="…",key="…"`, escaped.
    let labels: [UInt8]

    init(_ key: WatchedKey, accountLabels: [UInt8]) {
        self.key = key
        labels = accountLabels + Array(",".utf8) + LabelText.pairs([("key", key.name)])
    }
}
