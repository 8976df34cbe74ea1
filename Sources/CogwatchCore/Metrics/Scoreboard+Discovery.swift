package import Foundation

extension Scoreboard {
    /// Names the sources of one kind, whose counters then stand at zero; others of it vanish.
    ///
    /// - Parameters:
    ///   - sources: As metrics call them, such as `azure:SUBSCRIPTION`.
    ///   - kind: What stands before the colon.
    package mutating func watch(sources: Set<String>, kind: String) {
        discovery.watch(sources, kind: kind)
    }

    /// Shows how many accounts a source has, and when it last said so.
    ///
    /// - Parameters:
    ///   - source: As metrics call it.
    ///   - count: After the filter.
    ///   - date: Nil where it never did.
    package mutating func discovered(source: String, count: Int, at date: Date?) {
        discovery.discovered(source, count: count, at: date)
    }

    /// Counts an attempt to ask a source that came to nothing.
    package mutating func discoveryFailed(source: String, reason: DiscoveryError) {
        discovery.failed(source, reason)
    }
}
