import CogwatchCore
import Foundation
import GRDB
import Synchronization

/// The silences as a look at a group needs them, read again only after they have changed.
final class PreparedSilences: Sendable {
    private let known = Mutex<(revision: Int64, silencing: Silencing)?>(nil)

    /// What is silenced as this transaction sees it.
    func current(in db: Database) throws -> Silencing {
        let table = SilenceTable(db: db)
        let revision = try table.revision()
        if let known = known.withLock(\.self), known.revision == revision { return known.silencing }
        let silencing = Silencing(try table.all())
        known.withLock { $0 = (revision, silencing) }
        return silencing
    }
}
