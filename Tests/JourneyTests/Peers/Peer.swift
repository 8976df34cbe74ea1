import Foundation
import Synchronization
import TestSupport
import Testing

/// A real program, started for a test and ended by its own process id.
final class Peer: Sendable {
    let name: String
    /// Where its output goes, both streams.
    private let log: String
    private let process: pid_t
    /// Its exit code once it has ended.
    private let end = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: A path, or a name to look up.
    ///   - arguments: Its command line.
    ///   - directory: Its working directory, where its log is written too.
    /// - Throws: When it cannot be started.
    init(_ program: String, _ arguments: [String], in directory: URL) throws {
        name = URL(filePath: program).lastPathComponent
        log = directory.appending(path: "\(name)-\(UUID().uuidString.prefix(8)).log").path()
        process = try Command.start(
            ["env", "--chdir=\(directory.path())", program] + arguments,
            input: "/dev/null",
            output: log,
            errors: log
        )
    }

    deinit {
        guard end.withLock({ $0 == nil }) else { return }
        kill(process, SIGKILL)
        Command.wait(for: process)
    }

    /// Everything it has written so far.
    var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// What it has mapped into its memory, as proc(5) writes it.
    func memoryMap() throws -> String {
        try String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8)
    }

    func signal(_ signal: Int32) { kill(process, signal) }

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
        try await eventually("\(name) ends", within: seconds) { self.hasEnded() }
        return end.withLock { $0 } ?? -1
    }

    func hasEnded() -> Bool {
        end.withLock { end in
            end = end ?? Command.poll(process)
            return end != nil
        }
    }

    /// Whether a program is there; says so when it is not.
    static func isInstalled(_ program: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        let isThere = path.split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)")
        }
        if !isThere { print("SKIPPED: \(program) is not installed; `make test` installs it") }
        return isThere
    }
}

/// Looks until something is so.
///
/// A program of another maker has no clock that a test could turn; this is the only waiting in the
/// journeys, and it ends as soon as it may.
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
            throw PeerProblem("waited in vain until \(what)")
        }
        try await Task.sleep(for: .milliseconds(50))
    }
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
