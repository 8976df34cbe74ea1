package import Logging

extension Logger {
    /// Says nothing: for a simulator inside a test, whose output is the test's.
    package static var silent: Logger {
        Logger(label: "cogwatch.simulator") { _ in SwiftLogNoOpLogHandler() }
    }
}
