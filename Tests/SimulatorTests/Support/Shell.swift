import Foundation
import TestSupport

/// What a program printed and how it ended.
struct ShellResult {
    let status: Int32
    let output: Data

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs programs of the system: clients that we have not written ourselves.
enum Shell {
    static func run(_ program: String, _ arguments: [String]) async throws -> ShellResult {
        let scratch = try Scratch()
        let process = try Command.start([program] + arguments, in: scratch)
        // The simulator answers on the same threads as this test: they must not block.
        while true {
            if let status = Command.poll(process) {
                return ShellResult(status: status, output: try scratch.read("output"))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Runs curl, quietly and with the response's head before its body.
    static func curl(_ arguments: [String]) async throws -> ShellResult {
        try await run("curl", ["--silent", "--include", "--max-time", "20"] + arguments)
    }
}
