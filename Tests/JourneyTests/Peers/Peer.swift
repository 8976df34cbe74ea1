import Foundation
import Testing

/// A real program, started for a test and ended by its own process id.
final class Peer: Sendable {
    let name: String
    /// Where its output goes, both streams.
    let log: URL
    private let process: Process

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: A path, or a name to look up.
    ///   - arguments: Its command line.
    ///   - directory: Where its log is written; also its working directory.
    ///   - environment: Added to the test's own.
    init(
        _ program: String,
        _ arguments: [String],
        in directory: URL,
        environment: [String: String] = [:]
    ) throws {
        name = URL(filePath: program).lastPathComponent
        log = directory.appending(path: "\(name)-\(UUID().uuidString.prefix(8)).log")
        try Data().write(to: log)
        process = Process()
        process.executableURL = URL(filePath: try #require(Self.path(of: program)))
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Everything it has written so far.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    var isRunning: Bool { process.isRunning }

    func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends it at once, as a crash or a power cut would.
    func killHard() async throws {
        signal(SIGKILL)
        _ = try await exitCode(within: 10)
    }

    /// Asks it to leave, and waits.
    @discardableResult
    func stop() async throws -> Int32 {
        signal(SIGTERM)
        return try await exitCode(within: 20)
    }

    /// Waits for its end.
    func exitCode(within seconds: Double) async throws -> Int32 {
        try await eventually("\(name) ends", within: seconds) { !self.process.isRunning }
        return process.terminationStatus
    }

    /// Where a program is; nil when it is not installed.
    static func path(of program: String) -> String? {
        if program.contains("/") { return program }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(
            separator: ":"
        )
        return (folders + ["/usr/sbin", "/usr/local/bin"]).map { "\($0)/\(program)" }
            .first(where: FileManager.default.isExecutableFile)
    }

    /// Whether a program is there; says so when it is not.
    static func isInstalled(_ program: String) -> Bool {
        guard path(of: program) == nil else { return true }
        print("SKIPPED: \(program) is not installed; `make test` installs it")
        return false
    }
}

/// Looks until something is so.
///
/// A program of another maker has no clock that a test could turn; this is the only waiting in the
/// tests, and it ends as soon as it may.
func eventually(
    _ what: String,
    within seconds: Double = 30,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ isTrue: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !isTrue() {
        guard ContinuousClock.now < deadline else {
            Issue.record(
                "waited \(seconds) s in vain until \(what)",
                sourceLocation: sourceLocation
            )
            throw WaitedInVain(what: what)
        }
        try await Task.sleep(for: .milliseconds(50))
    }
}

struct WaitedInVain: Error {
    let what: String
}

/// A directory that goes away with the test.
final class Workplace: Sendable {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "cogwatch-journey-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func path(_ name: String) -> String { directory.appending(path: name).path() }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }
}
