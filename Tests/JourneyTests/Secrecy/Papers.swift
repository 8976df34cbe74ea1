import Foundation
import Testing

/// Everything that a program has let out, to be searched at the end.
final class Papers {
    private(set) var all: [(name: String, bytes: [UInt8])] = []

    func file(_ name: String, _ text: String) { all.append((name, Array(text.utf8))) }

    func file(_ name: String, _ bytes: Data) { all.append((name, Array(bytes))) }

    /// Takes every file of a directory, as it is at this moment.
    func file(directory: String, as name: String) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(files.contains("cogwatch.sqlite"))
        for file in files.sorted() {
            // SQLite truncates its log now and then.
            guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)"),
                !bytes.isEmpty
            else { continue }
            self.file("\(file), \(name)", bytes)
        }
    }
}
