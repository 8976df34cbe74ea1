import CCurl
package import CogwatchCore
import Foundation

/// The transport over libcurl: one thread that carries all requests.
///
/// It never logs and never puts an address's path, a header or a body into an answer's words.
package final class CurlTransport: Transport {
    /// How much is on its way at once, and what the timings may be trusted for.
    package struct Limits: Sendable {
        /// Transfers at the same time, at least 1, and connections that are kept.
        ///
        /// Further requests wait; their timeout and timing begin when they start. No host gets more
        /// than half of the places.
        package var transfers: Int
        /// TLS handshakes at the same time, at least 1: more would delay, and so distort, each other.
        package var handshakes: Int
        /// The longest that TLS sessions of one host are resumed without a full handshake.
        package var fullHandshakeInterval: Duration

        package init(
            transfers: Int = 32,
            handshakes: Int = 8,
            fullHandshakeInterval: Duration = .seconds(15 * 60)
        ) {
            self.transfers = transfers
            self.handshakes = handshakes
            self.fullHandshakeInterval = fullHandshakeInterval
        }
    }

    private let mailbox: Mailbox
    private let lists = ValidatedLists()

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - settings: How hosts are reached and whom they are trusted by.
    ///   - userAgent: Sent where a request has no `User-Agent` itself, such as `cogwatch/1.0.0`.
    ///   - limits: What may happen at once.
    /// - Throws: A problem whose description says what to do.
    package convenience init(
        settings: HTTPClientSettings,
        userAgent: String = "cogwatch",
        limits: Limits = Limits()
    ) throws(CurlTransportProblem) {
        try self.init(
            settings: settings,
            userAgent: userAgent,
            limits: limits,
            launch: Self.startThread
        )
    }

    /// As above, with `launch` to run the engine on a thread of its own.
    init(
        settings: HTTPClientSettings,
        userAgent: String = "cogwatch",
        limits: Limits = Limits(),
        launch: (@escaping @Sendable () -> Void) -> Void
    ) throws(CurlTransportProblem) {
        let plan = HandlePlan(
            settings: settings,
            trustBundle: try TrustBundle.path(for: settings),
            userAgent: userAgent
        )
        try Self.check(plan)
        guard let queue = EventQueue() else {
            throw .engine("no file descriptor: \(String(cString: strerror(errno)))")
        }
        guard let raw = curl_multi_init() else { throw .engine("out of memory") }
        let multi = MultiPointer(raw: raw)
        let mailbox = Mailbox(waking: queue)
        self.mailbox = mailbox
        launch {
            let watch = SocketWatch(multi, queue: queue)
            Engine(multi: multi, watch: watch, mailbox: mailbox, plan: plan, limits: limits).run()
        }
    }

    deinit { mailbox.close() }

    /// The thread that carries the requests.
    package var eventLoop: (any EventLoop)? { mailbox }

    /// Ends the thread.
    ///
    /// What is on its way ends as ``NoResponse/cancelled``, and so does what is sent
    /// afterwards. Returns at once; harmless when repeated.
    package func shutdown() {
        mailbox.close()
    }

    package func send(_ request: Request) async -> Answer {
        let ticket = Ticket()
        let parcel = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let order = Order(ticket: ticket, request: request, continuation: continuation)
                if !mailbox.post(.start(order)) { order.decline(.cancelled) }
            }
        } onCancel: {
            ticket.cancel()
            // Refused only by an engine that has ended, and that has answered everyone.
            _ = mailbox.post(.cancel(ticket))
        }
        if let answer = parcel.answer(knowing: lists) { return answer }
        return await withTaskExecutorPreference(globalConcurrentExecutor) {
            parcel.unpacked(atMost: request.maximumBodyBytes, remembering: lists)
        }
    }

    private static let globalCode: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Tries every option once, so that none can fail unseen later.
    private static func check(_ plan: HandlePlan) throws(CurlTransportProblem) {
        guard globalCode == CURLE_OK else {
            throw .engine(String(cString: curl_easy_strerror(globalCode)))
        }
        guard let handle = EasyHandle() else { throw .engine("out of memory") }
        for option in plan.options {
            let code = handle.set(option)
            guard code == CURLE_OK else {
                let reason = String(cString: curl_easy_strerror(code))
                throw .engine("\(option) is refused: \(reason)")
            }
        }
    }

    private static func startThread(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // Foundation loses the name of a thread that is faster than the one that started it.
            cogwatch_name_thread("cogwatch-curl")
            blockBrokenPipeSignals()
            work()
        }
        thread.start()
    }

    /// With NOSIGNAL curl leaves SIGPIPE alone, and TLS libraries may write to a closed socket.
    private static func blockBrokenPipeSignals() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
