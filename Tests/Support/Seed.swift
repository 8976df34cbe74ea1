import Foundation

/// Where a test with chance in it starts.
package enum Seed {
    /// The seed that `COGWATCH_SEED` names, to repeat a printed run; else a new one.
    package static func fromEnvironment() -> UInt64 {
        ProcessInfo.processInfo.environment["COGWATCH_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: 1...999_999_999)
    }
}
