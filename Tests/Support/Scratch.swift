package import Foundation

/// A directory that goes away with its owner.
package final class Scratch: Sendable {
    private let directory: URL

    package init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "cogwatch-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    package func path(_ name: String) -> String { directory.appending(path: name).path() }

    package func read(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path(name)))
    }
}
