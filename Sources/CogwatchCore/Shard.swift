/// One agent's share of the accounts, where several agents divide them.
///
/// By rendezvous hashing: an account belongs to the shard in which its name and the shard's index
/// make the highest hash. One more shard takes its share from all others, and nothing else moves.
package struct Shard: Sendable, Equatable {
    package let index: Int
    package let count: Int

    /// The only shard: all accounts.
    package static let whole = Shard(index: 0, count: 1)

    private init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// A shard.
    ///
    /// - Parameters:
    ///   - index: From 0.
    ///   - count: At least 1.
    /// - Throws: ``ShardError`` for an index that no shard has.
    package init(_ index: Int, of count: Int) throws(ShardError) {
        guard count >= 1 else { throw .noShards(count) }
        guard (0..<count).contains(index) else { throw .noSuchShard(index, count: count) }
        self.init(index: index, count: count)
    }

    /// Whether an account of this name is the shard's.
    package func owns(_ name: String) -> Bool {
        guard count > 1 else { return true }
        let hash = Self.hash(of: name)
        let own = Self.weight(of: hash, in: index)
        return (0..<count).allSatisfy { other in
            let weight = Self.weight(of: hash, in: other)
            return weight < own || (weight == own && other >= index)
        }
    }

    /// FNV-1a.
    private static func hash(of name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The last steps of SplitMix64, which let every bit of name and index decide about all.
    private static func weight(of hash: UInt64, in shard: Int) -> UInt64 {
        var mixed = hash &+ UInt64(shard &+ 1) &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Why there is no such shard.
package enum ShardError: Error, Equatable, CustomStringConvertible {
    case noShards(Int)
    case noSuchShard(Int, count: Int)

    package var description: String {
        switch self {
        case .noShards(let count): "--shard.count is \(count); it is at least 1"
        case .noSuchShard(let index, let count):
            "--shard.index is \(index); with --shard.count \(count) it is from 0 to \(count - 1)"
        }
    }
}
