import CogwatchCore
import Foundation
import Hummingbird
import HummingbirdCore

/// The control API's paths for what manages Azure: principals, vaults, subscriptions, settings.
struct ManagementRoutes {
    let control: ControlRoutes

    private typealias Target = ManagementCommand.Target

    private static let folders: [(folder: String, target: Target, adds: ManagementCommand)] = [
        ("principals", .principal, .addPrincipal), ("vaults", .vault, .addVault),
        ("subscriptions", .subscription, .addSubscription),
    ]

    /// What the control API says of itself.
    static let paths =
        folders.map { "POST /v1/\($0.folder), POST /v1/\($0.folder)/NAME/COMMAND" }
        .joined(separator: ", ") + ", POST /v1/management"

    func add(to router: Router<BasicRequestContext>) {
        for (folder, target, adds) in Self.folders {
            router.post("/v1/\(folder)") { request, _ in
                try await apply(adds, to: "", request)
            }
            router.post("/v1/\(folder)/:name/:command") { request, context in
                let word = control.parameter("command", context)
                guard let command = Self.command(word, for: target) else {
                    throw Self.unknown(word, target)
                }
                return try await apply(command, to: control.parameter("name", context), request)
            }
        }
        router.delete("/v1/principals/:name") { _, context in
            try apply(.removePrincipal(control.parameter("name", context)))
        }
        router.delete("/v1/vaults/:name") { _, context in
            try apply(.removeVault(control.parameter("name", context)))
        }
        router.post("/v1/management") { request, _ in
            try await apply(.management, to: "", request)
        }
    }

    /// A command by its word, where it is for such a target.
    static func command(
        _ word: String,
        for target: ManagementCommand.Target
    ) -> ManagementCommand? {
        ManagementCommand(rawValue: word).flatMap { $0.target == target ? $0 : nil }
    }

    private static func unknown(_ word: String, _ target: Target) -> ControlProblem {
        let known = ManagementCommand.commands(for: target).map(\.rawValue)
        return ControlProblem(
            .notFound,
            "there is no command \"\(word)\" for a \(target.rawValue); there are: "
                + known.joined(separator: ", ")
        )
    }

    private func apply(
        _ command: ManagementCommand,
        to name: String,
        _ request: HummingbirdCore.Request
    ) async throws(ControlProblem) -> ControlReply {
        let fields = try await control.fields(
            of: request,
            place: command.rawValue,
            allowed: command.fields
        )
        return try apply(command.change(of: name, fields))
    }

    private func apply(_ change: ManagementChange) throws(ControlProblem) -> ControlReply {
        try control.azure.apply(.management(change))
        return ControlReply(ManagementView.management(of: control.azure.world))
    }
}
