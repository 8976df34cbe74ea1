package import Foundation

/// What goes on in a region while any of its accounts fails.
package struct RegionTrouble: Sendable, Equatable {
    /// An account's failure that is not of its own making.
    package struct Failure: Sendable, Equatable {
        package let cause: Cause
        package let since: Date
    }

    package private(set) var since: Date
    /// Confirmed failures, by account.
    package private(set) var failing: [String: Failure] = [:]
    /// Accounts that the service has answered since it began.
    package private(set) var answering: Set<String> = []
    private var doubted: Set<String> = []
    /// Whether the region is held to be out.
    package var isOutage: Bool

    init(since: Date, isOutage: Bool = false) {
        self.since = since
        self.isOutage = isOutage
    }

    /// Whether more accounts fail than are answered, of those that were asked.
    var strikesMost: Bool { failing.count >= 2 && failing.count > answering.count }

    /// Whether so few fail that the region works, of enough that were asked.
    func isOver(among size: Int) -> Bool {
        failing.count * 3 <= answering.count && (failing.count + answering.count) * 2 >= size
    }

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
    ///   - cause: Nil for a failure that has nothing to do with this trouble.
    ///   - since: Its beginning.
    mutating func fails(_ account: String, by cause: Cause?, since: Date) {
        doubted.remove(account)
        answering.remove(account)
        failing[account] = cause.map { Failure(cause: $0, since: since) }
    }

    mutating func beginAnew(at now: Date, keepingThoseAfter earliest: Date) {
        since = now
        answering = []
        failing = failing.filter { $0.value.since >= earliest }
    }

    mutating func keep(_ isKept: (String) -> Bool) {
        failing = failing.filter { isKept($0.key) }
        answering = answering.filter(isKept)
        doubted = doubted.filter(isKept)
    }
}
