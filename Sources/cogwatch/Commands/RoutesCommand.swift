import ArgumentParser
import CogwatchCore

/// The command `routes`: who would be told.
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes",
        abstract: "Looks at the routing tree.",
        subcommands: [Test.self]
    )

    /// The command `routes test`.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the receivers that an alert with these labels reaches.",
            discussion: """
                Labels are written as for `amtool config routes test`, and so is the
                answer: the receivers with commas between, in the order of the tree.

                EXAMPLE
                  cogwatch routes test alertname=AuthFailing team="voice"
                """
        )

        @OptionGroup var configurationFile: ConfigurationOptions

        @Argument(help: "Labels as NAME=VALUE.")
        var labels: [String] = []

        func run() async throws {
            let settings = try Composition.settings(configurationFile)
            guard let route = settings.alerting.route else {
                throw Impossible("the configuration has no `alerting.route`")
            }
            let groups = route.groups(for: try parsed())
            Output.line(groups.map(\.receiver).joined(separator: ","))
        }

        private func parsed() throws -> [String: String] {
            var result: [String: String] = [:]
            for label in labels {
                guard let matcher = try? Matcher(parsing: label), matcher.operator == .equals
                else {
                    throw ValidationError("\"\(label)\" is no label: write NAME=VALUE")
                }
                result[matcher.name] = matcher.value
            }
            return result
        }
    }
}
