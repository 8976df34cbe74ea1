package import Foundation
package import Synchronization

/// Commands of the system that tests lean on.
///
/// Foundation's `Process` now and then misses the end of a child when many run at once, and a
/// test that waits for it waits for ever; so these are started and awaited by hand.
package enum Command {
    /// Held while a child is started, and while a socket is made that it must not inherit: there
    /// a connection would stay open after it was closed here.
    package static let inheritance = Mutex(())

    /// Runs a command to its end.
    ///
    /// - Returns: Its standard output.
    @discardableResult
    package static func run(_ arguments: String..., input: Data = Data()) throws -> Data {
        try run(arguments, input: input)
    }

    /// Runs a command to its end.
    ///
    /// - Returns: Its standard output.
    @discardableResult
    package static func run(_ arguments: [String], input: Data = Data()) throws -> Data {
        let scratch = try Scratch()
        try input.write(to: URL(filePath: scratch.path("input")))
        let process = try start(arguments, in: scratch)
        guard wait(for: process) == 0 else {
            let reason = String(decoding: try scratch.read("errors"), as: UTF8.self)
            throw PeerProblem("\(arguments.joined(separator: " ")): \(reason)")
        }
        return try scratch.read("output")
    }

    /// Starts a command that reads the scratch's `input` and writes `output` and `errors`.
    ///
    /// - Returns: Its process id, which must be waited for.
    package static func start(_ arguments: [String], in scratch: Scratch) throws -> pid_t {
        try start(
            arguments,
            input: scratch.path("input"),
            output: scratch.path("output"),
            errors: scratch.path("errors")
        )
    }

    /// Starts a command.
    ///
    /// - Parameters:
    ///   - arguments: The program, looked up in `PATH`, and its own arguments.
    ///   - input: A file, made where it is not there.
    ///   - output: A file for standard output.
    ///   - errors: A file for standard error; may be the same as `output`.
    /// - Returns: Its process id, which must be waited for.
    /// - Throws: When the program cannot be started.
    package static func start(
        _ arguments: [String],
        input: String,
        output: String,
        errors: String
    ) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        let new = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&files, 1, output, new, 0o600)
        posix_spawn_file_actions_addopen(&files, 2, errors, new, 0o600)
        var attributes = try unblockedSignals()
        defer { posix_spawnattr_destroy(&attributes) }

        var words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        let code = inheritance.withLock { _ in
            posix_spawnp(&process, arguments[0], &files, &attributes, &words, environ)
        }
        guard code == 0 else {
            throw PeerProblem("cannot start \(arguments[0]): \(String(cString: strerror(code)))")
        }
        return process
    }

    /// Threads of a test block signals, and a child that inherits that cannot be ended.
    private static func unblockedSignals() throws -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        return attributes
    }

    /// The end of a process, without waiting for it.
    ///
    /// - Returns: Its exit code, or 128 and the number of the signal that ended it; nil while it runs.
    package static func poll(_ process: pid_t) -> Int32? {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Waits for the end of a process.
    ///
    /// - Returns: The process's status, 0 for success.
    @discardableResult
    package static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

/// What keeps a peer from doing its part.
package struct PeerProblem: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
