import CogwatchCore
import CogwatchStore
import Foundation
import Synchronization
import Testing

@Suite("Writes that share a transaction", .serialized)
struct GroupCommitTests {
    private let storage = Storage()

    /// Has many accounts fail at the same time.
    ///
    /// - Returns: The accounts of which the ledger says that nothing was written.
    private func fail(_ accounts: Range<Int>, in ledger: SQLiteLedger) async -> Set<String> {
        await withTaskGroup(of: String?.self) { group in
            for account in accounts.map({ "tts-\($0)" }) {
                group.addTask {
                    let changes = try? await ledger.look(account, [Sample.alert(account)], at: 0)
                    return changes == nil ? account : nil
                }
            }
            return await group.reduce(into: []) { failed, account in
                if let account { failed.insert(account) }
            }
        }
    }

    @Test("fail alone: one that is refused takes back none of the others")
    func failsAlone() async throws {
        let made = Mutex(0)
        // Every tenth name is one that is taken already.
        let ledger = try SQLiteLedger(path: storage.path) {
            made.withLock { made in
                made += 1
                return made.isMultiple(of: 10) ? "taken" : "id-\(made)"
            }
        }
        let failed = await fail(0..<200, in: ledger)
        #expect(failed.count == 19)
        let kept = try await storage.afterCrash().open().incidents(in: nil, limit: .max)
        #expect(Set(kept.map(\.account)).isDisjoint(with: failed))
        #expect(kept.count == 181)
        #expect(kept.count { $0.id == "taken" } == 1)
        // Who was refused is in no group either.
        #expect(try await ledger.flush(at: 10) == 1)
        let told = try await ledger.takeAll(at: 10).flatMap(\.alerts)
        #expect(Set(told.map(\.fingerprint)) == Set(kept.map(\.fingerprint)))
    }

    @Test("are many to a sync: a crowd writes a quarter of what it would write one by one")
    func writesLess() async throws {
        let ledger = try storage.open()
        let start = try Self.bytesWritten()
        for account in (0..<300).map({ "tts-\($0)" }) {
            try await ledger.look(account, [Sample.alert(account)], at: 0)
        }
        let alone = try Self.bytesWritten() - start
        // A file of its own: the log of the other one would be emptied on their account.
        let elsewhere = Storage()
        let crowded = try elsewhere.open()
        let between = try Self.bytesWritten()
        #expect(await fail(0..<300, in: crowded).isEmpty)
        let together = try Self.bytesWritten() - between
        print("300 incidents write \(alone) bytes one by one, \(together) at once")
        #expect(together * 4 < alone)
        #expect(try await crowded.incidents(in: .firing, limit: .max).count == 300)
    }

    /// What this process has handed to the kernel so far.
    private static func bytesWritten() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/io", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("wchar:") }
        return try #require(line.flatMap { Int($0.dropFirst(7)) })
    }
}
