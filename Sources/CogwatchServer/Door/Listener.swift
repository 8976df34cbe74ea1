import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// One listening socket and the connections that come through it.
struct Listener: Service {
    let address: ListenAddress
    let desk: Desk
    /// Nil where everybody may come in, by plain HTTP.
    let gate: Gate?
    let logger: Logger
    let onListening: @Sendable (BoundAddress) -> Void

    func run() async throws {
        let application = Application(
            responder: Doorman(desk: desk, gate: gate),
            server: builder,
            configuration: ApplicationConfiguration(
                address: .hostname(address.bindHost, port: address.port)
            ),
            onServerRunning: { channel in
                announce(port: channel.localAddress?.port ?? address.port)
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw failure(from: error)
        } catch let error as SocketAddressError {
            throw BindFailure.other(address: address.text, reason: "\(error)")
        }
    }

    private var builder: HTTPServerBuilder {
        // A scraper keeps its connection between scrapes, most often a minute apart.
        let configuration = HTTP1Channel.Configuration(idleTimeout: .seconds(180))
        guard let keeper = gate?.keeper else { return .http1(configuration: configuration) }
        return HTTPServerBuilder { responder in
            GuardedChannel(
                base: HTTP1Channel(responder: responder, configuration: configuration),
                keeper: keeper
            )
        }
    }

    /// Hummingbird's own notices would say in its words what we say in ours.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .error)
        return logger
    }

    private func announce(port: Int) {
        logger.info(
            "Listening",
            metadata: ["address": "\(address.text)", "port": "\(port)"]
        )
        onListening(BoundAddress(configured: address.text, host: address.bindHost, port: port))
    }

    private func failure(from error: IOError) -> BindFailure {
        switch error.errnoCode {
        case EADDRINUSE: .inUse(address: address.text)
        case EACCES, EPERM: .notPermitted(address: address.text)
        case EADDRNOTAVAIL: .notOurs(address: address.text)
        default: .other(address: address.text, reason: "\(error)")
        }
    }
}
