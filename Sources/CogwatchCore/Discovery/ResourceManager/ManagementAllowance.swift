import Foundation

/// What Resource Manager says of how much more may be asked.
package struct ManagementAllowance: Sendable, Equatable {
    /// The fewest of the remaining reads that any header names.
    package let remainingReads: Int?
    /// The fewest of the remaining writes.
    package let remainingWrites: Int?
    package let retryAfter: Duration?

    // Headers: Microsoft's page on request limits and throttling of Resource Manager.
    init(_ headers: Headers, at now: Date) {
        remainingReads = Self.least(
            ["subscription-reads", "tenant-reads", "subscription-global-reads"],
            in: headers
        )
        remainingWrites = Self.least(
            ["subscription-writes", "tenant-writes", "subscription-global-writes"],
            in: headers
        )
        retryAfter = RetryAfter.duration(headers["Retry-After"], at: now)
    }

    private static func least(_ names: [String], in headers: Headers) -> Int? {
        names.compactMap { name in
            headers["x-ms-ratelimit-remaining-\(name)"].flatMap { Int($0) }
        }.filter { $0 >= 0 }.min()
    }
}
