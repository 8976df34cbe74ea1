import Foundation

/// Commands of the system that tests lean on.
enum Command {
    /// Runs a command to its end.
    ///
    /// - Returns: Its standard output.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], input: Data? = nil) throws -> Data {
        let scratch = try Scratch()
        let output = scratch.path("output")
        let errors = scratch.path("errors")
        let process = try prepare(name, arguments, output: output, errors: errors)
        if let input { process.standardInput = try handle(of: input, at: scratch.path("input")) }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason = try String(
                decoding: Data(contentsOf: URL(filePath: errors)),
                as: UTF8.self
            )
            throw PeerProblem("\(name) \(arguments.joined(separator: " ")): \(reason)")
        }
        return try Data(contentsOf: URL(filePath: output))
    }

    /// A process that is not started yet, with its words going to files.
    static func prepare(
        _ name: String,
        _ arguments: [String],
        output: String,
        errors: String
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try handle(of: Data(), at: output)
        process.standardError = try handle(of: Data(), at: errors)
        return process
    }

    private static func handle(of content: Data, at path: String) throws -> FileHandle {
        try content.write(to: URL(filePath: path))
        return try FileHandle(forUpdating: URL(filePath: path))
    }
}

/// A directory that goes away with its owner.
final class Scratch: Sendable {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "cogwatch-curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func path(_ name: String) -> String { directory.appending(path: name).path }
}
