import ArgumentParser
import CogwatchConfiguration
import CogwatchCore
import CogwatchServer
import Foundation

/// Is the configuration right? The command `check` answers.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a configuration file offline, and names every problem at once.",
        discussion: """
            EXAMPLE
              cogwatch check /etc/cogwatch/cogwatch.yml
              cogwatch check --web.config.file /etc/cogwatch/web.yml
            """
    )

    @Argument(
        help:
            "The configuration file; cogwatch.yml where neither it nor a web configuration is named."
    )
    var file: String?

    @Option(
        name: .customLong("web.config.file"),
        help: "A web configuration to check, with its certificates."
    )
    var webConfigFile: String?

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    func run() async throws {
        let main = file ?? (webConfigFile == nil ? "cogwatch.yml" : nil)
        let checked = try [main.map(Checked.init(file:)), webConfigFile.map(Checked.init(web:))]
            .compactMap(\.self)
        switch output {
        case .json: Output.line(try JSON.pretty(checked.flatMap(\.problems)))
        case .table: checked.forEach(show)
        }
        if checked.contains(where: \.hasErrors) { throw ExitCode.finding }
    }

    private func show(_ checked: Checked) {
        for problem in checked.problems {
            Output.line(problem.rendered(colour: Output.wantsColour))
        }
        let errors = checked.problems.count { $0.severity == .error }
        let warnings = checked.problems.count { $0.severity == .warning }
        let style = Style.output
        let result =
            errors > 0 ? style("\(errors) errors", .red, .bold) : style("valid", .green, .bold)
        Output.line("\(checked.file): \(result), \(warnings) warnings\(checked.contents)")
    }
}

/// A file that was checked.
private struct Checked {
    let file: String
    let problems: [ConfigurationProblem]
    /// What is in it, fit to follow the number of warnings.
    let contents: String

    var hasErrors: Bool { problems.contains { $0.severity == .error } }

    init(file: String) throws {
        try Self.mustBeReadable(file)
        let read = Composition.loader().load(path: file)
        self.file = file
        problems = read.problems
        contents = read.settings.map { ", \($0.accounts.count) accounts" } ?? ""
    }

    init(web file: String) throws {
        try Self.mustBeReadable(file)
        let read = Composition.loader().loadWeb(path: file)
        self.file = file
        // Whether certificates and keys fit only shows when they are put together.
        let misfits = read.value.map(WebKeeper.misfits) ?? []
        problems =
            read.problems + misfits.map { ConfigurationProblem(error: $0, in: file) }
        contents = read.value.map { ", \($0.users.count) users" } ?? ""
    }

    private static func mustBeReadable(_ file: String) throws {
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw Impossible("there is no readable file at \"\(file)\"")
        }
    }
}
