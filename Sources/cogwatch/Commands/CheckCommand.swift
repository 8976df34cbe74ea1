import ArgumentParser
import CogwatchConfiguration
import CogwatchCore
import Foundation

/// Is the configuration right? The command `check` answers.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a configuration file offline, and names every problem at once.",
        discussion: """
            EXAMPLE
              cogwatch check /etc/cogwatch/cogwatch.yml
            """
    )

    @Argument(help: "The configuration file.")
    var file = "cogwatch.yml"

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    func run() async throws {
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw Impossible("there is no readable file at \"\(file)\"")
        }
        let read = Composition.loader().load(path: file)
        switch output {
        case .json: Output.line(try JSON.pretty(read.problems))
        case .table: show(read)
        }
        if read.hasErrors { throw ExitCode.finding }
    }

    private func show(_ read: LoadedConfiguration) {
        for problem in read.problems {
            Output.line(problem.rendered(colour: Output.wantsColour))
        }
        let errors = read.problems.count { $0.severity == .error }
        let warnings = read.problems.count { $0.severity == .warning }
        let accounts = read.settings.map { ", \($0.accounts.count) accounts" } ?? ""
        let style = Style.output
        let result =
            errors > 0 ? style("\(errors) errors", .red, .bold) : style("valid", .green, .bold)
        Output.line("\(file): \(result), \(warnings) warnings\(accounts)")
    }
}
