package import CogwatchCore
package import Logging
import ServiceLifecycle

/// The one door in: metrics, pages and API over HTTP.
package struct AgentServer: Service {
    private let listenAddresses: [String]
    private let desk: Desk
    private let logger: Logger
    private let onListening: @Sendable (BoundAddress) -> Void

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - listenAddresses: `HOST:PORT` each; port 0 takes a free one.
    ///   - console: The agent.
    ///   - options: What the flags say.
    ///   - time: For ages and remaining days.
    ///   - logger: For the addresses that listen; requests are not logged.
    ///   - onListening: Called for each address once it accepts connections.
    package init(
        listenAddresses: [String],
        console: any Console,
        options: ServerOptions,
        time: any Timekeeper = SystemTime(),
        logger: Logger,
        onListening: @escaping @Sendable (BoundAddress) -> Void = { _ in }
    ) {
        self.listenAddresses = listenAddresses
        self.logger = logger
        self.onListening = onListening
        desk = Desk(console: console, options: options, time: time)
    }

    /// Listens until the service group shuts down; requests that are under way then end first.
    ///
    /// - Throws: ``BindFailure`` where an address cannot be had.
    package func run() async throws {
        var listeners: [Listener] = []
        for text in listenAddresses {
            listeners.append(
                Listener(
                    address: try ListenAddress(parsing: text),
                    desk: desk,
                    logger: logger,
                    onListening: onListening
                )
            )
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: listeners, logger: logger)
        )
        try await group.run()
    }
}
