import CCurl
import CogwatchCore
import Foundation

/// Drives curl.
///
/// It is made on its thread, and nothing of it ever leaves that thread.
final class Engine {
    private let multi: MultiPointer
    private let mailbox: Mailbox
    private let plan: HandlePlan
    private let connectTo: CurlList
    private var admission: Admission
    private var origins: OriginBook
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idle: [EasyHandle] = []

    /// How long the engine sleeps when nothing is to do; commands wake it.
    private static let longestSleep = Duration.seconds(60)

    init(
        multi: MultiPointer,
        mailbox: Mailbox,
        plan: HandlePlan,
        limits: CurlTransport.Limits
    ) {
        self.multi = multi
        self.mailbox = mailbox
        self.plan = plan
        connectTo = CurlList(plan.connectTo)
        admission = Admission(
            maximumTransfers: limits.transfers,
            maximumHandshakes: limits.handshakes
        )
        origins = OriginBook(fullHandshakeInterval: limits.fullHandshakeInterval)
    }

    /// Works until the mailbox is closed.
    func run() {
        while let commands = mailbox.collect() {
            commands.forEach(obey)
            admit()
            var count: Int32 = 0
            curl_multi_perform(multi.raw, &count)
            harvest()
            // A transfer may have ended, or just have left its handshake behind.
            if isAnyoneNext { continue }
            curl_multi_poll(multi.raw, nil, 0, Int32(clamping: sleep.wholeMilliseconds), nil)
        }
        end()
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let order):
            if order.ticket.isCancelled { return order.decline(.cancelled) }
            admission.append(order)
        case .cancel(let ticket):
            if let order = admission.remove(ticket) { return order.decline(.cancelled) }
            if let transfer = running.values.first(where: { $0.order.ticket === ticket }) {
                cancel(transfer)
            }
        }
    }

    private func end() {
        for command in mailbox.retire() {
            if case .start(let order) = command { order.decline(.cancelled) }
        }
        for order in admission.removeAll() { order.decline(.cancelled) }
        for transfer in running.values { cancel(transfer) }
        idle = []
        curl_multi_cleanup(multi.raw)
    }
}

// MARK: - Starting

extension Engine {
    private func admit() {
        let now = ContinuousClock.now
        for order in admission.next(transfers: running.count, handshakes: handshakes(at: now)) {
            start(order, at: now)
        }
    }

    private func handshakes(at now: ContinuousClock.Instant) -> Int {
        running.values.count { $0.handshakeLeaseLeft(at: now) != nil }
    }

    private var isAnyoneNext: Bool {
        admission.hasWork(transfers: running.count, handshakes: handshakes(at: .now))
    }

    /// Until a handshake's lease ends, where somebody waits for that.
    private var sleep: Duration {
        guard !admission.waiting.isEmpty else { return Self.longestSleep }
        let now = ContinuousClock.now
        return running.values.compactMap { $0.handshakeLeaseLeft(at: now) }.min()
            ?? Self.longestSleep
    }

    private func start(_ order: Order, at now: ContinuousClock.Instant) {
        if let name = RequestLines.unsendableHeader(in: order.request) {
            return order.decline(
                .notConnected(detail: "not sent: the header \(name) holds a line break")
            )
        }
        guard let handle = idle.popLast() ?? EasyHandle() else {
            return order.decline(.notConnected(detail: "not sent: out of memory"))
        }
        let transfer = transfer(for: order, on: handle, at: now)
        let code = curl_multi_add_handle(multi.raw, handle.pointer)
        guard code == CURLM_OK else {
            handle.reset()
            let reason = String(cString: curl_multi_strerror(code))
            return order.decline(.notConnected(detail: "not sent: \(reason)"))
        }
        running[handle.pointer] = transfer
    }

    private func transfer(
        for order: Order,
        on handle: EasyHandle,
        at now: ContinuousClock.Instant
    ) -> Transfer {
        let url = order.request.address.url.reveal { text in
            let url = URLAnatomy(text)
            return (origin: url.origin, isSecure: url.isSecure)
        }
        let sessions = plan.policy == .resume ? origins.sessions(of: url.origin, at: now) : nil
        let transfer = Transfer(order, handle: handle, url: url, sessions: sessions, began: now)
        transfer.prepare(by: plan, connectTo: connectTo)
        return transfer
    }
}

// MARK: - Ending

extension Engine {
    private func harvest() {
        var count: Int32 = 0
        while let message = curl_multi_info_read(multi.raw, &count) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = running[easy]
            else { continue }
            // The message is gone once its handle is removed.
            let code = message.pointee.data.result
            finish(transfer, with: answer(of: transfer, code: code))
        }
    }

    private func cancel(_ transfer: Transfer) {
        let milestones = Milestones(of: transfer)
        var timing = milestones.timing
        timing.total = ContinuousClock.now - transfer.began
        finish(transfer, with: Answer(.noResponse(.cancelled), timing: timing))
    }

    private func finish(_ transfer: Transfer, with answer: Answer) {
        curl_multi_remove_handle(multi.raw, transfer.handle.pointer)
        running[transfer.handle.pointer] = nil
        // Until it is reset the handle points into the transfer.
        transfer.handle.reset()
        idle.append(transfer.handle)
        transfer.order.continuation.resume(returning: answer)
    }

    private func answer(of transfer: Transfer, code: CURLcode) -> Answer {
        let milestones = Milestones(of: transfer)
        guard code == CURLE_OK else {
            origins.forgetSessions(of: transfer.url.origin)
            let failure = failure(of: transfer, code: code, reached: milestones.reached)
            return Answer(.noResponse(failure.noResponse), timing: milestones.timing)
        }
        return Answer(.response(response(of: transfer)), timing: milestones.timing)
    }

    private func response(of transfer: Transfer) -> Response {
        let expiry = origins.certificateExpiry(
            of: transfer.url.origin,
            seen: CertificateExpiry.read(from: transfer.handle),
            at: transfer.began
        )
        return Response(
            status: transfer.handle.number(CURLINFO_RESPONSE_CODE),
            reason: transfer.collector.reason,
            headers: Headers(transfer.collector.lines),
            body: transfer.collector.body,
            certificateExpiry: transfer.url.isSecure ? expiry : nil
        )
    }

    private func failure(of transfer: Transfer, code: CURLcode, reached: Phase) -> Failure {
        let request = transfer.order.request
        let detail = transfer.detail(of: code)
        return Failure(
            code: code,
            detail: Redaction.clean(
                detail,
                address: request.address,
                proxies: plan.proxies.addresses
            ),
            reached: reached,
            excess: transfer.collector.excess,
            bodyLimit: request.maximumBodyBytes,
            proxyStatus: transfer.handle.number(CURLINFO_HTTP_CONNECTCODE),
            isProxyBlamed: plan.proxies.isBlamed(in: detail)
        )
    }
}

extension Transfer {
    /// How long this transfer still counts as a handshake; nil where it does not.
    fileprivate func handshakeLeaseLeft(at now: ContinuousClock.Instant) -> Duration? {
        let left = Admission.handshakeLease - (now - began)
        return !url.isSecure || stamps.requested != nil || left <= .zero ? nil : left
    }
}
