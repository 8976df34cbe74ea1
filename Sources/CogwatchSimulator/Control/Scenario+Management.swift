import CogwatchCore
import Foundation

extension Scenario {
    /// The fields of a scenario file beside accounts and timeline.
    static let managementFields = ["subscriptions", "principals", "vaults", "management"]

    /// Reads what is to be made before anything happens, in the order of making.
    static func management(
        _ file: JSONFields
    ) throws(ControlProblem) -> [ManagementChange] {
        var changes: [ManagementChange] = []
        if let settings = try file.value("management") {
            changes.append(try change(.management, settings, place: "management"))
        }
        for (name, command) in [
            ("subscriptions", ManagementCommand.addSubscription), ("principals", .addPrincipal),
        ] {
            for (index, value) in try file.list(name).enumerated() {
                changes.append(try change(command, value, place: "\(name)[\(index)]"))
            }
        }
        for (index, value) in try file.list("vaults").enumerated() {
            changes += try vault(value, place: "vaults[\(index)]")
        }
        return changes
    }

    private static func change(
        _ command: ManagementCommand,
        _ value: JSONValue,
        place: String,
        allowing more: [String] = []
    ) throws(ControlProblem) -> ManagementChange {
        let fields = try JSONFields(value, place: place, allowed: command.fields + more)
        return try command.change(of: "", fields)
    }

    private static func vault(
        _ value: JSONValue,
        place: String
    ) throws(ControlProblem) -> [ManagementChange] {
        let made = try change(.addVault, value, place: place, allowing: ["secrets"])
        guard case .addVault(let vault) = made else { return [made] }
        let fields = try JSONFields(
            value,
            place: place,
            allowed: ManagementCommand.addVault.fields + ["secrets"]
        )
        var changes = [made]
        for (index, secret) in try fields.list("secrets").enumerated() {
            let fields = try JSONFields(
                secret,
                place: "\(place).secrets[\(index)]",
                allowed: ManagementCommand.secretFields
            )
            changes.append(
                .putSecret(vault: vault.name, try ManagementCommand.secret(fields))
            )
        }
        return changes
    }
}
