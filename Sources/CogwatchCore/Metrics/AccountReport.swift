package import Foundation

/// An account as pages and API show it.
package struct AccountReport: Sendable {
    /// One of the account's keys, as far as it may be shown.
    package struct Key: Sendable, Equatable {
        package let name: String
        /// Nil where there is no key.
        package let fingerprint: String?
        /// The first instant of the month in which an annotated key was issued.
        package let issued: Date?
        /// Nil before it was tried.
        package let isValid: Bool?

        package init(name: String, fingerprint: String?, issued: Date?, isValid: Bool?) {
            self.name = name
            self.fingerprint = fingerprint
            self.issued = issued
            self.isValid = isValid
        }
    }

    package let account: Account
    package let state: AccountState
    /// The newest confirmed verdict; nil before the first.
    package let verdict: Verdict?
    /// In the order of the file; the first is the one in use.
    package let keys: [Key]
    /// The newest result of each operation with each key.
    package let results: [ProbeResult]
    /// When each operation last succeeded with the key in use.
    package let lastSuccess: [Operation: Date]
    /// What became of each operation's probes with the key in use in the last 24 hours.
    package let timelines: [Operation: Timeline]

    package init(
        account: Account,
        state: AccountState,
        verdict: Verdict?,
        keys: [Key],
        results: [ProbeResult],
        lastSuccess: [Operation: Date],
        timelines: [Operation: Timeline] = [:]
    ) {
        self.account = account
        self.state = state
        self.verdict = verdict
        self.keys = keys
        self.results = results
        self.lastSuccess = lastSuccess
        self.timelines = timelines
    }
}

extension AccountReport {
    init(_ series: AccountSeries) {
        account = series.facts.watched.account
        state = series.state
        verdict = series.verdict
        keys = zip(series.facts.keys, series.validity).map { key, isValid in
            Key(
                name: key.name,
                fingerprint: key.fingerprint,
                issued: key.issued,
                isValid: isValid
            )
        }
        results = series.results.map { $0.result(of: series.facts.name) }.sorted { left, right in
            series.rank(of: left).lexicographicallyPrecedes(series.rank(of: right))
        }
        lastSuccess = series.operations.reduce(into: [:]) {
            $0[$1.numbers.operation] = $1.numbers.lastSuccess
        }
        timelines = series.operations.reduce(into: [:]) {
            $0[$1.numbers.operation] = $1.timeline
        }
    }

    /// What fails now, nil when all is well or nothing is known yet.
    package var diagnosis: Diagnosis? { verdict?.diagnosis }

    /// The newest result of the key in use for an operation.
    package func result(of operation: Operation) -> ProbeResult? {
        results.first { result in
            result.operation == operation && (keys.first.map { $0.name == result.key } ?? true)
        }
    }

    /// The newest success of any operation with the key in use.
    package var newestSuccess: Date? { lastSuccess.values.max() }

    /// The hosts that are probed, each once, in the order of the operations.
    package var hosts: [String] {
        var seen: Set<String> = []
        return account.operations.compactMap(account.host).filter { seen.insert($0).inserted }
    }
}

extension AccountSeries {
    /// Keys in the order of the file, and of each the operations in theirs.
    fileprivate func rank(of result: ProbeResult) -> [Int] {
        [
            facts.keys.firstIndex { $0.name == result.key } ?? facts.keys.count,
            operations.firstIndex { $0.numbers.operation == result.operation }
                ?? operations.count,
        ]
    }
}
