package import CogwatchCore
package import Logging
import ServiceLifecycle

/// The one door in: metrics, pages and API over HTTP.
package struct AgentServer: Service {
    private let listenAddresses: [String]
    private let desk: Desk
    private let gate: Gate?
    private let logger: Logger
    private let onListening: @Sendable (BoundAddress) -> Void

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - listenAddresses: `HOST:PORT` each; port 0 takes a free one.
    ///   - console: The agent.
    ///   - options: What the flags say.
    ///   - web: Who may come in and under which cover; nil for everybody, by plain HTTP.
    ///   - time: For ages and remaining days.
    ///   - logger: For the addresses that listen; requests are not logged.
    ///   - onListening: Called for each address once it accepts connections.
    package init(
        listenAddresses: [String],
        console: any Console,
        options: ServerOptions,
        web: WebKeeper? = nil,
        time: any Timekeeper = SystemTime(),
        logger: Logger,
        onListening: @escaping @Sendable (BoundAddress) -> Void = { _ in }
    ) {
        self.listenAddresses = listenAddresses
        self.logger = logger
        self.onListening = onListening
        gate = web.map { Gate(keeper: $0) }
        desk = Desk(console: console, options: options, time: time)
    }

    /// Checks how an address is written, before anything listens.
    ///
    /// - Throws: ``BindFailure`` where it is none.
    package static func check(listenAddress text: String) throws(BindFailure) {
        _ = try ListenAddress(parsing: text)
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
                    gate: gate,
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
