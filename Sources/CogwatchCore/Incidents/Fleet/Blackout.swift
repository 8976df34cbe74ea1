package import Foundation

/// The time in which nothing that the agent asks answers.
package struct Blackout: Sendable, Equatable {
    package let since: Date
    /// Accounts that were asked in vain.
    package private(set) var victims: Set<String>
    /// Victims that were not asked again since something was heard; nil while nothing is.
    private var unasked: Set<String>?
    /// Those that were to be asked soon.
    private var called: Set<String> = []

    init(since: Date, victims: Set<String>) {
        self.since = since
        self.victims = victims
    }

    /// Whether something is heard again, and all victims have been asked since.
    ///
    /// Ending it at the first sign of life would tell of each victim before its turn comes.
    var isReviewed: Bool { unasked?.isEmpty ?? false }

    mutating func beginReview() {
        unasked = unasked ?? victims
    }

    /// It was but a gap.
    mutating func goOn() {
        unasked = nil
        called = []
    }

    /// - Parameters:
    ///   - account: The account that was asked.
    ///   - isSilent: Whether it got no response.
    mutating func asked(_ account: String, isSilent: Bool) {
        if isSilent { victims.insert(account) }
        unasked?.remove(account)
    }

    mutating func keep(_ isKept: (String) -> Bool) {
        victims = victims.filter(isKept)
        unasked = unasked?.filter(isKept)
    }

    /// Accounts for which alone the end waits; each is named once.
    mutating func takeAccountsToAsk(limit: Int) -> [String] {
        guard let unasked, unasked.count <= max(victims.count / 4, limit) else { return [] }
        let names = Array(unasked.subtracting(called).prefix(limit))
        called.formUnion(names)
        return names
    }
}
