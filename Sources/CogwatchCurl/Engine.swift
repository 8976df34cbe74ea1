import CCurl
import CogwatchCore
import Foundation

/// Drives curl.
///
/// It is made on its thread, and nothing of it ever leaves that thread.
final class Engine {
    private let multi: MultiPointer
    private let watch: SocketWatch
    private let mailbox: Mailbox
    private let plan: HandlePlan
    private let connectTo: CurlList
    private var admission: Admission
    private var origins: OriginBook
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Those of the running that still count as a handshake; never more than may.
    private var shaking: [Transfer] = []
    private var idle: [EasyHandle] = []
    private var alarms = Alarms()

    /// How long the engine sleeps when nothing is to do; commands wake it.
    private static let longestSleep = Duration.seconds(60)
    /// How often tasks may go on before the sockets are looked at again: what an answer sets off is
    /// mostly over after three.
    private static let passes = 4

    private let executor: UnownedTaskExecutor

    init(
        multi: MultiPointer,
        watch: SocketWatch,
        mailbox: Mailbox,
        plan: HandlePlan,
        limits: CurlTransport.Limits
    ) {
        self.multi = multi
        self.watch = watch
        self.mailbox = mailbox
        self.plan = plan
        executor = mailbox.asUnownedTaskExecutor()
        connectTo = CurlList(plan.connectTo)
        admission = Admission(
            maximumTransfers: limits.transfers,
            maximumHandshakes: limits.handshakes
        )
        origins = OriginBook(fullHandshakeInterval: limits.fullHandshakeInterval)
        // By itself curl keeps four connections for each transfer that is just under way, and at an
        // even pace that is hardly any: with many hosts none would ever be used again.
        _ = cogwatch_set_multi_number(multi.raw, CURLMOPT_MAXCONNECTS, limits.transfers)
    }

    /// Works until the mailbox is closed.
    func run() {
        var hasMoved = false
        while mailbox.rise() {
            harvest()
            ringAlarms()
            for _ in 0..<Self.passes {
                let mail = mailbox.collect()
                guard !mail.isEmpty else { break }
                mail.commands.forEach(obey)
                for job in mail.jobs { job.runSynchronously(on: executor) }
            }
            // Under way are only those that this thread keeps up with: on a starved machine each
            // transfer that is begun too early holds a hundred kilobytes.
            let isFree = admit(atMost: hasMoved ? 1 : .max)
            mailbox.show(inLine: admission.inLine)
            hasMoved = watch.wait(atMost: isFree && mailbox.lieDown() ? sleep : .zero)
        }
        end()
    }

    private func ringAlarms() {
        guard alarms.next != nil else { return }
        let now = ContinuousClock.now
        while let alarm = alarms.popDue(at: now) { alarm.end(isOver: true) }
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let order):
            if order.ticket.isCancelled { return order.decline(.cancelled) }
            admission.append(
                Admission.Waiting(order: order, url: Transfer.Place(of: order.request))
            )
        case .wake(let alarm):
            if alarm.ticket.isCancelled { return alarm.end(isOver: true) }
            alarms.append(alarm)
        case .cancel(let ticket):
            if let alarm = alarms.remove(ticket) { return alarm.end(isOver: true) }
            if let order = admission.remove(ticket) { return order.decline(.cancelled) }
            if let transfer = running.values.first(where: { $0.order.ticket === ticket }) {
                cancel(transfer)
            }
        }
    }

    private func end() {
        let late = mailbox.retire()
        for command in late.commands {
            switch command {
            case .start(let order): order.decline(.cancelled)
            case .wake(let alarm): alarm.end(isOver: false)
            case .cancel: break
            }
        }
        for order in admission.removeAll() { order.decline(.cancelled) }
        for transfer in running.values { cancel(transfer) }
        for alarm in alarms.removeAll() { alarm.end(isOver: false) }
        idle = []
        for job in late.jobs { globalConcurrentExecutor.enqueue(job) }
        curl_multi_cleanup(multi.raw)
    }
}

// MARK: - Starting

extension Engine {
    /// - Returns: Whether all have started who may.
    private func admit(atMost most: Int) -> Bool {
        let now = ContinuousClock.now
        shaking.removeAll { $0.handshakeLeaseLeft(at: now) == nil }
        var left = most
        while let next = admission.next(transfers: running.count, handshakes: shaking.count) {
            guard let transfer = start(next.order, to: next.url, at: now) else {
                admission.ended(at: next.url.origin)
                continue
            }
            running[transfer.handle.pointer] = transfer
            if transfer.url.isSecure { shaking.append(transfer) }
            left -= 1
            guard left > 0 else { return admission.isEmpty }
        }
        return true
    }

    /// Until a handshake's lease ends, where somebody waits for that, or an alarm rings.
    private var sleep: Duration {
        guard alarms.next != nil || !admission.isEmpty else { return Self.longestSleep }
        let now = ContinuousClock.now
        let alarm = alarms.next.map { $0 - now } ?? Self.longestSleep
        guard !admission.isEmpty else { return alarm }
        return shaking.compactMap { $0.handshakeLeaseLeft(at: now) }.min().map { min($0, alarm) }
            ?? alarm
    }

    /// - Returns: nil where nothing could be sent and the order is answered.
    private func start(
        _ order: Order,
        to url: Transfer.Place,
        at now: ContinuousClock.Instant
    ) -> Transfer? {
        func decline(_ reason: String) -> Transfer? {
            order.decline(.notConnected(detail: "not sent: \(reason)"))
            return nil
        }
        if let name = RequestLines.unsendableHeader(in: order.request) {
            return decline("the header \(name) holds a line break")
        }
        guard let handle = idle.popLast() ?? EasyHandle() else { return decline("out of memory") }
        let sessions = plan.policy == .resume ? origins.sessions(of: url.origin, at: now) : nil
        let transfer = Transfer(
            order,
            handle: handle,
            url: url,
            sessions: sessions?.cache,
            began: now
        )
        transfer.prepare(by: plan, connectTo: connectTo)
        // A full handshake, as after a failure, is with the address of now.
        if sessions?.areNew == true { handle.set(HandlePlan.forgottenNames) }
        // Handshakes are rare where connections are kept, and nobody knows beforehand which it is.
        if plan.policy == .reuse || origins.wantsCertificate(of: url.origin, at: now) {
            handle.set(.number(CURLOPT_CERTINFO, 1))
        }
        let code = curl_multi_add_handle(multi.raw, handle.pointer)
        guard code == CURLM_OK else {
            handle.reset()
            return decline(String(cString: curl_multi_strerror(code)))
        }
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
            finish(transfer, with: parcel(of: transfer, code: code))
        }
    }

    private func cancel(_ transfer: Transfer) {
        let milestones = Milestones(of: transfer)
        var timing = milestones.timing
        timing.total = ContinuousClock.now - transfer.began
        finish(transfer, with: Parcel(Answer(.noResponse(.cancelled), timing: timing)))
    }

    private func finish(_ transfer: Transfer, with parcel: Parcel) {
        curl_multi_remove_handle(multi.raw, transfer.handle.pointer)
        running[transfer.handle.pointer] = nil
        shaking.removeAll { $0 === transfer }
        admission.ended(at: transfer.url.origin)
        // Until it is reset the handle points into the transfer.
        transfer.handle.reset()
        idle.append(transfer.handle)
        transfer.order.continuation.resume(returning: parcel)
    }

    private func parcel(of transfer: Transfer, code: CURLcode) -> Parcel {
        let milestones = Milestones(of: transfer)
        guard code == CURLE_OK else {
            origins.forgetSessions(of: transfer.url.origin)
            let failure = failure(of: transfer, code: code, reached: milestones.reached)
            return Parcel(Answer(.noResponse(failure.noResponse), timing: milestones.timing))
        }
        let answer = Answer(.response(response(of: transfer)), timing: milestones.timing)
        return Parcel(answer, coding: transfer.collector.coding)
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
            body: transfer.collector.body.bytes,
            voices: transfer.collector.voices,
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
            bodyLimit: transfer.collector.body.maximumBytes,
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
