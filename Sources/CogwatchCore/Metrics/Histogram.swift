/// A cumulative distribution of durations.
package struct Histogram: Sendable, Equatable {
    /// Upper bounds in seconds, ascending, `+Inf` left out.
    package struct Buckets: Sendable, Equatable {
        package let bounds: [Double]

        /// A healthy answer takes 20 ms to 1 s, a sick one up to the time-out.
        package static let probes = Buckets(
            bounds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
        /// The first attempt takes a second, a receiver's outage minutes to hours.
        package static let notifications = Buckets(
            bounds: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200])
        /// On time is within milliseconds; a lag of seconds is an overloaded agent.
        package static let lag = Buckets(
            bounds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60])
    }

    package let buckets: Buckets
    /// Observations at or below each bound and above the one before.
    package private(set) var counts: [UInt64]
    package private(set) var count: UInt64 = 0
    /// In seconds.
    package private(set) var sum = 0.0

    package init(_ buckets: Buckets) {
        self.buckets = buckets
        counts = Array(repeating: 0, count: buckets.bounds.count)
    }

    /// Adds one observation; a negative one, from a clock set back, counts as zero.
    package mutating func observe(_ duration: Duration) {
        let seconds = max(duration.seconds, 0)
        count &+= 1
        sum += seconds
        guard let index = buckets.bounds.firstIndex(where: { seconds <= $0 }) else { return }
        counts[index] &+= 1
    }
}
