import ArgumentParser
import CogwatchCore

/// Which share of the accounts an agent takes.
struct ShardOptions: ParsableArguments {
    @Option(
        name: .customLong("shard.index"),
        help: "Which of the shards this agent is, from 0."
    )
    var index = 0

    @Option(
        name: .customLong("shard.count"),
        help: "Among how many agents with the same configuration the accounts are divided."
    )
    var count = 1

    func validate() throws {
        do {
            _ = try Shard(index, of: count)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// ``validate()`` has let no other numbers through.
    var shard: Shard { (try? Shard(index, of: count)) ?? .whole }
}
