import CogwatchCore
import Foundation
import GRDB

/// What waits for a time on disk, within a transaction: groups and notifications.
struct Waits {
    let db: Database

    /// Makes everything wait as long as it would have, had the clock not been set back.
    func clockWasSetBack(by distance: Duration) throws {
        let groups = GroupTable(db: db)
        for var group in try groups.all() {
            group.state.clockWasSetBack(by: distance)
            try groups.update(group)
        }
        try db.execute(
            sql: """
                UPDATE outbox SET next_attempt = next_attempt - :distance,
                    created_at = created_at - :distance
                """,
            arguments: ["distance": distance.seconds]
        )
    }

    /// Notices that the clock was set back while nobody looked: something was done in the future.
    func check(at now: Date) throws {
        let written = try Double.fetchOne(db, sql: "SELECT max(created_at) FROM outbox")
        let looked = try GroupTable(db: db).all().compactMap(\.state.lastFlush)
        let past = looked + [written.map(Date.init(timeIntervalSince1970:))].compactMap(\.self)
        let distance = past.max()?.timeIntervalSince(now) ?? 0
        guard distance > Self.tolerance else { return }
        try clockWasSetBack(by: .seconds(distance))
    }

    // A reload takes its time before it waits for the disk, where others may be first.
    private static let tolerance = 1.0
}
