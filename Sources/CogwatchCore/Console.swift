package import Foundation

/// What the HTTP door may ask the agent.
package protocol Console: Sendable {
    /// Whether the first round is complete and the agent is not draining.
    var isReady: Bool { get }

    /// The numbers as they stand now: an immutable copy, free to render at leisure.
    func scoreboard() -> Scoreboard

    /// Incidents, newest first.
    func incidents(_ query: IncidentQuery) async throws -> [Incident]

    /// What experiments found out about the failure of an account; empty while it works.
    func findings(about account: String) -> [Finding]

    /// All silences that are remembered, in no order that means anything.
    func silences() async throws -> [Silence]

    /// The silence with an id, nil where none is remembered.
    func silence(withID id: String) async throws -> Silence?

    /// Silences incidents, or changes a silence.
    ///
    /// - Throws: ``SilenceProblem`` where that cannot be, and other errors when the disk does not do
    ///   its work.
    func set(_ draft: SilenceDraft) async throws -> Silence

    /// Ends a silence before its time.
    ///
    /// - Throws: ``SilenceProblem`` where that cannot be, and other errors when the disk does not do
    ///   its work.
    func expireSilence(withID id: String) async throws

    /// Probes a configured account now, every operation with every key, without confirmations.
    ///
    /// - Returns: Nil when no account has this name.
    func probe(account: String, timeout: Duration) async -> ProbeReport?

    /// Reads the configuration anew.
    ///
    /// - Returns: Nil when it is in force, else why the old one stays.
    func reload() async -> String?

    /// The configuration in force as YAML, with `<secret>` in place of every secret.
    func configurationText() -> String
}

/// One round of probes, on demand.
package struct ProbeReport: Sendable {
    package let account: Account
    package let results: [ProbeResult]
    /// What this one round says; unconfirmed.
    package let verdict: Verdict

    package init(account: Account, results: [ProbeResult], verdict: Verdict) {
        self.account = account
        self.results = results
        self.verdict = verdict
    }
}

/// An account as the scoreboard watches it.
package struct WatchedAccount: Sendable {
    package let account: Account
    /// In the order of the file.
    package let keys: [WatchedKey]

    package init(account: Account, keys: [WatchedKey]) {
        self.account = account
        self.keys = keys
    }
}

/// A key, as far as it may be shown.
package struct WatchedKey: Sendable, Equatable {
    package let name: String
    /// Nil where there is no key.
    package let fingerprint: String?
    /// The first instant of the month in which an annotated key was issued.
    package let issued: Date?
    /// When the vault's secret expires, where it is marked with that.
    package let expires: Date?

    package init(name: String, fingerprint: String?, issued: Date?, expires: Date? = nil) {
        self.name = name
        self.fingerprint = fingerprint
        self.issued = issued
        self.expires = expires
    }

    /// Whether it is the same key, whatever else is said of it.
    func isSame(as other: WatchedKey) -> Bool {
        name == other.name && fingerprint == other.fingerprint
    }
}

/// What program this is.
package struct BuildDescription: Sendable, Equatable {
    package let version: String
    package let revision: String
    package let swiftVersion: String

    package init(version: String, revision: String, swiftVersion: String) {
        self.version = version
        self.revision = revision
        self.swiftVersion = swiftVersion
    }
}
