import CogwatchConfiguration
import CogwatchCore
import Testing

@Suite("A configuration of ten thousand accounts")
struct ManyAccounts {
    private static let text: String =
        "accounts:\n"
        + (0..<10_000).map { number in
            """
              - name: account-\(number)
                region: japanwest
                keys:
                  - {name: key1, file: keys/\(number)}
                labels: {team: voice}

            """
        }.joined()

    @Test("is read whole, and its mistakes are found among the rest")
    func read() throws {
        let keys = (0..<10_000).map { ("keys/\($0)", "\($0)-" + String(repeating: "x", count: 20)) }
        let files = Dictionary(uniqueKeysWithValues: keys)
        let started = ContinuousClock.now
        let loaded = World.load(Self.text, files: files)
        print("10,000 accounts in \(ContinuousClock.now - started)")
        #expect(loaded.settings?.accounts.count == 10_000)
        #expect(loaded.watchedFiles.count == 10_001)
        #expect(loaded.problems.allSatisfy { $0.severity == .warning })
    }
}
