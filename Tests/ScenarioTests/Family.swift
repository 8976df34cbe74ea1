import CogwatchCore

/// Stories of one kind, to be played under many circumstances.
struct Family: Sendable {
    let name: String
    /// How many of them are played, at the least.
    let count: Int
    /// Makes the circumstances fit to be the story's.
    let arrange: @Sendable (inout Circumstances) -> Void
    /// Plays the story to the point where the verdict is asked for.
    let play: @Sendable (inout Stage) -> Truth

    init(
        _ name: String,
        count: Int = 12,
        arrange: @escaping @Sendable (inout Circumstances) -> Void = { _ in },
        play: @escaping @Sendable (inout Stage) -> Truth
    ) {
        self.name = name
        self.count = count
        self.arrange = arrange
        self.play = play
    }

    static let all: [Family] =
        credentials + pairing + services + endpoints + accountStates + limits + outages + network
        + strangers
        + combinations + peace
}
