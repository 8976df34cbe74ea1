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

    private static let files: [String: String] = {
        var dice = Dice(seed: 10_000)
        var files: [String: String] = [:]
        guard let month = IssueMonth(year: 2026, month: 5) else { return files }
        for number in 0..<10_000 {
            files["keys/\(number)"] = AnnotatedKey.mint(
                .speechServices,
                issued: month,
                using: &dice
            )?
            .reveal(\.self)
        }
        return files
    }()

    @Test("is read whole")
    func good() throws {
        let files = Self.files
        let started = ContinuousClock.now
        let loaded = World.load(Self.text, files: files)
        print("10,000 good accounts in \(ContinuousClock.now - started)")
        #expect(loaded.settings?.accounts.count == 10_000)
        #expect(loaded.watchedFiles.count == 10_001)
        #expect(loaded.problems == [])
    }

    @Test("has each of its mistakes found, also where every account has one")
    func bad() throws {
        // Fewer, because each is looked up and printed.
        let lines = Self.text.split(separator: "\n").prefix(1 + 5 * 2000)
        let text = lines.joined(separator: "\n").replacing("team: voice", with: "cause: voice")
        let loaded = World.load(text, files: Self.files)
        #expect(loaded.problems.count == 2000)
        #expect(loaded.problems.map(\.line) == (0..<2000).map { 6 + 5 * $0 })
    }

    @Test("may stand on one line, as programs write it, and shows none of its keys")
    func oneLine() {
        let keys = (0..<2000).map { number in
            String(repeating: "0123456789abcdef", count: 2).dropLast(5) + "\(10_000 + number)"
        }
        let stanzas = keys.enumerated().map { number, key in
            #"{"name": "a\#(number)", "region": "japanwest", "keys": [{"name": "k", "value": "\#(key)"}]}"#
        }
        let loaded = World.load("{\"accounts\": [\(stanzas.joined(separator: ","))]}")
        #expect(loaded.settings?.accounts.count == 2000)
        // Each key is warned of.
        #expect(loaded.problems.count == 2000)
        #expect(loaded.problems.allSatisfy { !$0.description.contains("0123456789") })
    }
}
