package import Foundation

/// When an account may be asked again, so that the agent is neither a burden nor an attack.
package struct Pacing: Sendable, Equatable {
    /// Every how manieth of its rounds the account takes, from the last one on: 1 for each.
    package var stride = 1
    /// When the service asked not to be called before; nil where it did not ask.
    package var notBefore: Date?
    /// When there may be something new to learn of a failure from elsewhere; nil where there is not.
    package var lookAgain: Date?

    package init(stride: Int = 1, notBefore: Date? = nil, lookAgain: Date? = nil) {
        self.stride = stride
        self.notBefore = notBefore
        self.lookAgain = lookAgain
    }
}

extension Pacing {
    /// Refusals in a row after which a key is asked less often.
    private static let patience = 3
    private static let longestStride = 5
    /// An account is not left alone for longer because its keys are refused.
    private static let longestRefused = Duration.seconds(900)
    /// A wish of the service's that is longer is not obeyed: its end would go unnoticed.
    private static let longestWish = Duration.seconds(600)
    /// 20 calls a minute are a free account's whole quota, and its owner's first of all.
    private static let freeTier = Duration.seconds(300)

    /// Every how manieth round a key is asked that was refused in a number of rounds in a row.
    ///
    /// - Parameters:
    ///   - refusals: The number of rounds.
    ///   - interval: The time from one round to the next.
    /// - Returns: 1 for each round; more with each refusal, and 5 at most.
    static func stride(afterRefusals refusals: Int, every interval: Duration) -> Int {
        guard refusals >= patience else { return 1 }
        let most = Int((longestRefused.seconds / max(interval.seconds, 1)).rounded(.down))
        return max(1, min(refusals - patience + 2, longestStride, most))
    }

    /// Every how manieth round a free account is asked whose interval nobody chose.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - sku: As its issued token names it; nil where that is not known.
    /// - Returns: 1 for each round.
    static func stride(of account: Account, sku: String?) -> Int {
        guard !account.choosesInterval, sku?.uppercased() == "F0" else { return 1 }
        return max(1, Int((freeTier.seconds / max(account.probeInterval.seconds, 1)).rounded(.up)))
    }

    /// Until when the service wants to be left alone.
    static func wish(_ wishes: some Sequence<Duration>, at now: Date) -> Date? {
        wishes.max().map { now.addingTimeInterval(min($0, longestWish).seconds) }
    }
}
