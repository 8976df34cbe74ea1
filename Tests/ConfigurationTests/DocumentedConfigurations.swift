import CogwatchConfiguration
import Foundation
import Testing

@Suite("A configuration that a page shows")
struct DocumentedConfigurations {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The YAML blocks of a page that say which file they are.
    private static func blocks(of page: String, named name: String) throws -> [String] {
        let text = try String(contentsOf: root.appending(path: "docs/\(page)"), encoding: .utf8)
        return text.components(separatedBy: "```yaml\n").dropFirst().compactMap { rest in
            let block = rest.components(separatedBy: "\n```")[0]
            return block.hasPrefix("# \(name)") ? block : nil
        }
    }

    @Test("can be used as it stands", arguments: ["first-account.md", "migrating.md"])
    func main(_ page: String) throws {
        let blocks = try Self.blocks(of: page, named: "cogwatch.yml")
        #expect(!blocks.isEmpty)
        for block in blocks {
            let loaded = World.load(
                block,
                files: [
                    "key1": World.keys[0], "/run/secrets/tts-key1": World.keys[0],
                    "/run/secrets/tts-key2": World.keys[1],
                ]
            )
            #expect(loaded.problems.map(\.headline) == [])
        }
    }

    @Test("lets a client in as it stands")
    func client() throws {
        let blocks = try Self.blocks(of: "web-config.md", named: "http.yml")
        #expect(blocks.count == 1)
        for block in blocks {
            let loaded = World.loadClient(block.replacing("cogwatch.password", with: "password"))
            #expect(loaded.problems.map(\.headline) == [])
        }
    }
}
