import Foundation
import TestSupport
import Testing

@testable import CogwatchCore

@Suite("The exposition of random histories")
struct ExpositionHistoryTests {
    @Test(
        "is what a plain renderer writes, also of copies that were taken on the way",
        arguments: [(3, 400), (200, 120)]
    )
    func likeNaive(_ accounts: Int, _ steps: Int) {
        let seed = Seed.fromEnvironment()
        print("seed \(seed)")
        var history = History(accounts: accounts, seed: seed)
        var copies: [(board: Scoreboard, naive: NaiveBoard)] = []
        for step in 0..<steps {
            for _ in 0..<accounts { history.step() }
            guard step % (steps / 12) == 0 else { continue }
            copies.append((history.board, history.naive))
        }
        for (board, naive) in copies {
            for format in Exposition.Format.allCases {
                let written = accountText(of: board, as: format, at: history.now)
                let expected = naive.text(as: format, at: history.now)
                guard written != expected else { continue }
                let pair = zip(written.split(separator: "\n"), expected.split(separator: "\n"))
                let first = pair.first { $0 != $1 }
                Issue.record("seed \(seed): \(String(describing: first))")
                return
            }
        }
        #expect(copies.count >= 12)
        #expect(copies.contains { !$0.naive.accounts.isEmpty })
    }

    /// Of an exposition, what the plain board knows of.
    private func accountText(
        of board: Scoreboard,
        as format: Exposition.Format,
        at now: Date
    ) -> String {
        let known = Set(
            NaiveBoard.families.flatMap { [$0.rawValue, $0.definition.openMetricsName] }
        )
        let bytes = Exposition.render(board, as: format, at: now)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { line in
            let words = line.split(separator: " ")
            let name =
                line.hasPrefix("# ")
                ? words.dropFirst(2).first : line.split { "{ ".contains($0) }.first
            return known.contains(String(name ?? ""))
        }
        return lines.map { "\($0)\n" }.joined()
    }
}

/// The same random events on a scoreboard and on a plain one.
private struct History {
    private(set) var board = Scoreboard(build: Samples.build, startedAt: Samples.now)
    private(set) var naive = NaiveBoard()
    private(set) var now = Samples.now
    private let accounts: Int
    private var chance: SeededGenerator

    init(accounts: Int, seed: UInt64) {
        self.accounts = accounts
        chance = SeededGenerator(seed: seed)
        reload()
    }

    mutating func step() {
        now = now.addingTimeInterval(Double.random(in: 0...9, using: &chance).rounded())
        switch Int.random(in: 0..<(200 + accounts * 10), using: &chance) {
        case 0..<5: reload()
        case 5..<30: pend()
        case 30..<60: conclude()
        case 60..<90: judgeKey()
        case 90..<100: prime()
        default: record()
        }
    }

    private mutating func reload() {
        let watched = (0..<accounts).filter { _ in Bool.random(using: &chance) || flip(3) }
            .shuffled(using: &chance).map { account($0) }
        board.watch(watched)
        naive.watch(watched)
    }

    private mutating func account(_ number: Int) -> WatchedAccount {
        // Most reloads change one account among many.
        if let known = naive.accounts["tts-\(number)"]?.watched, flip(2) { return known }
        let operations: [[CogwatchCore.Operation]] = [
            [.token, .voices], [.token], [.voices, .token, .bearer], [.list], [],
        ]
        let keys = [["key1", "key2"], ["key2", "key1"], ["a \"third\" key"], []]
        let account = Samples.account(
            "tts-\(number)",
            region: flip(4) ? "eastus" : "japanwest",
            keys: keys.randomElement(using: &chance) ?? [],
            operations: operations.randomElement(using: &chance),
            trial: flip(4) ? Trial(expires: Samples.now.addingTimeInterval(86_400)) : nil,
            labels: flip(4) ? ["team": "voice\n\"\(number)\"\\"] : [:]
        )
        return WatchedAccount(
            account: account.account,
            keys: account.keys.map {
                WatchedKey(
                    name: $0.name,
                    fingerprint: flip(9) ? "another" : $0.fingerprint,
                    issued: flip(3) ? Samples.now : nil,
                    expires: flip(3) ? Samples.now : nil
                )
            }
        )
    }

    private mutating func record() {
        let names = ["key1", "key2", "a \"third\" key"]
        let outcome = ProbeOutcome.allCases.randomElement(using: &chance) ?? .success
        var phases: [Phase: Duration] = [:]
        for phase in Phase.allCases where flip(2) { phases[phase] = duration() }
        let result = Samples.result(
            CogwatchCore.Operation.allCases.randomElement(using: &chance) ?? .token,
            account: name(),
            key: names.randomElement(using: &chance) ?? "key1",
            outcome: outcome,
            status: [0, 200, 401, 429, 503].randomElement(using: &chance) ?? 0,
            at: now,
            timing: Timing(total: duration(), phases: phases),
            certificateExpiry: flip(5) ? now.addingTimeInterval(86_400) : nil,
            voices: flip(3) ? Int.random(in: 0...700, using: &chance) : nil,
            tokenExpiry: flip(3) ? now.addingTimeInterval(600) : nil
        )
        board.record(result)
        naive.record(result)
    }

    private mutating func conclude() {
        let name = name()
        let fails = flip(2)
        let verdict = Verdict(
            account: name,
            at: now,
            diagnosis: fails ? Samples.diagnosis(flip(2) ? .invalidKey : .wrongRegion) : nil,
            failingSince: fails ? now : nil
        )
        let state = AccountState.allCases.randomElement(using: &chance) ?? .ok
        board.record(verdict, state: state)
        naive.accounts[name]?.verdict = verdict
        naive.accounts[name]?.state = state
    }

    private mutating func pend() {
        let name = name()
        board.pending(account: name)
        naive.accounts[name]?.state = .pending
    }

    private mutating func judgeKey() {
        let name = name()
        let key = flip(2) ? "key1" : "key2"
        let isValid = flip(2)
        board.keyStands(account: name, key: key, isValid: isValid)
        guard naive.accounts[name]?.watched.keys.contains(where: { $0.name == key }) == true else {
            return
        }
        naive.accounts[name]?.isValid[key] = isValid
    }

    private mutating func prime() {
        let name = name()
        let date = Samples.now.addingTimeInterval(flip(2) ? -60 : 1e6)
        board.primeLastSuccess(account: name, operation: .token, at: date)
        guard let account = naive.accounts[name],
            account.watched.account.operations.contains(.token)
        else { return }
        let known = account.lastSuccess[.token] ?? .distantPast
        naive.accounts[name]?.lastSuccess[.token] = max(known, date)
    }

    private mutating func name() -> String {
        "tts-\(Int.random(in: 0..<accounts, using: &chance))"
    }

    private mutating func duration() -> Duration {
        .microseconds(Int.random(in: 0...(flip(2) ? 90_000 : 20_000_000), using: &chance))
    }

    /// True once in so many times.
    private mutating func flip(_ times: Int) -> Bool {
        Int.random(in: 0..<times, using: &chance) == 0
    }
}
