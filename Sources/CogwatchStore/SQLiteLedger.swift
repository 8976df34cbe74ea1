package import CogwatchCore
package import Foundation
import GRDB

/// The cupboard: incidents, groups, outbox and what is remembered, in one SQLite file.
///
/// Writes run to their end even when their task is cancelled: they take milliseconds, and an agent
/// that drains must be able to note what it has just delivered.
package final class SQLiteLedger: Sendable {
    private let pool: DatabasePool
    private let commits: CommitQueue
    private let file: String
    let newID: @Sendable () -> String
    private let preparedSilences = PreparedSilences()

    /// Opens the cupboard, made anew where there is none: the directory with mode 0700, the file
    /// `cogwatch.sqlite` in it with 0600, as it holds the installation's secret.
    ///
    /// - Parameter directory: Where the file is.
    /// - Throws: ``StorageError``.
    package convenience init(path directory: String) throws {
        try self.init(path: directory, newID: Identifiers.random)
    }

    /// Opens the cupboard as ``init(path:)`` does, with names of the caller's making.
    ///
    /// - Parameters:
    ///   - directory: Where the file is.
    ///   - newID: Makes unique names without dots for incidents and notifications.
    /// - Throws: ``StorageError``.
    package init(path directory: String, newID: @escaping @Sendable () -> String) throws {
        let file = try StorageDirectory.prepare(directory)
        self.file = file
        self.newID = newID
        do {
            pool = try Self.open(file)
        } catch {
            throw StorageError.explaining(error, file: file)
        }
        commits = CommitQueue(pool: pool)
    }

    private static func open(_ file: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "cogwatch"
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        // A writer and up to five readers would come to keep 2 MB each of what the system keeps too.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -256") }
        let pool = try DatabasePool(path: file, configuration: configuration)
        // The library sets NORMAL, under which a power cut may take back the last commits: an
        // incident that was told, or a delivery that was noted. FULL syncs each commit, and only
        // changes commit: an incident took 0.5 to 2.5 ms instead of 0.3 where it was measured.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let migrator = Migrations.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw StorageError.newerVersion(file)
        }
        try migrator.migrate(pool)
        return pool
    }

    /// Closes the database, with all that was written in one file.
    ///
    /// Nothing is lost without it: the next start reads what is still in the log beside the file.
    ///
    /// - Throws: ``StorageError``.
    package func close() throws {
        do {
            // The library closes its readers last, and those cannot empty the log.
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw StorageError.explaining(error, file: file)
        }
    }

    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read(work)
        } catch {
            throw StorageError.explaining(error, file: file)
        }
    }

    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            commits.submit(
                CommitQueue.Write(
                    run: { db in
                        let value = try work(db)
                        return { continuation.resume(returning: value) }
                    },
                    fail: { [file] error in
                        continuation.resume(throwing: StorageError.explaining(error, file: file))
                    }
                )
            )
        }
    }
}

extension SQLiteLedger: Ledger {
    package func record(
        account: String,
        alerts: [Alert],
        at now: Date,
        routing: AlertingSettings
    ) async throws -> [IncidentChange] {
        let now = now.kept
        let alerts = alerts.map { alert in
            Alert(
                account: alert.account,
                labels: alert.labels,
                annotations: alert.annotations,
                since: alert.since.kept
            )
        }
        return try await write { [newID] db in
            let changes = Incident.advance(
                open: try IncidentTable(db: db).firing(of: account),
                alerts: alerts,
                at: now,
                newID: newID
            )
            let recording = Recording(db: db, now: now, route: routing.route)
            try changes.forEach(recording.write)
            return changes
        }
    }

    package func reconcile(
        watching accounts: Set<String>,
        reasons: [String: String],
        at now: Date,
        routing: AlertingSettings
    ) async throws {
        try await write { db in
            try Reconciliation(
                db: db,
                now: now.kept,
                watched: accounts,
                reasons: reasons,
                routing: routing
            ).run()
        }
    }

    /// Looks at every group that is due.
    ///
    /// What inhibits is read once for all of them: a thousand groups would else each read a
    /// thousand incidents. What is silenced is asked in each one's transaction: a silence holds from
    /// the moment at which it was written. A group that fails does not keep the others waiting.
    package func flushGroups(
        at now: Date,
        routing: AlertingSettings,
        externalURL: String
    ) async throws -> FlushReport {
        let now = now.kept
        let due = try await read { try GroupTable(db: $0).due(at: now) }
        guard !due.isEmpty else { return FlushReport() }
        let inhibition = try await inhibition(by: routing.allInhibitRules)
        var report = FlushReport()
        var failure: (any Error)?
        for group in due {
            do {
                report += try await write { [newID, preparedSilences] db in
                    try Flushing(
                        db: db,
                        now: now,
                        receivers: routing.receivers,
                        timeIntervals: routing.timeIntervals,
                        inhibition: inhibition,
                        silencing: try preparedSilences.current(in: db),
                        externalURL: externalURL,
                        newID: newID
                    ).flush(group)
                }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return report
    }

    private func inhibition(by rules: [InhibitRule]) async throws -> Inhibition {
        guard !rules.isEmpty else { return Inhibition(rules: [], firing: []) }
        let firing = try await read { try IncidentTable(db: $0).firingLabels() }
        return Inhibition(rules: rules, firing: firing)
    }

    package func dueNotifications(at now: Date) async throws -> [QueuedNotification] {
        try await read { try OutboxTable(db: $0).due(at: now) }
    }

    package func nextDue(after time: Date) async throws -> Date? {
        try await read { db in
            let (groups, outbox) = (GroupTable(db: db), OutboxTable(db: db))
            return [
                try groups.nextFlush(after: time),
                try outbox.nextAttempt(after: time),
                try SilenceTable(db: db).nextTurn(after: time),
            ].compactMap(\.self).min().map(Date.init(timeIntervalSince1970:))
        }
    }

    package func settle(_ notification: QueuedNotification) async throws {
        try await write { try OutboxTable(db: $0).delete(notification.id) }
    }

    package func postpone(_ notification: QueuedNotification, until next: Date) async throws {
        try await write { try OutboxTable(db: $0).postpone(notification.id, until: next) }
    }

    package func clockWasSetBack(by distance: Duration) async throws {
        try await write { try Waits(db: $0).clockWasSetBack(by: distance) }
    }

    package func queues() async throws -> [QueueStatus] {
        try await read { try OutboxTable(db: $0).statuses() }
    }

    package func incidents(_ query: IncidentQuery) async throws -> [Incident] {
        try await read { try IncidentTable(db: $0).newest(query) }
    }

    package func incidentCounts() async throws -> [IncidentCount] {
        try await read { try IncidentTable(db: $0).counts() }
    }

    package func histories() async throws -> [String: AccountHistory] {
        try await read { try MemoryTable(db: $0).histories() }
    }

    package func save(_ histories: [AccountHistory]) async throws {
        guard !histories.isEmpty else { return }
        try await write { db in
            let memory = MemoryTable(db: db)
            try histories.forEach(memory.save)
        }
    }

    package func installationSecret() async throws -> Secret {
        var system = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &system) }
        let candidate = Data(bytes).base64EncodedString()
        return try await write { try MemoryTable(db: $0).secret(offering: candidate) }
    }

    /// Forgets incidents that ended long ago; those that a group has still to tell stay.
    ///
    /// - Returns: The number of incidents forgotten.
    @discardableResult
    package func prune(before: Date) async throws -> Int {
        try await write { try IncidentTable(db: $0).prune(before: before) }
    }
}
