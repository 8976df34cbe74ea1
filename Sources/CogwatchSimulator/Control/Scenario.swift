import CogwatchCore
package import Foundation

/// A world to begin with and what happens to it, as a scenario file tells it.
///
/// ```json
/// {
///   "accounts": [{"name": "tts-japanwest", "region": "japanwest"}],
///   "timeline": [
///     {"after_seconds": 10, "action": "regenerate", "account": "tts-japanwest", "key": "key1"},
///     {"after_seconds": 60, "action": "fault", "host": "eastus.tts.speech.microsoft.com",
///      "kind": "hang"}
///   ]
/// }
/// ```
///
/// An account's fields are those of `POST /v1/accounts`, an action's those of its path.
package struct Scenario: Sendable, Equatable {
    /// Something that happens a while after the start.
    package struct Event: Sendable, Equatable {
        package let after: Duration
        package let change: WorldChange

        package init(after: Duration, _ change: WorldChange) {
            self.after = after
            self.change = change
        }
    }

    package let accounts: [AccountPlan]
    /// In the order of time.
    package let timeline: [Event]

    package init(accounts: [AccountPlan], timeline: [Event] = []) {
        self.accounts = accounts
        self.timeline = timeline.sorted { $0.after < $1.after }
    }

    /// Reads a scenario file.
    ///
    /// - Throws: The first mistake, with its place in the file and what is allowed there.
    package init(parsing bytes: [UInt8]) throws(ControlProblem) {
        let file = try JSONFields(
            JSONValue(parsing: bytes),
            place: "scenario",
            allowed: ["accounts", "timeline"]
        )
        var accounts: [AccountPlan] = []
        for (index, value) in try file.list("accounts").enumerated() {
            accounts.append(try Self.account(value, place: "accounts[\(index)]"))
        }
        var timeline: [Event] = []
        for (index, value) in try file.list("timeline").enumerated() {
            timeline.append(try Self.event(value, place: "timeline[\(index)]"))
        }
        self.init(accounts: accounts, timeline: timeline)
    }

    /// The world at the start.
    ///
    /// - Throws: Which account cannot be, and why.
    package func world(
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) throws(ControlProblem) -> World {
        var world = World()
        for plan in accounts { try world.apply(.create(plan), at: now, using: &random) }
        return world
    }

    private static func account(
        _ value: JSONValue,
        place: String
    ) throws(ControlProblem) -> AccountPlan {
        let fields = try JSONFields(
            value,
            place: place,
            allowed: ControlCommand.create.fields
        )
        guard case .create(let plan) = try ControlCommand.create.change(of: "", fields) else {
            throw .malformed("\(place): not an account")
        }
        return plan
    }

    private static func event(_ value: JSONValue, place: String) throws(ControlProblem) -> Event {
        guard case .object(let object) = value, case .text(let word)? = object["action"],
            let command = ControlCommand(rawValue: word)
        else {
            let known = ControlCommand.allCases.map(\.rawValue).joined(separator: ", ")
            throw .malformed("\(place): write an object with an \"action\", one of: \(known)")
        }
        let target = command.isForHost ? "host" : "account"
        let own = command == .create ? [] : [target]
        let fields = try JSONFields(
            value,
            place: place,
            allowed: ["after_seconds", "action"] + own + command.fields
        )
        guard let after = try fields.seconds("after_seconds") else {
            throw .malformed("\(place): the field \"after_seconds\" is missing")
        }
        let name = command == .create ? "" : try fields.requiredText(target)
        return Event(after: after, try command.change(of: name, fields))
    }
}
