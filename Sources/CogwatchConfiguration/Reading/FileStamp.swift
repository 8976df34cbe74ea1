import Foundation

/// What changes when somebody writes a file, or puts another in its place.
package struct FileStamp: Sendable, Equatable {
    package struct Instant: Sendable, Equatable {
        let seconds: Int64
        let nanoseconds: Int64

        init(_ time: timespec) {
            seconds = Int64(time.tv_sec)
            nanoseconds = Int64(time.tv_nsec)
        }
    }

    let device: UInt64
    let node: UInt64
    let size: Int64
    let modified: Instant
    let changed: Instant

    /// Clocks of file systems tick in steps, and a network's may be another machine's.
    private static let settlingSeconds = 3.0

    /// Whether a file that is written after `now` is sure to have another stamp.
    func isSettled(at now: Date) -> Bool {
        let newest = Double(max(modified.seconds, changed.seconds))
        return newest < now.timeIntervalSince1970 - Self.settlingSeconds
    }
}
