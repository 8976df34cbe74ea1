package import Foundation

/// What the operating system says of this process; nil where it does not say.
package struct ProcessStatistics: Sendable, Equatable {
    /// User and system time.
    package var cpuSeconds: Double?
    package var threads: Int?
    package var openFiles: Int?
    package var maximumFiles: Int?
    package var virtualMemoryBytes: Int?
    /// -1 without a limit.
    package var maximumVirtualMemoryBytes: Int?
    package var residentMemoryBytes: Int?
    package var start: Date?

    package init(
        cpuSeconds: Double? = nil,
        threads: Int? = nil,
        openFiles: Int? = nil,
        maximumFiles: Int? = nil,
        virtualMemoryBytes: Int? = nil,
        maximumVirtualMemoryBytes: Int? = nil,
        residentMemoryBytes: Int? = nil,
        start: Date? = nil
    ) {
        self.cpuSeconds = cpuSeconds
        self.threads = threads
        self.openFiles = openFiles
        self.maximumFiles = maximumFiles
        self.virtualMemoryBytes = virtualMemoryBytes
        self.maximumVirtualMemoryBytes = maximumVirtualMemoryBytes
        self.residentMemoryBytes = residentMemoryBytes
        self.start = start
    }
}
