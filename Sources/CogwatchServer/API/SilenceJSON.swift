import CogwatchCore
import Foundation

/// A silence in the API, with the fields of Alertmanager's API v2.
struct SilenceJSON: Encodable {
    struct Status: Encodable {
        let state: String
    }

    let id: String
    let status: Status
    let matchers: [WrittenMatcher]
    let startsAt: String
    let endsAt: String
    let updatedAt: String
    let createdBy: String
    let comment: String

    init(_ silence: Silence, at now: Date) {
        id = silence.id
        status = Status(state: silence.state(at: now).rawValue)
        matchers = silence.matchers.map(WrittenMatcher.init)
        startsAt = Timestamp.text(silence.startsAt)
        endsAt = Timestamp.text(silence.endsAt)
        updatedAt = Timestamp.text(silence.updatedAt)
        createdBy = silence.createdBy
        comment = silence.comment
    }
}

/// Which silences are asked for.
struct SilenceFilter {
    let states: Set<Silence.State>
    let matchers: [Matcher]

    /// Reads all of `state`, any of which will do, and all of `filter`, which must all match.
    ///
    /// - Throws: ``Unreadable`` with what to write instead.
    init(_ parameters: [String: [String]]) throws(Unreadable) {
        var states: Set<Silence.State> = []
        for text in parameters["state"] ?? ["all"] {
            guard let state = Silence.State(rawValue: text) else {
                let known = Silence.State.allCases.map(\.rawValue) + ["all"]
                guard text == "all" else {
                    throw Unreadable("state is one of " + known.joined(separator: ", "))
                }
                states.formUnion(Silence.State.allCases)
                continue
            }
            states.insert(state)
        }
        self.states = states
        var matchers: [Matcher] = []
        for text in parameters["filter"] ?? [] {
            do {
                matchers += try Matcher.list(parsing: text)
            } catch {
                throw Unreadable("filter: \(error)")
            }
        }
        self.matchers = matchers
    }

    func finds(_ silence: Silence, at now: Date) -> Bool {
        states.contains(silence.state(at: now)) && silence.isFound(by: matchers)
    }
}

/// Why something that was sent cannot be read, and what to write instead.
struct Unreadable: Error, Equatable {
    let words: String

    init(_ words: String) {
        self.words = words
    }
}
