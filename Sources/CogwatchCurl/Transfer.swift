import CCurl
import CogwatchCore

/// One request on its way. Only the engine's thread touches it.
final class Transfer {
    let order: Order
    let handle: EasyHandle
    let url: (origin: String, isSecure: Bool)
    let began: ContinuousClock.Instant
    private(set) var collector: ResponseCollector
    /// Whether the connection stands; set just before the request is sent.
    private(set) var isConnected = false

    private let sessions: SessionCache?
    private let headers: CurlList
    private let errorText: UnsafeMutablePointer<CChar>

    init(
        _ order: Order,
        handle: EasyHandle,
        url: (origin: String, isSecure: Bool),
        sessions: SessionCache?,
        began: ContinuousClock.Instant
    ) {
        self.order = order
        self.handle = handle
        self.url = url
        self.sessions = sessions
        self.began = began
        collector = ResponseCollector(maximumBodyBytes: order.request.maximumBodyBytes)
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
        let body = order.request.body
        switch order.request.method {
        case .get:
            handle.set(.number(CURLOPT_HTTPGET, 1))
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
            Transfer.receive(bytes, size, count, context) { $0.collector.take(headerLine: $1) }
        }
        _ = cogwatch_set_prerequest(easy) { context, _, _, _, _ in
            if let context {
                Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().isConnected = true
            }
            return CURL_PREREQFUNC_OK
        }
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
        guard let context, !overflow else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return take(transfer, UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
    }
}

extension Duration {
    /// At least 1: curl reads 0 as no limit.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
