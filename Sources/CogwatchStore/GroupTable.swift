import CogwatchCore
import Foundation
import GRDB

/// A group as it stands on disk.
struct StoredGroup {
    let id: Int64
    var state: GroupState
}

/// An incident's place in a group, and when the verdict that put it there or ended it was given.
struct Seat {
    let member: GroupState.Member
    let verdictAt: Date
}

/// The tables `notification_groups` and `group_members`, within a transaction.
struct GroupTable {
    let db: Database

    /// The group of a receiver with a key.
    ///
    /// The key alone does not name it: siblings in the tree that match alike share one.
    func find(receiver: String, key: String) throws -> StoredGroup? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, state FROM notification_groups WHERE receiver = ? AND group_key = ?"
        )
        return try Row.fetchOne(statement, arguments: [receiver, key]).map(StoredGroup.init(row:))
    }

    func due(_ id: Int64, at now: Date) throws -> StoredGroup? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, state FROM notification_groups WHERE id = ? AND next_flush <= ?"
        )
        return try Row.fetchOne(statement, arguments: [id, now.timeIntervalSince1970])
            .map(StoredGroup.init(row:))
    }

    func due(at now: Date) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: "SELECT id FROM notification_groups WHERE next_flush <= ? ORDER BY next_flush, id",
            arguments: [now.timeIntervalSince1970]
        )
    }

    func all() throws -> [StoredGroup] {
        try Row.fetchAll(db, sql: "SELECT id, state FROM notification_groups")
            .map(StoredGroup.init(row:))
    }

    func nextFlush(after time: Date) throws -> Double? {
        try Double.fetchOne(
            db,
            sql: "SELECT min(next_flush) FROM notification_groups WHERE next_flush > ?",
            arguments: [time.timeIntervalSince1970]
        )
    }

    func containing(_ incident: Incident) throws -> [StoredGroup] {
        let sql = """
            SELECT notification_groups.id, state FROM notification_groups
            JOIN group_members ON group_id = notification_groups.id
            WHERE incident_id = ? ORDER BY notification_groups.id
            """
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [incident.id])
            .map(StoredGroup.init(row:))
    }

    func insert(_ state: GroupState) throws -> StoredGroup {
        let sql = """
            INSERT INTO notification_groups (receiver, group_key, state, next_flush)
            VALUES (?, ?, ?, ?)
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            state.receiver, state.key, Column.text(state), state.nextFlush.notBefore,
        ])
        return StoredGroup(id: db.lastInsertedRowID, state: state)
    }

    func update(_ group: StoredGroup) throws {
        try db.cachedStatement(
            sql: "UPDATE notification_groups SET state = ?, next_flush = ? WHERE id = ?"
        )
        .execute(arguments: [Column.text(group.state), group.state.nextFlush.notBefore, group.id])
    }

    func delete(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM notification_groups WHERE id = ?", arguments: [id])
    }

    /// Drops groups that have nobody to tell.
    func keep(receivers: some Collection<String>) throws {
        let kept = Set(receivers)
        let known = try String.fetchAll(
            db,
            sql: "SELECT DISTINCT receiver FROM notification_groups"
        )
        for receiver in known where !kept.contains(receiver) {
            try db.execute(
                sql: "DELETE FROM notification_groups WHERE receiver = ?",
                arguments: [receiver]
            )
        }
    }

    /// Drops groups that have nothing to tell.
    func dropEmpty() throws {
        try db.execute(
            sql: """
                DELETE FROM notification_groups
                WHERE NOT EXISTS
                    (SELECT 1 FROM group_members WHERE group_id = notification_groups.id)
                """
        )
    }
}

extension GroupTable {
    /// In the order in which they began.
    func seats(in group: StoredGroup) throws -> [Seat] {
        let sql = """
            SELECT incidents.*, was_announced, was_left_out FROM group_members
            JOIN incidents ON incidents.id = incident_id
            WHERE group_id = ? ORDER BY starts_at, sequence
            """
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [group.id]).map { row in
            Seat(
                member: GroupState.Member(
                    incident: try Incident(row: row),
                    wasAnnounced: row["was_announced"],
                    wasLeftOut: row["was_left_out"]
                ),
                verdictAt: Date(timeIntervalSince1970: row["verdict_at"])
            )
        }
    }

    /// - Returns: Whether the incident is new to the group.
    func seat(_ incident: Incident, in group: StoredGroup) throws -> Bool {
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO group_members (group_id, incident_id) VALUES (?, ?)"
        )
        .execute(arguments: [group.id, incident.id])
        return db.changesCount > 0
    }

    func unseat(_ incident: Incident, from group: StoredGroup) throws {
        try db.cachedStatement(
            sql: "DELETE FROM group_members WHERE group_id = ? AND incident_id = ?"
        )
        .execute(arguments: [group.id, incident.id])
    }

    /// Writes down what a flush left of a group.
    func save(_ flush: GroupFlush, over seats: [Seat], of group: StoredGroup) throws {
        guard let state = flush.group else { return try delete(group.id) }
        try update(StoredGroup(id: group.id, state: state))
        let staying = Dictionary(flush.members.map { ($0.incident.id, $0) }) { $1 }
        for member in seats.map(\.member) {
            guard let next = staying[member.incident.id] else {
                try unseat(member.incident, from: group)
                continue
            }
            guard next != member else { continue }
            try update(next, in: group)
        }
    }

    private func update(_ member: GroupState.Member, in group: StoredGroup) throws {
        let sql = """
            UPDATE group_members SET was_announced = ?, was_left_out = ?
            WHERE group_id = ? AND incident_id = ?
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            member.wasAnnounced, member.wasLeftOut, group.id, member.incident.id,
        ])
    }

    /// Has groups looked at in which an incident is that a silence is about.
    func lookAgain(for silence: Silence, at now: Date) throws {
        let sql = """
            SELECT group_id, labels FROM group_members
            JOIN incidents ON incidents.id = incident_id ORDER BY group_id
            """
        var concerned: Set<Int64> = []
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql))
        while let row = try rows.next() {
            let group: Int64 = row["group_id"]
            guard !concerned.contains(group) else { continue }
            let labels = try Column.value([String: String].self, from: row["labels"])
            if silence.covers(labels) { concerned.insert(group) }
        }
        for id in concerned.sorted() {
            guard var group = try find(id) else { continue }
            group.state.silencesChanged(at: now)
            try update(group)
        }
    }

    private func find(_ id: Int64) throws -> StoredGroup? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, state FROM notification_groups WHERE id = ?"
        )
        return try Row.fetchOne(statement, arguments: [id]).map(StoredGroup.init(row:))
    }
}

extension StoredGroup {
    init(row: Row) throws {
        self.init(id: row["id"], state: try Column.value(GroupState.self, from: row["state"]))
    }
}
