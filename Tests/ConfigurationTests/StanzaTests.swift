@testable import CogwatchConfiguration
import CogwatchCore
import CogwatchTemplates
import Foundation
import Synchronization
import Testing

@Suite("Accounts that are read one by one")
struct StanzaTests {
    private static func expectSame(
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let loader = World.loader(Array(text.utf8))
        let whole = loader.load(Array(text.utf8), of: "cogwatch.yml", byStanzas: false)
        // Twice: the second time what is known is not read again.
        for _ in 1...2 {
            let apart = loader.load(path: "cogwatch.yml")
            #expect(apart.problems == whole.problems, sourceLocation: sourceLocation)
            #expect(apart.redactedYAML == whole.redactedYAML, sourceLocation: sourceLocation)
            #expect(apart.digest == whole.digest, sourceLocation: sourceLocation)
            #expect(apart.watchedFiles == whole.watchedFiles, sourceLocation: sourceLocation)
            #expect(
                apart.settings?.accounts == whole.settings?.accounts,
                sourceLocation: sourceLocation
            )
        }
    }

    @Test(
        "mean what the whole file means",
        arguments: Fixture.all(in: "good") + Fixture.all(in: "bad")
    )
    func fixtures(fixture: Fixture) {
        Self.expectSame(fixture.text)
    }

    private static let base = """
        global: {probe_interval: 30s}
        accounts:  # of the voice team
          # the first
          - name: one
            region: japanwest
            keys: [{name: key1, env: TTS_KEY}]
            labels: {team: voice}

          - {name: two, region: eastus, keys: [{name: key1, env: TTS_KEY}, {name: key2, env: EMPTY}]}
          - name: three
            region: "west
              europe"
            keys:
            - name: key1
              env: TTS_KEY
            trial: {expires: 2026-12-20}
        alerting:
          trial_thresholds: [7d]

        """

    @Test(
        "are read with the whole where a line is not what it seems",
        arguments: [
            ("  - name: one", "  - &a\n    name: one"),
            ("labels: {team: voice}", "labels: &l {a: b}"),
            ("region: eastus", "region: \"east\n  - us\""),
            ("    region: japanwest", "\tregion: x"),
            ("accounts:  # of", "\"accounts\":  # of"), ("accounts:  #", "accounts: #"),
            ("labels: {team: voice}", "labels: {team: [voice"), ("alerting:", "---\nalerting:"),
            ("alerting:", "accounts:\n  - name: four\nalerting:"), ("global: {", "global: \"{"),
            ("labels: {team: voice}", "labels:\n      note: |+\n        a\n\n"),
            ("  - {name: two", " - {name: two"), ("  - {name: two", "   - {name: two"),
            ("labels: {team: voice}", "<<: {name: two}"), ("name: one", "name: two"),
            ("  - name: three", "  -\n    name: three"), ("  - name: three", "  - - name: three"),
            ("labels: {team: voice}", "labels: {team: \(String(repeating: "AB12", count: 8))}"),
            ("env: TTS_KEY}]\n", "value: \(String(repeating: "ab12", count: 8))}]\n"),
            ("alerting:\n", "alerting:\r\n"), ("trial_thresholds: [7d]", "trial_thresholds: *l"),
        ]
    )
    func disguises(old: String, new: String) {
        #expect(Self.base.contains(old))
        Self.expectSame(Self.base.replacing(old, with: new, maxReplacements: 1))
    }

    @Test("mean what the whole file means, whatever is done to its lines")
    func damaged() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var dice = Dice(seed: seed)
        let scraps = ["\"", "'", "[", "]", "{", "}", "- ", "&a ", "*a", "|", ": ", "#", "\t", "  "]
        for _ in 0..<400 {
            var lines = Self.base.split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let place = lines.indices.randomElement(using: &dice) ?? 0
                switch Int.random(in: 0...4, using: &dice) {
                case 0: lines.remove(at: place)
                case 1: lines.insert(lines[place], at: place)
                case 2: lines[place] = " " + lines[place]
                case 3: lines[place] = String(lines[place].dropFirst())
                default:
                    let characters = Array(lines[place])
                    let column = Int.random(in: 0...characters.count, using: &dice)
                    let scrap = scraps.randomElement(using: &dice) ?? ""
                    lines[place] =
                        String(characters[..<column]) + scrap + String(characters[column...])
                }
            }
            Self.expectSame(lines.joined(separator: "\n"))
        }
    }
}

@Suite("An account that did not change")
struct UnchangedStanzas {
    /// Files that can be written, and that tell who read them.
    private final class Disk: Sendable {
        private struct State {
            var files: [String: String] = [:]
            var writes: [String: Int] = [:]
            var reads: [String] = []
        }

        private let state = Mutex(State())

        subscript(path: String) -> String? {
            get { state.withLock { $0.files[path] } }
            set {
                state.withLock { state in
                    state.files[path] = newValue
                    state.writes[path, default: 0] += 1
                }
            }
        }

        func read(_ path: String) throws -> [UInt8] {
            try state.withLock { state in
                state.reads.append(path)
                guard let text = state.files[path] else { throw CocoaError(.fileReadNoSuchFile) }
                return Array(text.utf8)
            }
        }

        func takeReads() -> [String] {
            state.withLock { state in
                defer { state.reads = [] }
                return state.reads
            }
        }

        /// As if all was written at midnight; only the number of the file tells one from another.
        func stamp(of path: String) -> FileStamp? {
            state.withLock { state in
                let time = FileStamp.Instant(timespec(tv_sec: 1_700_000_000, tv_nsec: 0))
                return state.files[path].map { text in
                    FileStamp(
                        device: 1,
                        node: UInt64(state.writes[path] ?? 0),
                        size: Int64(text.utf8.count),
                        modified: time,
                        changed: time
                    )
                }
            }
        }
    }

    private static let main = "cogwatch.yml"
    private let disk = Disk()

    init() {
        disk[Self.main] = Self.configuration(of: [1, 2, 3])
        for number in 1...3 { disk["key\(number)"] = "0123456789abcdef0123456789abcde\(number)" }
    }

    private static func configuration(of accounts: [Int]) -> String {
        accounts.reduce(into: "accounts:\n") { text, number in
            text +=
                "  - {name: a\(number), region: eastus, keys: [{name: k, file: key\(number)}]}\n"
        }
    }

    private func loader(now: Date = Date(timeIntervalSince1970: 1_700_003_600))
        -> ConfigurationLoader
    {
        ConfigurationLoader(
            environment: [:],
            readFile: disk.read,
            stampFile: disk.stamp,
            now: { now },
            compileTemplate: MustacheTemplates.compile
        )
    }

    @Test("is not read again, nor its files")
    func unchanged() {
        let loader = loader()
        let first = loader.load(path: Self.main)
        #expect(first.problems.isEmpty)
        #expect(disk.takeReads().sorted() == [Self.main, "key1", "key2", "key3"])
        let second = loader.load(path: Self.main)
        #expect(disk.takeReads() == [Self.main])
        #expect(second.settings?.accounts == first.settings?.accounts)
        #expect(second.digest == first.digest)
        #expect(second.watchedFiles == first.watchedFiles)
    }

    @Test("is not even looked into by a refresh, until a file of it has another stamp")
    func refresh() {
        let loader = loader()
        let first = loader.load(path: Self.main)
        // Nobody knows yet what the stamps were before.
        #expect(loader.refresh(path: Self.main)?.digest == first.digest)
        _ = disk.takeReads()
        #expect(loader.refresh(path: Self.main)?.digest == nil)
        #expect(disk.takeReads() == [])
        disk["key2"] = "fedcba9876543210fedcba9876543210"
        #expect(loader.refresh(path: Self.main)?.settings?.accounts.count == 3)
        #expect(disk.takeReads() == ["key2"])
        #expect(loader.refresh(path: Self.main)?.digest == nil)
        disk["key2"] = nil
        let without = loader.refresh(path: Self.main)
        #expect(without?.settings?.accounts.map { $0.keys.first?.problem } == [nil, nil, nil])
    }

    @Test("does not hide one whose file was written")
    func writtenKey() {
        let loader = loader()
        let first = loader.load(path: Self.main)
        _ = disk.takeReads()
        disk["key2"] = "fedcba9876543210fedcba9876543210"
        let second = loader.load(path: Self.main)
        #expect(disk.takeReads() == [Self.main, "key2"])
        #expect(second.digest != first.digest)
        #expect(second.settings?.accounts[1] != first.settings?.accounts[1])
        #expect(second.settings?.accounts[2] == first.settings?.accounts[2])
    }

    @Test("does not hide one whose text was changed, and moves with its lines")
    func changedText() {
        let loader = loader()
        _ = loader.load(path: Self.main)
        _ = disk.takeReads()
        disk[Self.main] = disk[Self.main]?.replacing("accounts:\n", with: "\n\naccounts:\n")
            .replacing("a2, region: eastus", with: "a2, region: westus")
            .replacing("name: a3", with: "name: a1")
        let second = loader.load(path: Self.main)
        #expect(disk.takeReads() == [Self.main, "key2", "key3"])
        #expect(second.problems.map(\.line) == [6])
        #expect(second.problems.first?.remedy == "the first one is in line 4")
    }

    @Test(
        "is found wherever it stands now",
        arguments: [
            [1, 2, 3], [3, 2, 1], [2, 3, 1], [3], [2], [1, 3], [2, 1, 3], [1, 4, 2, 3],
            [4, 1, 2, 3], [1, 2, 3, 4], [4, 2, 3], [1, 4, 3], [1, 2, 4], [4, 3], [4],
        ]
    )
    func moved(_ order: [Int]) {
        let loader = loader()
        _ = loader.load(path: Self.main)
        _ = disk.takeReads()
        disk["key4"] = "0123456789abcdef0123456789abcde4"
        disk[Self.main] = Self.configuration(of: order)
        let second = loader.load(path: Self.main)
        #expect(disk.takeReads().sorted() == [Self.main] + (order.contains(4) ? ["key4"] : []))
        #expect(second.settings?.accounts.map(\.name) == order.map { "a\($0)" })
        let watched = [Self.main] + order.map { "key\($0)" }
        #expect(second.watchedFiles == watched)
        #expect(second.digest == self.loader().load(path: Self.main).digest)
    }

    @Test("counts a file once that it shares with one that did", arguments: ["a1", "a2"])
    func sharedFile(_ changed: String) {
        disk[Self.main] = Self.configuration(of: [1, 2]).replacing("key2", with: "key1")
        let loader = loader()
        _ = loader.load(path: Self.main)
        disk[Self.main] = disk[Self.main]?
            .replacing("\(changed), region: eastus", with: "\(changed), region: westus")
        let second = loader.load(path: Self.main)
        #expect(second.watchedFiles == [Self.main, "key1"])
        #expect(second.digest == self.loader().load(path: Self.main).digest)
    }

    @Test("is read again where a file of it is gone")
    func goneKey() {
        let loader = loader()
        _ = loader.load(path: Self.main)
        disk["key3"] = nil
        #expect(loader.load(path: Self.main).problems.map(\.line) == [4])
    }

    @Test("is read again when the defaults of all have changed")
    func changedDefaults() {
        let loader = loader()
        _ = loader.load(path: Self.main)
        disk[Self.main]? += "global: {probe_interval: 33s}\n"
        let intervals = loader.load(path: Self.main).settings?.accounts.map(\.probeInterval)
        #expect(intervals == [.seconds(33), .seconds(33), .seconds(33)])
    }

    @Test("is read again while its file is so new that a change might not show")
    func newFiles() {
        let loader = loader(now: Date(timeIntervalSince1970: 1_700_000_001))
        _ = loader.load(path: Self.main)
        _ = disk.takeReads()
        _ = loader.load(path: Self.main)
        #expect(disk.takeReads().sorted() == [Self.main, "key1", "key2", "key3"])
    }
}
