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
    /// What is made of Azure's management before anything happens.
    package let management: [ManagementChange]

    package init(
        accounts: [AccountPlan],
        timeline: [Event] = [],
        management: [ManagementChange] = []
    ) {
        self.accounts = accounts
        self.management = management
        self.timeline = timeline.sorted { $0.after < $1.after }
    }

    /// Reads a scenario file.
    ///
    /// - Throws: The first mistake, with its place in the file and what is allowed there.
    package init(parsing bytes: [UInt8]) throws(ControlProblem) {
        let file = try JSONFields(
            JSONValue(parsing: bytes),
            place: "scenario",
            allowed: ["accounts", "timeline"] + Self.managementFields
        )
        var accounts: [AccountPlan] = []
        for (index, value) in try file.list("accounts").enumerated() {
            accounts.append(try Self.account(value, place: "accounts[\(index)]"))
        }
        var timeline: [Event] = []
        for (index, value) in try file.list("timeline").enumerated() {
            timeline.append(try Self.event(value, place: "timeline[\(index)]"))
        }
        self.init(
            accounts: accounts,
            timeline: timeline,
            management: try Self.management(file)
        )
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
        // A vault's secret may be an account's key.
        for change in management {
            try world.apply(.management(change), at: now, using: &random)
        }
        world.forgetLog()
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
            let action = Action(word)
        else {
            let known = Action.words.joined(separator: ", ")
            throw .malformed("\(place): write an object with an \"action\", one of: \(known)")
        }
        let fields = try JSONFields(
            value,
            place: place,
            allowed: ["after_seconds", "action"] + [action.target].compactMap(\.self)
                + action.fields
        )
        guard let after = try fields.seconds("after_seconds") else {
            throw .malformed("\(place): the field \"after_seconds\" is missing")
        }
        var name = ""
        if let target = action.target { name = try fields.requiredText(target) }
        return Event(after: after, try action.change(of: name, fields))
    }

    /// A command of either kind, as a timeline has it.
    private enum Action {
        case world(ControlCommand)
        case management(ManagementCommand)

        init?(_ word: String) {
            if let command = ControlCommand(rawValue: word) {
                self = .world(command)
            } else if let command = ManagementCommand(rawValue: word) {
                self = .management(command)
            } else {
                return nil
            }
        }

        static let words =
            ControlCommand.allCases.map(\.rawValue) + ManagementCommand.allCases.map(\.rawValue)

        /// The field that names what the command is given to.
        var target: String? {
            switch self {
            case .world(.create): nil
            case .world(let command): command.isForHost ? "host" : "account"
            case .management(let command): command.target?.rawValue
            }
        }

        var fields: [String] {
            switch self {
            case .world(let command): command.fields
            case .management(let command): command.fields
            }
        }

        func change(of target: String, _ fields: JSONFields) throws(ControlProblem) -> WorldChange {
            switch self {
            case .world(let command): try command.change(of: target, fields)
            case .management(let command): .management(try command.change(of: target, fields))
            }
        }
    }
}
