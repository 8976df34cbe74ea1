import CogwatchCore
import Testing

@Suite("A shard")
struct ShardTests {
    private let names = (0..<10_000).map { "account-\($0)" }

    private func owner(of name: String, among count: Int) throws -> Int {
        let owners = try (0..<count).filter { try Shard($0, of: count).owns(name) }
        #expect(owners.count == 1, "\(name) belongs to \(owners)")
        return owners.first ?? -1
    }

    @Test("has all accounts where it is the only one")
    func whole() {
        #expect(names.allSatisfy(Shard.whole.owns))
    }

    @Test("has its share, and no account belongs to two", arguments: [2, 3, 7, 16])
    func share(count: Int) throws {
        var sizes = Array(repeating: 0, count: count)
        for name in names { sizes[try owner(of: name, among: count)] += 1 }
        let fair = names.count / count
        #expect(sizes.allSatisfy { abs($0 - fair) < fair / 5 }, "\(sizes)")
    }

    @Test("gives up only what the new shard takes, its share of all", arguments: [1, 2, 5, 15])
    func growth(count: Int) throws {
        var moved = 0
        for name in names {
            let (before, after) = (
                try owner(of: name, among: count), try owner(of: name, among: count + 1)
            )
            guard before != after else { continue }
            #expect(after == count, "\(name) moved from \(before) to \(after)")
            moved += 1
        }
        let share = names.count / (count + 1)
        #expect(abs(moved - share) < share / 5)
    }

    @Test("is the same on every machine and in every version")
    func stable() throws {
        let owners = try ["tts", "tts-japanwest", "face", "a", "translator-eu"]
            .map { try owner(of: $0, among: 5) }
        #expect(owners == [3, 3, 1, 1, 1])
    }

    @Test(
        "must be one of those there are",
        arguments: [(0, 0), (-1, 3), (3, 3), (0, -1), (Int.max, Int.max)]
    )
    func mistakes(index: Int, count: Int) {
        #expect(throws: ShardError.self) { try Shard(index, of: count) }
    }
}
