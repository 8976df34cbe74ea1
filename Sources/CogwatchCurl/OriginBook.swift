import Foundation

/// What is remembered of each host: its TLS sessions, and when its certificate ends.
struct OriginBook {
    private struct Entry {
        var sessions: SessionCache?
        var since: ContinuousClock.Instant
        var certificateExpiry: Date?
    }

    /// The longest time without a full handshake, which alone shows the certificate of today.
    let fullHandshakeInterval: Duration
    private var entries: [String: Entry] = [:]

    init(fullHandshakeInterval: Duration) {
        self.fullHandshakeInterval = fullHandshakeInterval
    }

    /// The sessions to resume from; empty ones, and with them a full handshake, when it is time.
    mutating func sessions(
        of origin: String,
        at now: ContinuousClock.Instant
    ) -> SessionCache? {
        var entry = entries[origin] ?? Entry(since: now)
        if entry.sessions == nil || now - entry.since >= fullHandshakeInterval {
            entry.sessions = SessionCache()
            entry.since = now
        }
        entries[origin] = entry
        return entry.sessions
    }

    /// After a failure the next handshake is a full one: a resumed one could hide the reason.
    mutating func forgetSessions(of origin: String) {
        entries[origin]?.sessions = nil
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
