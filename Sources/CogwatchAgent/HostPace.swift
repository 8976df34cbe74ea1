import CogwatchCore
package import Foundation
import Synchronization

/// Lets all diagnoses together ask a host no more often than once a second.
///
/// A thousand accounts that fail together must not look like an attack.
package final class HostPace: Sendable {
    private let next = Mutex<[String: Date]>([:])

    package init() {}

    /// Takes the host's next free moment.
    package func reserve(_ host: String, at now: Date) -> Date {
        next.withLock { next in
            // What lies behind says nothing any more, and hosts come and go.
            if next.count > 1_000 { next = next.filter { $0.value > now } }
            let moment = max(now, next[host] ?? .distantPast)
            next[host] = moment.addingTimeInterval(Investigation.pace.seconds)
            return moment
        }
    }
}
