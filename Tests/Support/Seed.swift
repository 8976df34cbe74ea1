import Foundation

/// Where a test with chance in it starts.
package enum Seed {
    /// The seed that `COGWATCH_SEED` names, to repeat a printed run; else a new one.
    ///
    /// - Parameter usual: The seed where none is named, for what is to be the same in every run.
    /// - Returns: A number to seed a generator with.
    package static func fromEnvironment(usual: UInt64? = nil) -> UInt64 {
        ProcessInfo.processInfo.environment["COGWATCH_SEED"].flatMap(UInt64.init)
            ?? usual ?? UInt64.random(in: 1...999_999_999)
    }
}
