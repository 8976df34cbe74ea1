import GRDB

/// The shape of the database, step by step.
///
/// A step that was released is never changed again.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001-ledger") { try $0.execute(sql: ledger) }
        migrator.registerMigration("0002-outbox-lanes") { try $0.execute(sql: lanes) }
        migrator.registerMigration("0003-silences") { try $0.execute(sql: silences) }
        migrator.registerMigration("0004-catalogues") { try $0.execute(sql: catalogues) }
        return migrator
    }

    // A lane is named by what it leads to, so that a change of the file's order misleads nothing.
    private static let lanes = """
        ALTER TABLE outbox ADD COLUMN destination TEXT NOT NULL DEFAULT '';
        ALTER TABLE outbox ADD COLUMN reason TEXT NOT NULL DEFAULT '';
        """

    // A silence that is written anew gets a new sequence, so that the highest one tells whether
    // anything has changed.
    private static let silences = """
        CREATE TABLE silences (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            matchers TEXT NOT NULL,
            starts_at REAL NOT NULL,
            ends_at REAL NOT NULL,
            created_by TEXT NOT NULL,
            comment TEXT NOT NULL,
            updated_at REAL NOT NULL
        ) STRICT;
        CREATE INDEX silences_by_start ON silences (starts_at);
        CREATE INDEX silences_by_end ON silences (ends_at);
        ALTER TABLE group_members ADD COLUMN was_left_out INTEGER NOT NULL DEFAULT 0;
        """

    // The accounts that a source last listed; never a key.
    private static let catalogues = """
        CREATE TABLE catalogues (
            source TEXT PRIMARY KEY,
            catalogue TEXT NOT NULL
        ) STRICT;
        """

    // Times are seconds since 1970, so that `datetime(starts_at, 'unixepoch')` reads them by hand.
    // Nothing here is a secret but the installation's own, which only mixes fingerprints.
    private static let ledger = """
        CREATE TABLE incidents (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            labels TEXT NOT NULL,
            annotations TEXT NOT NULL,
            starts_at REAL NOT NULL,
            ends_at REAL,
            verdict_at REAL NOT NULL,
            cause TEXT NOT NULL
                GENERATED ALWAYS AS (coalesce(json_extract(labels, '$.cause'), '')) STORED
        ) STRICT;
        CREATE UNIQUE INDEX incidents_firing ON incidents (account, fingerprint)
            WHERE ends_at IS NULL;
        CREATE INDEX incidents_by_start ON incidents (starts_at, sequence);
        CREATE INDEX incidents_firing_by_start ON incidents (starts_at, sequence)
            WHERE ends_at IS NULL;
        CREATE INDEX incidents_by_cause ON incidents (cause, ends_at);
        CREATE INDEX incidents_by_end ON incidents (ends_at) WHERE ends_at IS NOT NULL;

        CREATE TABLE notification_groups (
            id INTEGER PRIMARY KEY,
            receiver TEXT NOT NULL,
            group_key TEXT NOT NULL,
            state TEXT NOT NULL,
            next_flush REAL NOT NULL,
            UNIQUE (receiver, group_key)
        ) STRICT;
        CREATE INDEX notification_groups_due ON notification_groups (next_flush);

        CREATE TABLE group_members (
            group_id INTEGER NOT NULL REFERENCES notification_groups ON DELETE CASCADE,
            incident_id TEXT NOT NULL REFERENCES incidents (id),
            was_announced INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (group_id, incident_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX group_members_by_incident ON group_members (incident_id);

        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            receiver TEXT NOT NULL,
            integration_index INTEGER NOT NULL,
            group_key TEXT NOT NULL,
            body BLOB NOT NULL,
            verdict_at REAL NOT NULL,
            created_at REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt REAL NOT NULL
        ) STRICT;
        CREATE INDEX outbox_by_integration ON outbox (receiver, integration_index, sequence);
        CREATE INDEX outbox_by_group ON outbox (receiver, integration_index, group_key);

        CREATE TABLE histories (
            account TEXT PRIMARY KEY,
            history TEXT NOT NULL
        ) STRICT;

        CREATE TABLE installation (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            secret TEXT NOT NULL
        ) STRICT;
        """
}
