import Foundation

/// What a program printed and how it ended.
struct ShellResult {
    let status: Int32
    let output: Data

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs programs of the system: clients that we have not written ourselves.
enum Shell {
    static func run(_ program: String, _ arguments: [String]) async throws -> ShellResult {
        // A file, not a pipe: nobody must read along for the program to go on.
        let file = FileManager.default.temporaryDirectory.appending(
            path: "simulator-\(UUID().uuidString)"
        )
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        try handle.close()
        return ShellResult(status: status, output: try Data(contentsOf: file))
    }

    /// Runs curl, quietly and with the response's head before its body.
    static func curl(_ arguments: [String]) async throws -> ShellResult {
        try await run("curl", ["--silent", "--include", "--max-time", "20"] + arguments)
    }
}
