import ArgumentParser
import CogwatchConfiguration
import CogwatchServer
import Logging

/// Where the configuration is.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .customLong("config.file"), help: "The configuration file.")
    var file = "cogwatch.yml"
}

/// How much is logged, and in which form.
struct LogOptions: ParsableArguments {
    enum Level: String, ExpressibleByArgument, CaseIterable {
        case debug, info, warn, error

        var level: Logger.Level {
            switch self {
            case .debug: .debug
            case .info: .info
            case .warn: .warning
            case .error: .error
            }
        }
    }

    @Option(name: .customLong("log.level"), help: "The least severe level that is logged.")
    var level = Level.info

    @Option(name: .customLong("log.format"), help: "The form of a log line.")
    var format = LineLogHandler.Format.logfmt

    /// A logger to standard error.
    var logger: Logger {
        let (format, level) = (format, level.level)
        return Logger(label: "cogwatch") { _ in LineLogHandler(format: format, level: level) }
    }
}

extension LineLogHandler.Format: ExpressibleByArgument {}

/// Where state is kept.
struct StorageOptions: ParsableArguments {
    @Option(
        name: .customLong("storage.path"),
        help: "The directory for incidents, the outbox and the history of keys."
    )
    var path = "./data"
}

/// What is served, and where.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"),
        help: "Address and port to listen on; may be repeated."
    )
    var listenAddresses = ["127.0.0.1:10977"]

    @Option(
        name: .customLong("web.config.file"),
        help: "TLS, passwords and headers, as for Prometheus: exporter-toolkit's web configuration."
    )
    var configFile: String?

    @Option(
        name: .customLong("web.external-url"),
        help: "The URL under which people reach this agent; it stands in notifications."
    )
    var externalURL: String?

    @Option(name: .customLong("web.route-prefix"), help: "A path before all others.")
    var routePrefix = ""

    @Flag(
        name: .customLong("web.enable-lifecycle"),
        help: "Allows a reload by POST /-/reload."
    )
    var enableLifecycle = false

    func validate() throws {
        for address in listenAddresses {
            do {
                try AgentServer.check(listenAddress: address)
            } catch {
                throw ValidationError("\(error)")
            }
        }
    }
}

/// Where a running agent is, and how it is asked.
struct AgentOptions: ParsableArguments {
    @Option(help: "Where the agent is.")
    var url = "http://127.0.0.1:10977"

    @Option(
        name: .customLong("http.config.file"),
        help: "Password and TLS for an agent that wants them, as for promtool and amtool."
    )
    var configFile: String?

    /// What asks the agent.
    ///
    /// - Throws: ``Impossible`` or ``InvalidConfiguration`` where the file cannot be used.
    var client: AgentClient {
        get throws {
            let access = try configFile.map(Composition.access) ?? ClientAccess()
            return AgentClient(url: url, access: access)
        }
    }
}

/// The form of a result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json
}
