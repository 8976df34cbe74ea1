import Foundation

/// Keeps a crash from showing memory, where keys are.
enum CrashSecrecy {
    /// What the Swift runtime takes over on Linux to print a backtrace.
    private static let signals = [
        SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP,
    ]

    /// `SIG_IGN`, whose value no function has.
    private static let ignored = 1

    /// Lets a crash just end the process, unless somebody asks for a backtrace.
    ///
    /// Where a Swift toolchain is found, its backtraces show sixteen bytes of memory behind every
    /// register. The reason of a crash is printed all the same.
    static func begin(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        guard environment["SWIFT_BACKTRACE"] == nil else { return }
        for number in signals {
            let old = signal(number, SIG_DFL)
            // Who started it may want a signal ignored, as shells do for what runs behind them.
            if unsafeBitCast(old, to: Int.self) == ignored { signal(number, old) }
        }
    }
}
