package import Foundation

/// What goes on in a region while any of its accounts fails.
package struct RegionTrouble: Sendable, Equatable {
    /// An account's failure that is not of its own making.
    private struct Failing: Equatable {
        let outage: Outage
        let askedAt: Date
        /// Whether it was to be asked soon.
        var isCalled = false
    }

    package private(set) var since: Date
    /// Confirmed failures, by account.
    private var failing: [String: Failing] = [:]
    /// Accounts that the service has answered since it began.
    package private(set) var answering: Set<String> = []
    private var doubted: Set<String> = []
    /// Since when so few fail that an outage seems to be over; who fails then is asked once more.
    private var reviewedFrom: Date?
    /// Whether the region is held to be out.
    package private(set) var isOutage: Bool

    init(since: Date, isOutage: Bool = false) {
        self.since = since
        self.isOutage = isOutage
    }

    /// The causes of confirmed failures, by account.
    package var causes: [String: Cause] { failing.mapValues(\.outage.cause) }

    /// When an account's failure began.
    func beginning(of account: String) -> Date? { failing[account]?.outage.since }

    /// Whether any account was asked since it began, or since the agent started.
    var hasEvidence: Bool { !failing.isEmpty || !answering.isEmpty }

    var isIdle: Bool { !isOutage && failing.isEmpty && doubted.isEmpty }

    mutating func doubt(_ account: String) {
        doubted.insert(account)
        answering.remove(account)
    }

    mutating func answers(_ account: String) {
        doubted.remove(account)
        failing[account] = nil
        answering.insert(account)
    }

    /// - Parameters:
    ///   - account: Its name.
    ///   - outage: Nil for a failure that has nothing to do with this trouble.
    ///   - now: When it was asked.
    mutating func fails(_ account: String, by outage: Outage?, at now: Date) {
        doubted.remove(account)
        answering.remove(account)
        failing[account] = outage.map { Failing(outage: $0, askedAt: now) }
    }

    mutating func beginAnew(at now: Date, keepingThoseAfter earliest: Date) {
        since = now
        answering = []
        failing = failing.filter { $0.value.outage.since >= earliest }
    }

    mutating func keep(_ isKept: (String) -> Bool) {
        failing = failing.filter { isKept($0.key) }
        answering = answering.filter(isKept)
        doubted = doubted.filter(isKept)
    }
}

extension RegionTrouble {
    /// Holds the region for out if more of its accounts fail than are answered.
    mutating func beginOutageIfMostFail() {
        isOutage = failing.count >= 2 && failing.count > answering.count
    }

    /// Holds it no longer for out if few of its accounts fail, and those were asked since so few do:
    /// else each would be told of before its turn comes.
    ///
    /// - Parameters:
    ///   - size: How many accounts the region has.
    ///   - now: The time.
    mutating func endOutageIfFewFail(among size: Int, at now: Date) {
        let isMostlyOver =
            failing.count * 3 <= answering.count && (failing.count + answering.count) * 2 >= size
        reviewedFrom = isMostlyOver ? reviewedFrom ?? now : nil
        guard let reviewedFrom else { return }
        isOutage = failing.values.contains { $0.askedAt < reviewedFrom }
    }

    /// Accounts for which alone the end of an outage waits; each is named once.
    mutating func takeAccountsToAsk(limit: Int) -> [String] {
        guard isOutage, let reviewedFrom else { return [] }
        let names = failing.filter { !$0.value.isCalled && $0.value.askedAt < reviewedFrom }
            .prefix(limit).map(\.key)
        for name in names { failing[name]?.isCalled = true }
        return names
    }
}
