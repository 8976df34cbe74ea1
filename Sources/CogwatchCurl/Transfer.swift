import CCurl
import CogwatchCore

/// One request on its way, which only the engine's thread touches.
final class Transfer {
    /// What TLS sessions, certificates and places belong to.
    struct Place: Sendable {
        /// Scheme, host and port.
        let origin: String
        let isSecure: Bool

        init(of request: Request) {
            let url = request.address.url.reveal(URLAnatomy.init)
            (origin, isSecure) = (url.origin, url.isSecure)
        }
    }

    /// What happened when, by our own clock: where curl's says nothing, or the wrong thing.
    struct Stamps {
        var handshakeBegan: ContinuousClock.Instant?
        /// The connection stands; just before the request is sent.
        var requested: ContinuousClock.Instant?
        /// The first line of the answer is there.
        var answered: ContinuousClock.Instant?
        /// Whether the handshake was shortened by an earlier session; nil where that is not known.
        var isSessionResumed: Bool?
    }

    let order: Order
    let handle: EasyHandle
    let url: Place
    let began: ContinuousClock.Instant
    private(set) var collector: ResponseCollector
    private(set) var stamps = Stamps()

    private let sessions: SessionCache?
    private let headers: CurlList
    private let errorText: UnsafeMutablePointer<CChar>

    init(
        _ order: Order,
        handle: EasyHandle,
        url: Place,
        sessions: SessionCache?,
        began: ContinuousClock.Instant
    ) {
        self.order = order
        self.handle = handle
        self.url = url
        self.sessions = sessions
        self.began = began
        collector = ResponseCollector(
            maximumBodyBytes: order.request.maximumBodyBytes,
            countsVoices: order.request.countsVoices
        )
        headers = CurlList(RequestLines.of(order.request))
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { errorText.deallocate() }

    /// curl's own words about a failure, as they are.
    func detail(of code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    /// Sets all that this request needs.
    func prepare(by plan: HandlePlan, connectTo: CurlList) {
        // Every option was accepted by a handle when the transport was made.
        for option in plan.options { handle.set(option) }
        // What is perhaps not to be unpacked, curl must leave as it is.
        if order.request.countsVoices { handle.set(HandlePlan.untouchedBody) }
        let easy = handle.pointer
        if let sessions { _ = cogwatch_set_share(easy, sessions.pointer) }
        _ = cogwatch_set_list(easy, CURLOPT_CONNECT_TO, connectTo.pointer)
        _ = cogwatch_set_list(easy, CURLOPT_HTTPHEADER, headers.pointer)
        _ = cogwatch_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        handle.set(.secret(CURLOPT_URL, order.request.address.url))
        handle.set(.number(CURLOPT_TIMEOUT_MS, order.request.timeout.wholeMilliseconds))
        setMethod()
        setCallbacks()
    }

    private func setMethod() {
        let request = order.request
        let body = request.body
        switch request.method {
        case .get:
            handle.set(.number(CURLOPT_HTTPGET, 1))
        case .delete:
            handle.set(.text(CURLOPT_CUSTOMREQUEST, request.method.rawValue))
        case .post:
            handle.set(.number(CURLOPT_POST, 1))
            let easy = handle.pointer
            _ = cogwatch_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                // A null pointer would make curl ask for the body by a callback.
                withUnsafeBytes(of: 0 as UInt8) { nothing in
                    let start = bytes.baseAddress ?? nothing.baseAddress
                    _ = cogwatch_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
                }
            }
        }
    }

    private func setCallbacks() {
        let easy = handle.pointer
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = cogwatch_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = cogwatch_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = cogwatch_set_pointer(easy, CURLOPT_PREREQDATA, context)
        _ = cogwatch_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Transfer.receive(bytes, size, count, context) { $0.collector.take(body: $1) }
        }
        _ = cogwatch_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Transfer.receive(bytes, size, count, context) { transfer, line in
                if transfer.stamps.answered == nil { transfer.stamps.answered = .now }
                return transfer.collector.take(headerLine: line)
            }
        }
        _ = cogwatch_set_prerequest(easy) { context, _, _, _, _ in
            Transfer.at(context)?.noteConnection()
            return CURL_PREREQFUNC_OK
        }
        // Not every TLS library has this hook. Without it a stuck handshake counts as connecting.
        _ = cogwatch_set_pointer(easy, CURLOPT_SSL_CTX_DATA, context)
        _ = cogwatch_set_handshake_hook(easy) { _, _, context in
            Transfer.at(context)?.stamps.handshakeBegan = .now
            return CURLE_OK
        }
    }

    private func noteConnection() {
        stamps.requested = .now
        if url.isSecure { stamps.isSessionResumed = TLSSession.isResumed(in: handle) }
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: The bytes taken; any other number than was offered ends the transfer.
    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ size: Int,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?,
        _ take: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        let (length, overflow) = size.multipliedReportingOverflow(by: count)
        guard let transfer = Transfer.at(context), !overflow else { return 0 }
        return take(transfer, UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
    }
}
