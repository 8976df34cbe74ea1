import CogwatchCore
import Foundation
import GRDB
import Testing

@testable import CogwatchStore

@Suite("The cupboard opens")
struct OpeningTests {
    private func refusal(_ path: String) -> StorageError? {
        do {
            _ = try SQLiteLedger(path: path)
            return nil
        } catch let error as StorageError {
            return error
        } catch {
            Issue.record("not worded for a person: \(error)")
            return nil
        }
    }

    @Test("with a directory and files that only its user can read")
    func modes() async throws {
        let storage = Storage()
        let ledger = try storage.open()
        try await ledger.look("tts", [Sample.alert("tts")], at: 0)
        #expect(try storage.mode(of: storage.path) == 0o700)
        for suffix in ["", "-wal", "-shm"] {
            #expect(try storage.mode(of: storage.file + suffix) == 0o600, "\(suffix)")
        }
    }

    @Test("with connections that keep few pages of it in memory")
    func pages() async throws {
        let ledger = try Storage().open()
        let kibibytes: @Sendable (Database) throws -> Int? = {
            try Int.fetchOne($0, sql: "PRAGMA cache_size").map { -$0 }
        }
        #expect(try await ledger.read(kibibytes) == 256)
        #expect(try await ledger.write(kibibytes) == 256)
    }

    @Test("and closes a file that was left open to others")
    func tightens() throws {
        let storage = Storage()
        try storage.open().close()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: storage.file
        )
        try storage.open().close()
        #expect(try storage.mode(of: storage.file) == 0o600)
    }

    @Test("in directories that are not there yet, with a slash or without")
    func nested() throws {
        let storage = Storage()
        _ = try SQLiteLedger(path: storage.path + "/a/b/")
        #expect(FileManager.default.fileExists(atPath: storage.path + "/a/b/cogwatch.sqlite"))
    }

    @Test("not below a file, and says which directory to change")
    func belowFile() throws {
        let storage = Storage()
        try storage.open().close()
        let problem = try #require(refusal(storage.file + "/data"))
        guard case .unusableDirectory = problem else {
            Issue.record("\(problem)")
            return
        }
        #expect(problem.description.contains("\(storage.file)/data: Not a directory;"))
        #expect(problem.description.contains("--storage.path"))
    }

    @Test("not where the directory is a file")
    func isFile() throws {
        let storage = Storage()
        try storage.open().close()
        let problem = try #require(refusal(storage.file))
        #expect(problem.description.contains("Not a directory"))
    }

    @Test("not where the file is a directory")
    func fileIsDirectory() throws {
        let storage = Storage()
        try FileManager.default.createDirectory(
            atPath: storage.file,
            withIntermediateDirectories: true
        )
        let expected = StorageError.unusableFile(storage.file, reason: "it is no regular file")
        #expect(refusal(storage.path) == expected)
    }

    @Test("not where the file is no database, and leaves it as it is")
    func notADatabase() throws {
        let storage = Storage()
        let text = Data(repeating: 0x41, count: 8192)
        try FileManager.default.createDirectory(
            atPath: storage.path,
            withIntermediateDirectories: true
        )
        #expect(FileManager.default.createFile(atPath: storage.file, contents: text))
        #expect(refusal(storage.path) == .notADatabase(storage.file))
        #expect(FileManager.default.contents(atPath: storage.file) == text)
    }

    @Test("not where a newer version wrote the file")
    func newer() throws {
        let storage = Storage()
        try storage.open().close()
        var bytes = try Data(contentsOf: URL(filePath: storage.file))
        let known = Data("0001-ledger".utf8)
        while let range = bytes.range(of: known) {
            bytes.replaceSubrange(range, with: Data("9999-future".utf8))
        }
        try bytes.write(to: URL(filePath: storage.file))
        #expect(refusal(storage.path) == .newerVersion(storage.file))
    }

    @Test("not where the file is damaged")
    func damaged() async throws {
        let storage = Storage()
        try storage.open().close()
        var bytes = try Data(contentsOf: URL(filePath: storage.file))
        // The first page keeps its header, so that it is still a database, and loses its tables.
        bytes.replaceSubrange(100..<4096, with: Data(repeating: 0xff, count: 3996))
        try bytes.write(to: URL(filePath: storage.file))
        let problem = try #require(refusal(storage.path))
        guard case .damaged = problem else {
            Issue.record("\(problem)")
            return
        }
    }

    @Test(
        "or says what SQLite's refusal asks of the operator",
        arguments: [
            (13, "free some"), (11, "backup"), (26, "not a database"), (5, "another process"),
            (8, "writable"), (1032, "writable"), (14, "writable"), (10, "disk"), (266, "266"),
        ] as [(Int32, String)]
    )
    func wording(code: Int32, remedy: String) {
        let error = StorageError(code: code, message: "why", file: "/data/cogwatch.sqlite")
        #expect(error.description.contains(remedy))
        #expect(error.description.contains("/data/cogwatch.sqlite"))
    }

    @Test("with the secret it made at the first start")
    func secret() async throws {
        let storage = Storage()
        let ledger = try storage.open()
        let secrets = try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<8 { group.addTask { try await ledger.installationSecret() } }
            return try await group.reduce([]) { $0 + [$1] }
        }
        let first = try #require(secrets.first)
        #expect(secrets.allSatisfy { $0 == first })
        #expect(first.reveal { Data(base64Encoded: $0)?.count } == 32)
        let reopened = try storage.afterCrash()
        #expect(try await reopened.open().installationSecret() == first)
        #expect(try await Storage().open().installationSecret() != first)
    }

    @Test("with what it remembers of each account")
    func histories() async throws {
        let storage = Storage()
        let ledger = try storage.open()
        var history = AccountHistory(
            account: "tts",
            firstSeen: Date(),
            stanza: AccountHistory.Stanza(
                keys: ["f1"],
                region: "japanwest",
                cloud: "public",
                endpoint: "",
                kind: "SpeechServices"
            )
        )
        history.succeeded(fingerprint: "f1", operation: .token, host: "h", at: Date())
        try await ledger.save([history])
        var moved = history.stanza
        moved.region = "japaneast"
        let hasChanged = history.observe(moved, at: Date())
        #expect(hasChanged)
        let other = AccountHistory(account: "other", firstSeen: Sample.start, stanza: moved)
        try await ledger.save([history, other])
        try await ledger.save([])
        let kept = try await storage.afterCrash().open().histories()
        #expect(kept == ["tts": history, "other": other])
    }
}
