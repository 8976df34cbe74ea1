/// A dead man's switch: an address that is asked for as long as all is well.
package struct HeartbeatSettings: Sendable, Equatable {
    /// Names the heartbeat in the notification metrics.
    package static let kind = "heartbeat"

    package let url: Secret
    /// The least time between two beats.
    package let interval: Duration

    package init(url: Secret, interval: Duration = .seconds(60)) {
        self.url = url
        self.interval = interval
    }

    /// One beat.
    ///
    /// A GET, because every dead man's switch takes one: healthchecks.io and Dead Man's Snitch take
    /// GET, HEAD and POST alike, and Uptime Kuma's push monitors took nothing but GET for long.
    package func request() -> Request {
        Request(method: .get, address: .confidential(url), timeout: .seconds(10))
    }
}
