import Foundation

/// The numbers of one account.
struct AccountSeries: Sendable {
    private(set) var facts: AccountFacts
    /// Those of the facts: what every line begins with is a look nearer.
    let labels: [UInt8]
    var operations: [OperationSeries]
    /// Whether each key is accepted, in the order of the file; nil before it was tried.
    var validity: [Bool?]
    var state = AccountState.unknown
    var verdict: Verdict?
    var tokenExpiry: Date?
    var voices: Int?
    /// The newest result of each operation with each key.
    private(set) var results: [KeptResult] = []

    init(_ watched: WatchedAccount) {
        facts = AccountFacts(watched)
        labels = facts.labels
        operations = watched.account.operations.map(OperationSeries.init)
        validity = watched.keys.map { _ in nil }
    }

    /// The same account as configured anew, with the numbers of what is still there.
    func configured(as new: WatchedAccount) -> AccountSeries {
        if let facts = facts.renewed(new) {
            var same = self
            same.facts = facts
            return same
        }
        var next = AccountSeries(new)
        next.operations = next.operations.map { fresh in
            operations.first { $0.numbers.operation == fresh.numbers.operation } ?? fresh
        }
        // A key of the same name with another fingerprint is another key.
        next.validity = new.keys.map { fresh in
            zip(facts.keys, validity).first { $0.0.isSame(as: fresh) }?.1
        }
        let kept = Set(new.keys.map(\.name))
        next.results = results.filter { result in
            kept.contains(result.key) && new.account.operations.contains(result.operation)
        }
        next.state = state
        next.verdict = verdict
        let (first, last) = (new.keys.first, facts.keys.first)
        guard first?.name == last?.name, first?.fingerprint == last?.fingerprint else {
            return next
        }
        next.tokenExpiry = tokenExpiry
        next.voices = voices
        return next
    }

    mutating func record(_ result: ProbeResult, host: String) {
        let place = operations.firstIndex { $0.numbers.operation == result.operation }
        guard let index = place else { return }
        operations[index].count(result)
        remember(KeptResult(result, host: host))
        guard facts.isInUse(result.key) else { return }
        operations[index].show(result)
        tokenExpiry = result.tokenExpiry ?? tokenExpiry
        voices = result.voices ?? voices
        guard let sku = result.sku, sku != facts.sku else { return }
        facts = AccountFacts(facts.watched, sku: sku)
    }

    private mutating func remember(_ result: KeptResult) {
        let place = results.firstIndex {
            $0.operation == result.operation && $0.key == result.key
        }
        guard let place else { return results.append(result) }
        results[place] = result
    }
}
