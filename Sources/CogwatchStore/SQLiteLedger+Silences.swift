package import CogwatchCore
package import Foundation
import GRDB

extension SQLiteLedger {
    package func silences() async throws -> [Silence] {
        try await read { try SilenceTable(db: $0).all() }
    }

    package func silence(withID id: String) async throws -> Silence? {
        try await read { try SilenceTable(db: $0).find(id) }
    }

    package func set(_ draft: SilenceDraft, at now: Date) async throws -> Silence {
        let now = now.kept
        return try await write { [newID] db in
            let silences = SilenceTable(db: db)
            let previous = try draft.replaces.flatMap(silences.find)
            let outcome = try draft.outcome(over: previous, at: now, newID: newID)
            if let ended = outcome.ended { try silences.save(ended) }
            try silences.save(outcome.silence)
            // Thrown within the transaction, it takes back what was written.
            guard try silences.hasRoom(at: now) else { throw SilenceProblem.tooMany }
            try silences.keep(SilenceDraft.Limit.remembered, at: now)
            // One that begins needs no look: whatever is told from now on asks it. One that is over
            // or means others now may leave something to be told.
            if let previous { try GroupTable(db: db).lookAgain(for: previous, at: now) }
            return try silences.find(outcome.silence.id) ?? outcome.silence
        }
    }

    package func expireSilence(withID id: String, at now: Date) async throws {
        let now = now.kept
        try await write { db in
            let silences = SilenceTable(db: db)
            guard let silence = try silences.find(id) else { throw SilenceProblem.unknown(id) }
            try silences.save(try silence.expired(at: now))
            try GroupTable(db: db).lookAgain(for: silence, at: now)
        }
    }

    package func silenceCounts(at now: Date) async throws -> [Silence.State: Int] {
        try await read { try SilenceTable(db: $0).counts(at: now) }
    }

    @discardableResult
    package func pruneSilences(before: Date) async throws -> Int {
        try await write { try SilenceTable(db: $0).prune(before: before) }
    }
}
