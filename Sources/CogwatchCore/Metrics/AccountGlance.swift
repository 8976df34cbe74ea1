package import Foundation

/// An account as the scoreboard holds it, looked at without unpacking it.
///
/// A page of a large fleet asks a few things of each of ten thousand accounts, and everything of a
/// hundred.
package struct AccountGlance: Sendable {
    private let record: AccountRecord

    init(_ record: AccountRecord) {
        self.record = record
    }

    package var account: Account { record.series.facts.watched.account }
    package var name: String { record.series.facts.name }
    package var kind: AzureService { record.series.facts.watched.account.kind }
    package var cloud: Cloud { record.series.facts.watched.account.cloud }
    package var region: String { record.series.facts.watched.account.region }
    package var labels: [String: String] { record.series.facts.watched.account.labels }
    package var trial: Trial? { record.series.facts.watched.account.trial }
    package var keys: [WatchedKey] { record.series.facts.keys }
    package var state: AccountState { record.series.state }
    /// The newest confirmed verdict; nil before the first.
    package var verdict: Verdict? { record.series.verdict }
    /// What fails now with the key in use, and why.
    package var cause: Cause? { record.series.verdict?.diagnosis?.cause }
    /// Whether a spare key is refused.
    package var hasRefusedSpare: Bool {
        record.series.verdict.map { !$0.refusedSpares.isEmpty } ?? false
    }

    /// The newest success of any operation with the key in use that is known of.
    package var lastSuccess: Date? {
        let seen = record.series.operations.compactMap(\.numbers.lastSuccess).max()
        return [seen, record.series.verdict?.lastSuccess].compactMap(\.self).max()
    }

    /// What the slowest operation of the last round took, in seconds.
    package var slowest: Double? {
        record.series.operations.compactMap { $0.numbers.shown?.timing.seconds }.max()
    }

    /// Everything.
    package var report: AccountReport { AccountReport(record.series) }
}
