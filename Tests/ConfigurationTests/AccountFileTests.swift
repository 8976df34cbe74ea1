@testable import CogwatchConfiguration
import CogwatchCore
import CogwatchTemplates
import Foundation
import Synchronization
import Testing

@Suite("Accounts in files of their own")
struct AccountFileTests {
    /// Files by path; a pattern with a star stands for all of its folder.
    private final class Disk: Sendable {
        private let files: Mutex<[String: String]>

        init(_ files: [String: String]) {
            self.files = Mutex(files)
        }

        subscript(path: String) -> String? {
            get { files.withLock { $0[path] } }
            set { files.withLock { $0[path] = newValue } }
        }

        func read(_ path: String) throws -> [UInt8] {
            guard let text = self[path] else { throw CocoaError(.fileReadNoSuchFile) }
            return Array(text.utf8)
        }

        func list(_ pattern: String) -> [String] {
            let parts = pattern.split(separator: "*", maxSplits: 1).map(String.init)
            return files.withLock { files in
                files.keys.filter { path in
                    parts.count == 2
                        ? path.hasPrefix(parts[0]) && path.hasSuffix(parts[1]) : path == pattern
                }.sorted()
            }
        }

        var loader: ConfigurationLoader {
            ConfigurationLoader(
                environment: [:],
                readFile: read,
                listFiles: list,
                stampFile: { _ in nil },
                now: { World.today },
                compileTemplate: MustacheTemplates.compile
            )
        }
    }

    private static func key(_ number: Int) -> String {
        String(repeating: "0123456789abcdef", count: 2).dropLast() + "\(number)"
    }

    private static func stanza(_ name: String, region: String = "eastus") -> String {
        "- {name: \(name), region: \(region), keys: [{name: key1, file: ../keys/\(name)}]}\n"
    }

    private let disk = Disk([
        "etc/main.yml": """
        global: {probe_interval: 42s}
        file_sd_configs: [{files: ["d/*.yml", d/more.json], refresh_interval: 30s}]
        """,
        "etc/d/a.yml": stanza("a1") + stanza("a2"),
        "etc/d/b.yml": stanza("b1"),
        "etc/d/more.json":
            #"[{"name": "j1", "region": "eastus", "keys": [{"name": "k", "file": "../keys/j1"}]}]"#,
        "etc/d/../keys/a1": key(1), "etc/d/../keys/a2": key(2), "etc/d/../keys/b1": key(3),
        "etc/d/../keys/j1": key(4),
    ])

    private func names(_ loaded: LoadedConfiguration?) -> [String]? {
        loaded?.settings?.accounts.map(\.name)
    }

    @Test("are watched with the defaults of the configuration, from YAML and JSON")
    func good() {
        let loaded = disk.loader.load(path: "etc/main.yml")
        #expect(loaded.problems == [])
        #expect(names(loaded) == ["a1", "a2", "b1", "j1"])
        #expect(loaded.settings?.accounts.map(\.probeInterval).first == .seconds(42))
        #expect(loaded.watchedFiles.contains("etc/d/b.yml"))
        #expect(loaded.watchedFiles.contains("etc/d/../keys/j1"))
        #expect(loaded.accountFiles.map(\.accounts.count) == [2, 1, 1])
    }

    @Test("need no account in the configuration itself, but one that has no files has none")
    func empty() {
        let bare = Disk(["etc/main.yml": "accounts: []\n"])
        #expect(bare.loader.load(path: "etc/main.yml").settings == nil)
        let waiting = Disk(["etc/main.yml": "file_sd_configs: [{files: [d/*.yml]}]\n"])
        #expect(names(waiting.loader.load(path: "etc/main.yml")) == [])
    }

    @Test(
        "stay what they were when their file is damaged",
        arguments: [
            ("- {name: a1", "expected"), ("a: b", "must be a list of accounts"),
            ("- {name: a1, region: eastus}", "has no \"keys\""),
            ("- {name: a1, regoin: x}", "unknown key"),
        ]
    )
    func damaged(text: String, complaint: String) {
        let loader = disk.loader
        let before = loader.load(path: "etc/main.yml")
        disk["etc/d/a.yml"] = text
        let after = loader.refresh(path: "etc/main.yml")
        #expect(names(after) == names(before))
        #expect(after?.digest == before.digest)
        #expect(
            after?.problems.contains { $0.file == "etc/d/a.yml" && $0.what.contains(complaint) }
                == true
        )
        #expect(after?.accountFiles.map(\.isCurrent) == [false, true, true])
        // Whoever checks the file has no older state of it.
        #expect(names(disk.loader.load(path: "etc/main.yml")) == ["b1", "j1"])
        disk["etc/d/a.yml"] = Self.stanza("a2")
        #expect(names(loader.refresh(path: "etc/main.yml")) == ["a2", "b1", "j1"])
    }

    @Test("are told what is wrong, by file and line")
    func problems() {
        disk["etc/d/a.yml"] = "- {name: a1, regoin: x}\n"
        let problems = disk.loader.load(path: "etc/main.yml").problems.map(\.headline)
        #expect(
            problems.contains(
                "etc/d/a.yml:1:14: error: unknown key \"regoin\" in an account; "
                    + "did you mean \"region\"?"
            )
        )
    }

    @Test("leave with their file")
    func removed() {
        let loader = disk.loader
        _ = loader.load(path: "etc/main.yml")
        disk["etc/d/b.yml"] = nil
        #expect(names(loader.refresh(path: "etc/main.yml")) == ["a1", "a2", "j1"])
    }

    @Test("leave a name with who has it first")
    func sameName() {
        disk["etc/d/b.yml"] = Self.stanza("a2") + Self.stanza("b1")
        let loaded = disk.loader.load(path: "etc/main.yml")
        #expect(names(loaded) == ["a1", "a2", "b1", "j1"])
        #expect(
            loaded.problems.map(\.headline) == [
                "etc/d/b.yml:1:10: error: account name \"a2\" is already taken; "
                    + "it is that of an account in etc/d/a.yml, which is watched instead"
            ]
        )
    }

    @Test("and keys are read anew by a refresh, the configuration itself is not")
    func refresh() {
        let loader = disk.loader
        #expect(names(loader.refresh(path: "etc/main.yml")) == nil)
        let before = loader.load(path: "etc/main.yml")
        disk["etc/main.yml"] = "accounts: nonsense"
        disk["etc/d/../keys/b1"] = Self.key(5)
        let after = loader.refresh(path: "etc/main.yml")
        #expect(names(after) == names(before))
        #expect(after?.digest != before.digest)
        #expect(after?.settings?.accounts[2].keys != before.settings?.accounts[2].keys)
        #expect(after?.settings?.accounts[1].keys == before.settings?.accounts[1].keys)
    }

    @Test("are not read on top of a configuration that was read and refused")
    func refused() {
        let loader = disk.loader
        let before = loader.load(path: "etc/main.yml")
        let good = disk["etc/main.yml"]
        disk["etc/main.yml"] = "file_sd_configs: [{files: [d/b.yml]}]\n"
        let (configuration, takeOver) = loader.propose(path: "etc/main.yml")
        #expect(names(configuration) == ["b1"])
        disk["etc/d/b.yml"] = Self.stanza("b2")
        #expect(names(loader.refresh(path: "etc/main.yml")) == ["a1", "a2", "b2", "j1"])
        takeOver()
        #expect(names(loader.refresh(path: "etc/main.yml")) == ["b2"])
        disk["etc/main.yml"] = good
        disk["etc/d/b.yml"] = Self.stanza("b1")
        loader.propose(path: "etc/main.yml").takeOver()
        #expect(loader.refresh(path: "etc/main.yml")?.digest == before.digest)
    }

    @Test("hold keys whose file may be gone for a moment")
    func exchangedKey() throws {
        disk["etc/d/a.yml"] = Self.stanza("a1")
        let loader = disk.loader
        let before = loader.load(path: "etc/main.yml")
        disk["etc/d/../keys/a1"] = nil
        let meanwhile = loader.refresh(path: "etc/main.yml")
        #expect(meanwhile?.settings?.accounts == before.settings?.accounts)
    }
}
