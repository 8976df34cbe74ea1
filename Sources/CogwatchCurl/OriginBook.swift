import Foundation

/// What is remembered of each host: its TLS sessions, and when its certificate ends.
struct OriginBook {
    private struct Entry {
        var sessions: SessionCache?
        var since: ContinuousClock.Instant
        var certificateExpiry: Date?
        var lookedAt: ContinuousClock.Instant?
    }

    /// How long what a host's certificate said is not asked again.
    ///
    /// To have it written down costs a tenth of a resumed probe.
    private static let certificateInterval = Duration.seconds(30)

    /// The longest time without a full handshake, which alone shows the certificate of today.
    let fullHandshakeInterval: Duration
    private var entries: [String: Entry] = [:]

    init(fullHandshakeInterval: Duration) {
        self.fullHandshakeInterval = fullHandshakeInterval
    }

    /// The sessions to resume from.
    ///
    /// Empty and new ones, and with them a full handshake, when it is time.
    mutating func sessions(
        of origin: String,
        at now: ContinuousClock.Instant
    ) -> (cache: SessionCache?, areNew: Bool) {
        var entry = entries[origin] ?? Entry(since: now)
        let areNew = entry.sessions == nil || now - entry.since >= fullHandshakeInterval
        if areNew {
            entry.sessions = SessionCache()
            entry.since = now
            entry.lookedAt = nil
        }
        entries[origin] = entry
        return (entry.sessions, areNew)
    }

    /// After a failure the next handshake is a full one: a resumed one could hide the reason.
    mutating func forgetSessions(of origin: String) {
        entries[origin]?.sessions = nil
        entries[origin]?.lookedAt = nil
    }

    /// Whether this transfer shall have curl write down the certificate.
    mutating func wantsCertificate(of origin: String, at now: ContinuousClock.Instant) -> Bool {
        let last = entries[origin]?.lookedAt
        guard last.map({ now - $0 >= Self.certificateInterval }) ?? true else { return false }
        entries[origin, default: Entry(since: now)].lookedAt = now
        return true
    }

    /// The newest end that is known; `seen` is what this transfer's handshake showed, if anything.
    mutating func certificateExpiry(
        of origin: String,
        seen: Date?,
        at now: ContinuousClock.Instant
    ) -> Date? {
        guard let seen else { return entries[origin]?.certificateExpiry }
        entries[origin, default: Entry(since: now)].certificateExpiry = seen
        return seen
    }
}
