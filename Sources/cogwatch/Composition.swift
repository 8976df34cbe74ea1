import CogwatchAgent
import CogwatchConfiguration
import CogwatchCore
import CogwatchCurl
import CogwatchNames
import CogwatchServer
import CogwatchStore
import CogwatchTemplates
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Puts rooms together: the only place that knows them all.
enum Composition {
    /// What a running agent is made from.
    struct Options: Sendable {
        var configurationFile: String
        var storagePath: String
        var shard = Shard.whole
        var listenAddresses: [String]
        var webConfigFile: String?
        var externalURL: String?
        var routePrefix = ""
        var enableLifecycle = false
        var autoReload: Duration?
        var logger: Logger
    }

    /// An agent and its HTTP door, ready to run.
    struct Running: Sendable {
        let agent: Agent
        let server: AgentServer
        /// Held as long as the agent runs.
        let lock: StorageLock

        /// In the order of their start; they end in reverse.
        var services: [any Service] { agent.services + [server] }
    }

    /// Reads the configuration, opens disk and doors, and puts the agent together.
    ///
    /// - Throws: ``Impossible`` when the agent cannot do its work.
    static func agent(_ options: Options) async throws -> Running {
        // One for all reloads: it knows what has not changed.
        let loader = loader()
        let keeper = try options.webConfigFile.map { try webKeeper(of: $0, logger: options.logger) }
        let loaded = try startingConfiguration(
            options.configurationFile,
            of: options.shard,
            by: loader
        )
        let lock = try StorageLock(path: options.storagePath)
        let ledger = try open(options.storagePath)
        // Flags as people write them, with slashes where the program wants none.
        let web = ServerOptions(
            routePrefix: options.routePrefix,
            externalURL: options.externalURL ?? guessedURL(options, under: keeper),
            enableLifecycle: options.enableLifecycle,
            build: Version.build
        )
        let path = options.configurationFile
        let agent = try await Agent(
            Agent.Parts(
                ledger: ledger,
                open: { settings in try azureDoors(settings) },
                names: SystemNames(),
                access: azureAccess,
                readFile: LocalFile.contents(of:),
                notifier: try notifier(),
                load: {
                    defer { Heap.trim() }
                    return load(path, of: options.shard, by: loader)
                },
                refresh: { refreshed(path, of: options.shard, by: loader, anyway: $0) },
                autoReload: options.autoReload,
                digest: { loader.digest(path: path) },
                build: Version.build,
                externalURL: web.externalURL,
                shard: options.shard,
                logger: options.logger
            ),
            starting: loaded
        )
        Heap.trim()
        let server = AgentServer(
            listenAddresses: options.listenAddresses,
            console: agent,
            options: web,
            web: keeper,
            logger: options.logger
        )
        return Running(agent: agent, server: server, lock: lock)
    }

    /// Runs services until SIGTERM or SIGINT, then ends them in reverse order.
    static func run(
        _ services: [any Service],
        logger: Logger,
        onStop: (@Sendable () -> Void)? = nil
    ) async throws {
        let first = onStop.map { [StopNotice(action: $0)] } ?? []
        try await group(of: services + first, signals: [.sigterm, .sigint]).run()
    }

    /// Services that end together: when one has done its work, and when one fails.
    static func group(of services: [any Service], signals: [UnixSignal] = []) -> ServiceGroup {
        ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    .init(
                        service: $0,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                gracefulShutdownSignals: signals,
                logger: quiet
            )
        )
    }

    // The group's own log lines tell of its inner workings, not of ours.
    private static let quiet = Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }

    /// What reads configuration files.
    static func loader() -> ConfigurationLoader {
        ConfigurationLoader(compileTemplate: MustacheTemplates.compile)
    }

    /// Reads the configuration for a reload.
    ///
    /// The whole file must be good, also what other shards make of it.
    static func load(
        _ path: String,
        of shard: Shard = .whole,
        by loader: ConfigurationLoader = loader()
    ) -> LoadOutcome {
        let (read, takeOver) = loader.propose(path: path)
        guard let loaded = LoadedSettings(read, of: shard, takeOver: takeOver) else {
            return .refused(read.problems.filter { $0.severity == .error }.map(\.headline))
        }
        return .loaded(loaded)
    }

    /// What is in force, with the files of keys and accounts as they are now.
    private static func refreshed(
        _ path: String,
        of shard: Shard,
        by loader: ConfigurationLoader,
        anyway: Bool
    ) -> LoadedSettings? {
        loader.refresh(path: path, anyway: anyway).flatMap { LoadedSettings($0, of: shard) }
    }

    private static func startingConfiguration(
        _ path: String,
        of shard: Shard = .whole,
        by loader: ConfigurationLoader = loader()
    ) throws -> LoadedSettings {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw Impossible(
                "there is no readable configuration file at \"\(path)\"; name one with "
                    + "--config.file, or try `cogwatch demo`"
            )
        }
        switch load(path, of: shard, by: loader) {
        case .loaded(let loaded): return loaded
        case .refused(let problems): throw InvalidConfiguration(problems: problems)
        }
    }

    /// Reads a web configuration, and what it makes of the files that it names.
    static func webFile(_ path: String) -> WebFile {
        let read = loader().loadWeb(path: path)
        return WebFile(
            path: path,
            settings: read.value,
            problems: read.problems.filter { $0.severity == .error }.map(\.headline),
            watchedFiles: read.watchedFiles
        )
    }

    private static func webKeeper(of path: String, logger: Logger) throws -> WebKeeper {
        try mustBeReadable(path, "--web.config.file")
        do {
            return try WebKeeper(logger: logger) { webFile(path) }
        } catch {
            throw InvalidConfiguration(problems: error.problems)
        }
    }

    /// Reads how a command reaches an agent.
    static func access(_ path: String) throws -> ClientAccess {
        try mustBeReadable(path, "--http.config.file")
        let read = loader().loadClient(path: path)
        guard let access = read.value else {
            throw InvalidConfiguration(problems: read.problems.map(\.headline))
        }
        return access
    }

    private static func mustBeReadable(_ path: String, _ flag: String) throws {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw Impossible("there is no readable file at \"\(path)\", which \(flag) names")
        }
    }

    /// Reads a configuration for a command that does its work once.
    static func settings(_ options: ConfigurationOptions) throws -> Settings {
        try startingConfiguration(options.file).settings
    }

    /// Opens a door out.
    ///
    /// - Throws: ``Impossible`` when there is nobody to trust or no memory.
    static func door(_ settings: HTTPClientSettings) throws -> CurlTransport {
        do {
            return try CurlTransport(
                settings: settings,
                userAgent: "cogwatch/\(Version.number)",
                // Hosts that hang hold a place until their time-out; a region's outage must not
                // use up the places of the others.
                limits: CurlTransport.Limits(transfers: 512)
            )
        } catch {
            throw Impossible("\(error)")
        }
    }

    /// Opens the doors to Azure: beside the configured one the direct one to managed identities.
    static func azureDoors(_ settings: HTTPClientSettings) throws -> ReceiverDoors {
        ReceiverDoors(shared: try door(settings)) { try door($0) }
    }

    /// Opens the door through which receivers are notified.
    static func notifier() throws -> ReceiverDoors {
        ReceiverDoors(shared: try door(HTTPClientSettings(proxyFromEnvironment: true))) {
            try door($0)
        }
    }

    static func open(_ path: String) throws -> SQLiteLedger {
        do {
            return try SQLiteLedger(path: path)
        } catch {
            throw Impossible("\(error)")
        }
    }

    /// The agent's secret where it has left one, else a fixed word: fingerprints then compare keys
    /// with each other and with nothing else.
    static func existingInstallationSecret(_ storage: StorageOptions) async throws -> Secret {
        try await existingPast(storage).installation
    }

    /// The agent's secret and histories where it has left any.
    static func existingPast(
        _ storage: StorageOptions
    ) async throws -> (installation: Secret, histories: [String: AccountHistory]) {
        let file = URL(filePath: storage.path).appending(path: "cogwatch.sqlite").path()
        guard FileManager.default.fileExists(atPath: file) else {
            return (Secret("cogwatch without an installation"), [:])
        }
        let ledger = try open(storage.path)
        return (try await ledger.installationSecret(), try await ledger.histories())
    }

    private static func guessedURL(_ options: Options, under keeper: WebKeeper?) -> String {
        let address = options.listenAddresses.first ?? "127.0.0.1:10977"
        // Who listens everywhere is reached under the machine's name.
        let everywhere = ["0.0.0.0:", "[::]:", ":"].first(where: address.hasPrefix)
        let reachable =
            everywhere.map { ProcessInfo.processInfo.hostName + ":" + address.dropFirst($0.count) }
            ?? address
        let prefix = options.routePrefix.split(separator: "/").map { "/\($0)" }.joined()
        let scheme = keeper?.speaksTLS == true ? "https" : "http"
        return "\(scheme)://\(reachable)\(prefix)"
    }
}

/// The configuration file has errors: exit code 1.
struct InvalidConfiguration: Error {
    let problems: [String]
}

/// Tells the agent that it is leaving, before anything else ends.
private struct StopNotice: Service {
    let action: @Sendable () -> Void

    func run() async throws {
        try? await gracefulShutdown()
        action()
    }
}

extension LoadedSettings {
    /// - Returns: nil where what was read cannot be used.
    fileprivate init?(
        _ read: LoadedConfiguration,
        of shard: Shard,
        takeOver: @escaping @Sendable () -> Void = {}
    ) {
        guard var settings = read.settings else { return nil }
        let claims = Claims(of: settings.accounts)
        settings.accounts.removeAll { !shard.owns($0.name) }
        self.init(
            settings: settings,
            text: read.redactedParts,
            digest: read.digest,
            warnings: read.problems.filter { $0.severity != .hint }.map(\.headline),
            claims: claims,
            accountFiles: read.accountFiles.map { file in
                AccountFileState(
                    path: file.path,
                    count: file.accounts.count,
                    isCurrent: file.isCurrent
                )
            },
            takeOver: takeOver
        )
    }
}
