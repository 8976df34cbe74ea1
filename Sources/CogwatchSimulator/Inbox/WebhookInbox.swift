package import CogwatchCore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// A receiver of webhooks that shows what it got: the demo's on-call, and the journeys' witness.
///
/// `POST` to any path delivers. `GET /` is a page for people, `GET /api/messages` the same as JSON.
package final class WebhookInbox: Service {
    /// What happens to a webhook, which is kept in any case.
    package enum Behaviour: Sendable, Equatable {
        /// Answered with this status.
        case answer(Int)
        /// Not answered: the connection is closed.
        case hangUp

        var status: Int? {
            switch self {
            case .answer(let status): status
            case .hangUp: nil
            }
        }
    }

    private let listen: ListenAddress
    private let time: any Timekeeper
    private let logger: Logger
    private let state = InboxState()
    private let bound = Announcement<Int>()

    /// Alertmanager's webhooks are a few kilobytes; a group of a thousand alerts is a megabyte.
    private static let maximumBody = 4 * 1024 * 1024

    /// Makes an inbox, which listens once it runs; port 0 is any free one.
    package init(
        listen: ListenAddress = ListenAddress(),
        time: any Timekeeper = SystemTime(),
        logger: Logger = .silent
    ) {
        self.listen = listen
        self.time = time
        self.logger = logger
    }

    /// The port; waits until the inbox listens.
    ///
    /// - Throws: Why it could not listen, or `CancellationError`.
    package func port() async throws -> Int { try await bound.value() }

    /// The last 500 messages, oldest first.
    package func messages() -> [InboxMessage] { state.messages }

    /// Every message that arrives from now on.
    package func arrivals() -> AsyncStream<InboxMessage> { state.arrivals() }

    /// Says what happens to webhooks from now on; at the start they are answered with 200.
    package func behave(_ behaviour: Behaviour) { state.setBehaviour(behaviour) }

    /// Forgets all messages.
    package func clear() { state.clear() }

    package func run() async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port)
            ),
            onServerRunning: { [bound] in
                bound.announce(.success($0.localAddress?.port ?? 0))
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch {
            bound.announce(.failure(error))
            throw error
        }
    }

    private func router() -> Router<InboxContext> {
        let router = Router(context: InboxContext.self)
        router.get("/") { [state, time] _, _ in
            Self.page(InboxPage.html(of: state.messages, at: time.now))
        }
        router.get("/api/messages") { [state] _, _ in
            ControlReply(InboxView.messages(state.messages))
        }
        router.post("/**") { [self] request, context in try await receive(request, context) }
        router.post("/") { [self] request, context in try await receive(request, context) }
        return router
    }

    private func receive(
        _ request: HummingbirdCore.Request,
        _ context: InboxContext
    ) async throws -> HTTPResponse.Status {
        let body = try await request.body.collect(upTo: Self.maximumBody)
        let behaviour = state.receive(
            path: request.uri.path,
            headers: Headers(
                request.headers.map { Headers.Line(name: $0.name.rawName, value: $0.value) }
            ),
            body: Array(body.readableBytesView),
            at: time.now
        )
        switch behaviour {
        case .answer(let status): return HTTPResponse.Status(code: status)
        case .hangUp:
            try await context.channel.close()
            return .noContent
        }
    }

    private static func page(_ html: String) -> HummingbirdCore.Response {
        HummingbirdCore.Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-store",
                .contentSecurityPolicy: InboxPage.contentSecurityPolicy,
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }
}

/// Hummingbird's request context with the connection, which the inbox may close.
private struct InboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
