package import Foundation

/// A silence that somebody asks for.
package struct SilenceDraft: Sendable, Equatable {
    /// The id of the silence that this one takes the place of; nil for a new one.
    package let replaces: String?
    package let matchers: [Matcher]
    package let startsAt: Date
    package let endsAt: Date
    package let createdBy: String
    package let comment: String

    /// Bounds, far beyond what people write, that keep a careless program from filling the disk.
    package enum Limit {
        package static let matchers = 100
        /// Characters of a label's name or value.
        package static let matcher = 2_000
        /// Characters of a name.
        package static let author = 200
        package static let comment = 4_000
        /// Silences that are in force or yet to come.
        package static let silences = 1_000
        /// Those and the ones that are over and still remembered.
        package static let remembered = 10_000
    }

    /// Takes what was asked for, if it makes sense.
    ///
    /// - Parameters:
    ///   - id: The silence that this one takes the place of; nil or empty for a new one.
    ///   - matchers: At least one, and one of them says what is there or what is not.
    ///   - startsAt: Nil for now.
    ///   - endsAt: Later than the start, and than now.
    ///   - createdBy: Who asks.
    ///   - comment: Why.
    ///   - now: The time of asking.
    /// - Throws: ``SilenceProblem``.
    package init(
        replacing id: String? = nil,
        matchers: [Matcher],
        startsAt: Date? = nil,
        endsAt: Date,
        createdBy: String,
        comment: String,
        at now: Date
    ) throws(SilenceProblem) {
        replaces = id.flatMap { $0.isEmpty ? nil : $0 }
        self.matchers = matchers
        self.startsAt = startsAt ?? now
        self.endsAt = endsAt
        self.createdBy = createdBy
        self.comment = comment
        try checkMatchers()
        try checkWords()
        guard now < endsAt else { throw .endsInThePast }
        guard self.startsAt < endsAt else { throw .endsBeforeStart }
    }

    private func checkMatchers() throws(SilenceProblem) {
        guard !matchers.isEmpty else { throw .noMatchers }
        guard matchers.count <= Limit.matchers else { throw .tooManyMatchers }
        let longest = matchers.map {
            max($0.name.unicodeScalars.count, $0.value.unicodeScalars.count)
        }.max()
        guard (longest ?? 0) <= Limit.matcher else {
            throw .tooLong("a matcher", limit: Limit.matcher)
        }
        guard matchers.contains(where: \.saysSomething) else { throw .saysNothing }
    }

    private func checkWords() throws(SilenceProblem) {
        guard createdBy.contains(where: { !$0.isWhitespace }) else { throw .noAuthor }
        guard comment.contains(where: { !$0.isWhitespace }) else { throw .noComment }
        guard createdBy.unicodeScalars.count <= Limit.author else {
            throw .tooLong("createdBy", limit: Limit.author)
        }
        guard comment.unicodeScalars.count <= Limit.comment else {
            throw .tooLong("comment", limit: Limit.comment)
        }
    }
}

extension SilenceDraft {
    /// What is written down: the silence, and the one whose place it takes where that one ends.
    package struct Outcome: Sendable, Equatable {
        package let silence: Silence
        package let ended: Silence?
    }

    /// Decides as Alertmanager does.
    ///
    /// A change of time or words keeps the silence; another choice of incidents, or another start
    /// of one that has begun, ends it and makes a new one. What is over stays over.
    ///
    /// - Parameters:
    ///   - previous: The silence with the id ``replaces``.
    ///   - now: From when on it holds, where it should have begun already.
    ///   - newID: Names a new silence.
    /// - Returns: What is to be written down.
    /// - Throws: ``SilenceProblem/unknown(_:)`` when there is none with that id.
    package func outcome(
        over previous: Silence?,
        at now: Date,
        newID: () -> String
    ) throws(SilenceProblem) -> Outcome {
        if let replaces, previous == nil { throw .unknown(replaces) }
        if let previous, isChange(of: previous, at: now) {
            let start = previous.state(at: now) == .active ? previous.startsAt : startsAt
            return Outcome(
                silence: silence(named: previous.id, from: start, at: now),
                ended: nil
            )
        }
        let isOver = previous.map { $0.state(at: now) == .expired } ?? true
        return Outcome(
            silence: silence(named: newID(), from: max(startsAt, now), at: now),
            ended: isOver ? nil : previous?.ended(at: now)
        )
    }

    private func isChange(of previous: Silence, at now: Date) -> Bool {
        let precedes = { (left: Matcher, right: Matcher) in left.precedes(right) }
        guard previous.matchers.sorted(by: precedes) == matchers.sorted(by: precedes) else {
            return false
        }
        switch previous.state(at: now) {
        // Times may have lost what is below a millisecond on their way out and back.
        case .active: return abs(startsAt.timeIntervalSince(previous.startsAt)) < 0.01
        case .pending: return startsAt >= now
        case .expired: return false
        }
    }

    private func silence(named id: String, from start: Date, at now: Date) -> Silence {
        Silence(
            id: id,
            matchers: matchers,
            startsAt: start,
            endsAt: endsAt,
            createdBy: createdBy,
            comment: comment,
            updatedAt: now
        )
    }
}

extension Silence {
    /// The silence that is over from now on.
    ///
    /// - Throws: ``SilenceProblem/alreadyExpired(_:at:)``.
    package func expired(at now: Date) throws(SilenceProblem) -> Silence {
        guard state(at: now) != .expired else { throw .alreadyExpired(id, at: endsAt) }
        return ended(at: now)
    }
}

extension Matcher {
    /// Alertmanager's rule against silencing everything by accident: an equality or a pattern that
    /// is met by a label that is missing does not count, what is negated does.
    fileprivate var saysSomething: Bool {
        switch `operator` {
        case .equals, .matches: !accepts([:])
        case .differs, .misses: true
        }
    }
}
