package import CogwatchCore
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// An Azure on a port of this machine, with TLS, that can be told what to do.
///
/// Clients reach it by libcurl's `CONNECT_TO`, with Azure's own host names in SNI and `Host`.
/// For use in-process, ``state`` changes it; from outside, the control API does:
///
/// | request | does |
/// | --- | --- |
/// | `GET /v1/world` | shows accounts and faults, without keys |
/// | `GET /v1/requests?limit=100` | shows what was asked, newest last; credentials by name |
/// | `POST /v1/accounts` | creates an account and answers with its keys |
/// | `GET /v1/accounts/NAME/keys` | shows the keys: they open nothing but this simulator |
/// | `POST /v1/accounts/NAME/COMMAND` | regenerate, move, propagation, trial, throttle, quota, network, public-access, local-auth, private-endpoint, approval, subscription, lock, health, tags, provisioning |
/// | `DELETE /v1/accounts/NAME` | deletes an account |
/// | `POST`, `DELETE /v1/hosts/HOST/fault` | breaks or mends a host |
/// | `POST /v1/principals`, `/v1/vaults`, `/v1/subscriptions` | adds one |
/// | `POST /v1/principals/NAME/COMMAND` and so on | changes it, as docs/simulator.md has it |
/// | `POST /v1/management` | says how Azure's management behaves |
/// | `POST /v1/reset` | goes back to the world of the start |
package final class AzureSimulator: Service {
    /// The world, to look at and to change.
    package let state: SimulatedAzure
    /// What a client must trust.
    package var caPEM: String { authority.pem }

    private let listen: ListenAddress
    private let controlListen: ListenAddress?
    private let imdsListen: ListenAddress?
    private let authority: SimulatedCA
    private let timeline: [Scenario.Event]
    private let time: any Timekeeper
    private let logger: Logger
    private let bound = Announcement<Int>()
    private let controlBound = Announcement<Int>()
    private let imdsBound = Announcement<Int>()

    /// - Parameters:
    ///   - listen: Where Azure is to be; port 0 for any free one.
    ///   - controlListen: Where the control API is to be; nil for none.
    ///   - imdsListen: Where managed identities get their tokens, over plain HTTP; nil for nowhere.
    ///   - world: What there is at the start.
    ///   - timeline: What happens while the service runs, counted from its start.
    ///   - certificateAuthority: Whose leaf the simulator shows.
    ///   - time: Decides when tokens, trials and propagation end and when the timeline goes on.
    ///   - logger: For what goes wrong.
    package init(
        listen: ListenAddress = ListenAddress(),
        controlListen: ListenAddress? = nil,
        imdsListen: ListenAddress? = nil,
        world: World,
        timeline: [Scenario.Event] = [],
        certificateAuthority: SimulatedCA,
        time: any Timekeeper = SystemTime(),
        logger: Logger = .silent
    ) {
        self.listen = listen
        self.controlListen = controlListen
        self.imdsListen = imdsListen
        self.timeline = timeline
        self.authority = certificateAuthority
        self.time = time
        self.logger = logger
        state = SimulatedAzure(world: world, time: time)
    }

    /// The port of the simulated Azure; waits until it listens.
    ///
    /// - Throws: Why it could not listen, or `CancellationError`.
    package func port() async throws -> Int { try await bound.value() }

    /// The port of the control API; waits until it listens.
    ///
    /// - Throws: Why it could not listen, or `CancellationError`.
    package func controlPort() async throws -> Int { try await controlBound.value() }

    /// The port where managed identities get their tokens; waits until it listens.
    ///
    /// `/metadata/identity/oauth2/token` is a machine's, `/msi/token` App Service's.
    ///
    /// - Throws: Why it could not listen, or `CancellationError`.
    package func imdsPort() async throws -> Int { try await imdsBound.value() }

    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.azure().run() }
                if let controlListen {
                    group.addTask { try await self.control(on: controlListen).run() }
                }
                if let imdsListen {
                    group.addTask { try await self.imds(on: imdsListen).run() }
                }
                group.addTask { await self.followTimeline() }
                try await group.waitForAll()
            }
        } catch {
            bound.announce(.failure(error))
            controlBound.announce(.failure(error))
            imdsBound.announce(.failure(error))
            throw error
        }
    }

    private func azure() throws -> any Service {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(authority.leaf)],
            privateKey: .privateKey(authority.leafKey)
        )
        tls.applicationProtocols = ["http/1.1"]
        let channel = try DeadHostChannel(
            base: TLSChannel(AzureChannel(azure: state), tlsConfiguration: tls),
            azure: state
        )
        return channel.server(
            configuration: ServerConfiguration(
                address: .hostname(listen.host, port: listen.port)
            ),
            onServerRunning: { [bound] in
                bound.announce(.success($0.localAddress?.port ?? 0))
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
    }

    private func imds(on address: ListenAddress) -> any Service {
        AzureChannel(azure: state, host: ManagementHost.metadataAddress).server(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port)
            ),
            onServerRunning: { [imdsBound] in
                imdsBound.announce(.success($0.localAddress?.port ?? 0))
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
    }

    private func control(on address: ListenAddress) -> some Service {
        Application(
            router: ControlRoutes(azure: state).router(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port)
            ),
            onServerRunning: { [controlBound] in
                controlBound.announce(.success($0.localAddress?.port ?? 0))
            },
            logger: logger
        )
    }

    private func followTimeline() async {
        let player = TimelinePlayer(azure: state, time: time, logger: logger)
        // Cancelled at the end of the service: what has not happened by then never will.
        try? await cancelWhenGracefulShutdown { [timeline] in try await player.play(timeline) }
    }
}
