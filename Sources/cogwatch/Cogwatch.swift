import ArgumentParser
import Foundation

/// The program: parses the command line and turns every end into an exit code.
@main
struct Cogwatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cogwatch",
        abstract: "Watches Azure Speech and Azure AI accounts, and says why a key is refused.",
        discussion: """
            Exit codes: 0 all well; 1 a finding; 2 wrong usage; 3 could not do the job.

            EXAMPLE
              cogwatch demo
              cogwatch check cogwatch.yml
              cogwatch run --config.file=cogwatch.yml
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, DemoCommand.self, CheckCommand.self, ProbeCommand.self,
            DiagnoseCommand.self, DiscoverCommand.self, RotateCheckCommand.self,
            ExplainCommand.self, KeyCommand.self, IncidentsCommand.self,
            SilenceCommand.self, RoutesCommand.self, NotifyCommand.self, SimulateCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )

    static func main() async {
        Heap.configure()
        CrashSecrecy.begin()
        if let misspelling = Misspelling.find(in: Array(CommandLine.arguments.dropFirst())) {
            Output.error(misspelling.message)
            end(with: ExitCode.usage.rawValue)
        }
        var parsed: (any ParsableCommand)?
        do {
            var command = try parseAsRoot()
            parsed = command
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            end(with: 0)
        } catch let error as Impossible {
            Output.error("cogwatch: \(error.description)")
            end(with: ExitCode.impossible.rawValue)
        } catch let error as Refused {
            Output.error("cogwatch: \(error.description)")
            end(with: ExitCode.usage.rawValue)
        } catch let error as InvalidConfiguration {
            error.problems.forEach(Output.error)
            end(with: ExitCode.finding.rawValue)
        } catch let error as ValidationError {
            Output.error(usage(of: parsed, after: error))
            end(with: ExitCode.usage.rawValue)
        } catch {
            leave(with: error)
        }
    }

    /// A mistake that only showed when the command ran, above the usage of that command and no other.
    private static func usage(
        of command: (any ParsableCommand)?,
        after error: ValidationError
    ) -> String {
        guard let command else { return fullMessage(for: error) }
        let usage = usageString(for: type(of: command))
        return "Error: \(error.message)\nUsage: \(usage)"
    }

    // libcurl's threads may still be closing connections, and the handlers that `exit` runs would
    // take OpenSSL away under them: the heap was seen corrupted after a clean stop.
    private static func end(with code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }

    private static func leave(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code.isSuccess {
            Output.line(message)
        } else if !message.isEmpty {
            Output.error(message)
        }
        end(with: code == .validationFailure ? ExitCode.usage.rawValue : code.rawValue)
    }
}

/// Why a job could not be done at all: exit code 3.
struct Impossible: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension ExitCode {
    /// Something was found: a failing account, an invalid configuration, a cause.
    static let finding = ExitCode(1)
    /// The command line is wrong.
    static let usage = ExitCode(2)
    /// The job could not be done: a file is missing, a port is taken.
    static let impossible = ExitCode(3)
}
