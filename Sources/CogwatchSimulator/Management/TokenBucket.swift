import CogwatchCore
import Foundation

/// How many requests pass at once, and how many more each second.
package struct BucketSize: Sendable, Equatable {
    package var burst: Double
    package var perSecond: Double

    package init(burst: Double, perSecond: Double) {
        self.burst = burst
        self.perSecond = perSecond
    }
}

/// Whose requests are counted together: one principal's in one subscription.
struct BucketKey: Sendable, Hashable {
    let subscription: String
    let principal: String
    let isWrite: Bool
}

/// What is left of a principal's requests.
struct TokenBucket: Sendable, Equatable {
    /// Negative never: a request that was refused costs nothing.
    private(set) var level: Double
    private var filled: Date

    init(_ size: BucketSize, at now: Date) {
        level = size.burst
        filled = now
    }

    /// The same bucket at a later time.
    func refilled(_ size: BucketSize, at now: Date) -> TokenBucket {
        var later = self
        let passed = max(0, now.timeIntervalSince(filled))
        later.level = min(size.burst, level + passed * size.perSecond)
        later.filled = now
        return later
    }

    mutating func take() {
        level = max(0, level - 1)
    }

    /// Whole seconds until a request passes again, one at the least.
    func wait(_ size: BucketSize) -> Int {
        guard size.perSecond > 0 else { return 3600 }
        let seconds = ((1 - level) / size.perSecond).rounded(.up)
        return max(1, Int(min(3600, seconds)))
    }
}

extension Management {
    func size(_ key: BucketKey) -> BucketSize { key.isWrite ? settings.writes : settings.reads }

    func bucket(_ key: BucketKey, at now: Date) -> TokenBucket {
        let size = size(key)
        return buckets[key]?.refilled(size, at: now) ?? TokenBucket(size, at: now)
    }

    mutating func take(_ key: BucketKey, at now: Date) {
        var bucket = bucket(key, at: now)
        bucket.take()
        buckets[key] = bucket
    }
}
