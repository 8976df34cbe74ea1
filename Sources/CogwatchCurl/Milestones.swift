import CCurl
import CogwatchCore

/// What curl's clock showed, in microseconds since the transfer began; 0 for what was not reached.
struct Milestones: Equatable {
    var resolved: Int64 = 0
    var connected: Int64 = 0
    var secured: Int64 = 0
    /// When the request began to be sent.
    var requested: Int64 = 0
    /// When the first line of the answer was there.
    var answered: Int64 = 0
    var ended: Int64 = 0
    var usesTLS = true
    /// Whether an earlier transfer's connection served this one.
    var isReused = false
    /// Whether TLS took up an earlier session; nil where that is not known.
    var isResumed: Bool?

    private typealias Step = (phase: Phase, end: Int64)

    /// The phase in which the transfer ended.
    var reached: Phase {
        steps.first { $0.end <= 0 }?.phase ?? .transfer
    }

    /// How long each phase took; the one in which the transfer ended counts until then.
    var timing: Timing {
        var timing = Timing(total: .microseconds(ended), connection: connection)
        var start: Int64 = 0
        for step in steps {
            // What curl does between handshake and request belongs to no phase.
            if step.phase == .processing { start = max(start, requested) }
            let end = step.end > 0 ? step.end : ended
            timing.phases[step.phase] = .microseconds(max(0, end - start))
            if step.end <= 0 { break }
            start = max(start, end)
        }
        return timing
    }

    private var connection: ConnectionUse? {
        guard requested > 0 else { return nil }
        if isReused { return .kept }
        guard usesTLS else { return .unencrypted }
        return isResumed.map { $0 ? .resumed : .fullHandshake }
    }

    private var steps: [Step] {
        var steps: [Step] = []
        if !isReused {
            steps = [(.resolve, resolved), (.connect, connected)]
            if usesTLS { steps.append((.tls, secured)) }
        }
        return steps + [(.processing, answered), (.transfer, answered > 0 ? ended : 0)]
    }
}

extension Milestones {
    /// Reads the clock of a transfer that has ended.
    init(of transfer: Transfer) {
        let handle = transfer.handle
        resolved = handle.size(CURLINFO_NAMELOOKUP_TIME_T)
        connected = handle.size(CURLINFO_CONNECT_TIME_T)
        secured = handle.size(CURLINFO_APPCONNECT_TIME_T)
        requested = handle.size(CURLINFO_PRETRANSFER_TIME_T)
        ended = handle.size(CURLINFO_TOTAL_TIME_T)
        usesTLS = transfer.url.isSecure
        isReused = requested > 0 && handle.number(CURLINFO_NUM_CONNECTS) == 0
        isResumed = transfer.stamps.isSessionResumed
        complete(with: transfer.stamps, began: transfer.began)
    }

    private mutating func complete(with stamps: Transfer.Stamps, began: ContinuousClock.Instant) {
        // curl tells the time of the TCP connection only once the handshake on it is done.
        if connected == 0, let handshake = stamps.handshakeBegan {
            connected = min((handshake - began).wholeMicroseconds, ended)
        }
        // curl's own start of the answer is, for a POST over HTTP/2, the end of the request.
        if let request = stamps.requested, let answer = stamps.answered {
            answered = min(requested + (answer - request).wholeMicroseconds, ended)
        }
    }
}
