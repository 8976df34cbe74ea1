import GRDB
import Synchronization

/// Lets writes that wait for the disk share one transaction.
///
/// A commit costs a sync of the disk, whatever it holds: five thousand accounts that fail together
/// would else stand in line for as many syncs. A lone write still begins at once.
final class CommitQueue: Sendable {
    /// One caller's work, done or undone as a whole.
    struct Write: Sendable {
        /// Does the work, and returns what tells the caller that it is on disk.
        let run: @Sendable (Database) throws -> @Sendable () -> Void
        /// Tells the caller that nothing was written.
        let fail: @Sendable (any Error) -> Void
    }

    private let pool: DatabasePool
    private let waiting = Mutex<[Write]>([])

    init(pool: DatabasePool) {
        self.pool = pool
    }

    /// Puts a write in line; what was put there earlier is done earlier.
    func submit(_ write: Write) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(write)
            return waiting.count == 1
        }
        // Whoever finds others waiting is taken along with them.
        guard isFirst else { return }
        pool.asyncWriteWithoutTransaction { db in
            let writes = self.waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            Self.commit(writes, in: db)
        }
    }

    private static func commit(_ writes: [Write], in db: Database) {
        var ends: [@Sendable () -> Void] = []
        do {
            try db.inTransaction {
                for write in writes { ends.append(try attempt(write, in: db)) }
                return .commit
            }
        } catch {
            return writes.forEach { $0.fail(error) }
        }
        ends.forEach { $0() }
    }

    /// - Returns: What to tell the caller after the commit.
    /// - Throws: When the others' work is undone too.
    private static func attempt(_ write: Write, in db: Database) throws -> @Sendable () -> Void {
        var end: @Sendable () -> Void = {}
        do {
            try db.inSavepoint {
                end = try write.run(db)
                return .commit
            }
            return end
        } catch {
            // On a full disk, say, SQLite may take back the whole transaction by itself.
            guard db.isInsideTransaction else { throw error }
            return { write.fail(error) }
        }
    }
}
