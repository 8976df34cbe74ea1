import CogwatchConfiguration
import CogwatchTemplates
import Foundation
import Testing

@Suite("A file of this machine")
struct LocalFiles {
    @Test("is read, and what it refers to is looked for beside it")
    func real() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = """
            accounts:
              - name: a
                region: japanwest
                keys: [{name: k, file: key}, {name: l, file: .}, {name: m, file: none}]
            """
        try text.write(to: folder.appending(path: "c.yml"), atomically: true, encoding: .utf8)
        try World.keys[0].write(
            to: folder.appending(path: "key"),
            atomically: true,
            encoding: .utf8
        )
        let loaded = ConfigurationLoader(
            environment: [:],
            compileTemplate: MustacheTemplates.compile
        )
        .load(path: folder.appending(path: "c.yml").path)
        #expect(
            loaded.problems.map(\.what) == [
                "key \"l\": cannot read file \".\": it is a directory",
                "key \"m\": cannot read file \"none\": there is no such file",
            ]
        )
        #expect(loaded.settings != nil)
    }
}
