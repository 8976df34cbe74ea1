package import Foundation

/// For some time nobody is told of the incidents whose labels all matchers accept, as in
/// Alertmanager.
package struct Silence: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable, Codable {
        case active, pending, expired
    }

    /// Unique over all time.
    package let id: String
    package let matchers: [Matcher]
    package let startsAt: Date
    package let endsAt: Date
    package let createdBy: String
    package let comment: String
    /// When it was written last.
    package let updatedAt: Date

    package init(
        id: String,
        matchers: [Matcher],
        startsAt: Date,
        endsAt: Date,
        createdBy: String,
        comment: String,
        updatedAt: Date
    ) {
        self.id = id
        self.matchers = matchers
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.createdBy = createdBy
        self.comment = comment
        self.updatedAt = updatedAt
    }

    /// What it is at a time: its end is no part of it.
    ///
    /// A silence that was in force when it was written stays so for whoever looks with a time from
    /// before: a long look at thousands of groups, or a clock that was set back.
    package func state(at time: Date) -> State {
        if endsAt <= time { return .expired }
        return startsAt <= max(time, updatedAt) ? .active : .pending
    }

    /// Whether it is about incidents with these labels, whenever.
    package func covers(_ labels: [String: String]) -> Bool {
        matchers.allSatisfy { $0.accepts(labels) }
    }
}

extension Silence {
    /// The same, over from now on; one that never began never was.
    func ended(at now: Date) -> Silence {
        Silence(
            id: id,
            matchers: matchers,
            startsAt: min(startsAt, now),
            endsAt: now,
            createdBy: createdBy,
            comment: comment,
            updatedAt: now
        )
    }

    /// Whether a filter finds it, as in Alertmanager: by the labels and values of its matchers,
    /// whatever their operators.
    package func isFound(by filter: [Matcher]) -> Bool {
        let written = Dictionary(matchers.map { ($0.name, $0.value) }) { $1 }
        return filter.allSatisfy { $0.accepts(written) }
    }

    /// In the order in which people look for them: what is in force, the first to end in front;
    /// what comes, the next in front; what is over, the last in front.
    package static func ordered(_ silences: [Silence], at now: Date) -> [Silence] {
        func all(_ state: State) -> [Silence] { silences.filter { $0.state(at: now) == state } }
        return all(.active).sorted { ($0.endsAt, $0.id) < ($1.endsAt, $1.id) }
            + all(.pending).sorted { ($0.startsAt, $0.id) < ($1.startsAt, $1.id) }
            + all(.expired).sorted { ($0.endsAt, $0.id) > ($1.endsAt, $1.id) }
    }
}
