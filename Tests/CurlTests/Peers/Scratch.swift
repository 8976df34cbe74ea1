import Foundation

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

    func read(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }
}
