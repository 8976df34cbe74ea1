package import Foundation

/// The cupboard's shape: what is kept over restarts, and what is decided inside a transaction.
///
/// Every throwing call throws when the disk does not do its work; nothing was changed then.
package protocol Ledger: Sendable {
    /// Writes down what a look at an account means, in one transaction: its incidents, and the
    /// groups that are to be looked at because of them.
    ///
    /// - Parameters:
    ///   - account: The account that was looked at.
    ///   - alerts: All alerts that hold for it now; what is missing has ended.
    ///   - now: The time of the verdict.
    ///   - routing: Who is told.
    /// - Returns: What changed.
    /// - Throws: When the disk does not do its work; nothing was written then.
    func record(
        account: String,
        alerts: [Alert],
        at now: Date,
        routing: AlertingSettings
    ) async throws -> [IncidentChange]

    /// Ends the incidents of accounts that are no longer watched, and routes open incidents anew
    /// after the routing changed.
    ///
    /// - Parameters:
    ///   - accounts: Those that are watched, or will be as soon as their keys are known.
    ///   - reasons: Why others are not, by name; what is missing was removed from the configuration.
    ///   - now: When.
    ///   - routing: Who is told.
    /// - Throws: When the disk does not do its work; nothing was changed then.
    func reconcile(
        watching accounts: Set<String>,
        reasons: [String: String],
        at now: Date,
        routing: AlertingSettings
    ) async throws

    /// Looks at every group that is due and writes what has to be said to the outbox, in one
    /// transaction per group.
    ///
    /// - Returns: What was written and what was dropped.
    @discardableResult
    func flushGroups(at now: Date, routing: AlertingSettings, externalURL: String) async throws
        -> FlushReport

    /// The notifications that may be tried now: for each integration of each receiver the oldest
    /// one, if its time has come, so that a receiver hears things in order.
    func dueNotifications(at now: Date) async throws -> [QueuedNotification]

    /// When the next group or notification falls due, or a silence begins or ends.
    ///
    /// - Parameter time: What was due by then is taken to be under way.
    /// - Returns: Nil when nothing falls due later.
    /// - Throws: When the disk does not do its work.
    func nextDue(after time: Date) async throws -> Date?

    /// Removes a notification that was delivered or given up.
    func settle(_ notification: QueuedNotification) async throws

    /// Keeps a notification for another attempt.
    func postpone(_ notification: QueuedNotification, until next: Date) async throws

    /// Lets groups and notifications wait no longer than they would have, had the clock not been
    /// set back.
    func clockWasSetBack(by distance: Duration) async throws

    /// The outbox by receiver.
    func queues() async throws -> [QueueStatus]

    /// Incidents, newest first.
    ///
    /// - Throws: When the disk does not do its work.
    func incidents(_ query: IncidentQuery) async throws -> [Incident]

    /// Every incident that fires, and those that ended after a time, in the order in which they
    /// began.
    func incidentMarks(endedAfter time: Date) async throws -> [IncidentMark]

    /// Whole incidents, in the order in which they began; those that are unknown are missing.
    func incidents(withIDs ids: [String]) async throws -> [Incident]

    /// Writes something that nobody reads, and returns when it is on disk.
    ///
    /// - Throws: When the disk does not do its work: it is full, or read-only, or gone.
    func proveWritable() async throws

    /// How many incidents there are by state and cause.
    func incidentCounts() async throws -> [IncidentCount]

    /// What is remembered of each account, by name.
    func histories() async throws -> [String: AccountHistory]

    /// Remembers more of some accounts.
    func save(_ histories: [AccountHistory]) async throws

    /// Forgets incidents that ended before a time and of which nobody waits to hear.
    ///
    /// - Returns: How many were forgotten.
    /// - Throws: When the disk does not do its work.
    @discardableResult
    func prune(before time: Date) async throws -> Int

    /// All silences that are remembered, in no order that means anything.
    func silences() async throws -> [Silence]

    /// The silence with an id, nil where none is remembered.
    func silence(withID id: String) async throws -> Silence?

    /// Writes down a silence that somebody asks for, or a change of one.
    ///
    /// - Returns: The silence; a new one where the change could not be one of the old.
    /// - Throws: ``SilenceProblem``, and when the disk does not do its work.
    func set(_ draft: SilenceDraft, at now: Date) async throws -> Silence

    /// Ends a silence before its time.
    ///
    /// - Throws: ``SilenceProblem``, and when the disk does not do its work.
    func expireSilence(withID id: String, at now: Date) async throws

    /// How many silences are remembered in each state.
    func silenceCounts(at now: Date) async throws -> [Silence.State: Int]

    /// Forgets silences that were over before a time.
    ///
    /// - Returns: How many were forgotten.
    /// - Throws: When the disk does not do its work.
    @discardableResult
    func pruneSilences(before time: Date) async throws -> Int

    /// What the sources of accounts last said, by source.
    func catalogues() async throws -> [String: Catalogue]

    /// Writes down what a source of accounts said.
    func save(_ catalogue: Catalogue, of source: String) async throws

    /// Forgets what all other sources said.
    func keepCatalogues(of sources: Set<String>) async throws

    /// The secret of this installation, made at the first start: the key of all fingerprints.
    func installationSecret() async throws -> Secret
}

extension Ledger {
    /// Reconciles where only the configuration decides what is watched.
    package func reconcile(
        watching accounts: Set<String>,
        at now: Date,
        routing: AlertingSettings
    ) async throws {
        try await reconcile(watching: accounts, reasons: [:], at: now, routing: routing)
    }

    /// The newest incidents of a state, nil for all.
    package func incidents(in state: IncidentState?, limit: Int) async throws -> [Incident] {
        try await incidents(IncidentQuery(state, limit: limit))
    }
}

/// What a look at the groups did to the outbox.
package struct FlushReport: Sendable, Equatable {
    /// The number of notifications written.
    package var written = 0
    /// How many were given up to make room for newer ones.
    package var dropped: [Addressee: Int] = [:]
    /// What was wrong with what templates made.
    package var templateProblems: [Addressee: [String]] = [:]

    package init() {}

    package static func += (left: inout FlushReport, right: FlushReport) {
        left.written += right.written
        left.dropped.merge(right.dropped, uniquingKeysWith: +)
        left.templateProblems.merge(right.templateProblems, uniquingKeysWith: +)
    }
}

/// Whether an incident goes on.
package enum IncidentState: String, Sendable, CaseIterable, Codable {
    case firing, resolved
}

/// What waits for one receiver.
package struct QueueStatus: Sendable, Equatable {
    package let receiver: String
    package let length: Int
    /// When the oldest was written.
    package let oldest: Date

    package init(receiver: String, length: Int, oldest: Date) {
        self.receiver = receiver
        self.length = length
        self.oldest = oldest
    }
}

/// How many incidents share a state and a cause.
package struct IncidentCount: Sendable, Equatable {
    package let state: IncidentState
    /// The `cause` label; empty for alerts that have none.
    package let cause: String
    package let count: Int

    package init(state: IncidentState, cause: String, count: Int) {
        self.state = state
        self.cause = cause
        self.count = count
    }
}
