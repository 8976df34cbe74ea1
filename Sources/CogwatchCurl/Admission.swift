/// The queue before the door: how many may be on their way, how many of them to one host, and how
/// many in a handshake.
///
/// One thread does all the cryptography, so fifty handshakes at once would each look slow. Who
/// waits here has not begun, and the time here is in no answer's timing.
struct Admission {
    /// How long a handshake counts.
    ///
    /// One that takes longer waits for the network, not for this thread: its own work is 1 to 3 ms
    /// in two pieces. So far away hosts, whose handshakes last a tenth of a second, do not make
    /// the pace, 400 each second with eight at once, and hosts that hang do not stop it.
    static let handshakeLease = Duration.milliseconds(20)

    /// A request that waits, and where to.
    struct Waiting {
        let order: Order
        let url: Transfer.Place
    }

    let maximumTransfers: Int
    let maximumHandshakes: Int
    /// A host that hangs holds each place until the time-out; the other half is for the others.
    let maximumPerHost: Int

    /// Those for whom there may be a place.
    private var queue = Queue<Waiting>()
    /// Those whose host has all its places, by host.
    private var held: [String: Queue<Waiting>] = [:]
    /// Transfers under way, by host.
    private var places: [String: Int] = [:]

    init(maximumTransfers: Int, maximumHandshakes: Int) {
        self.maximumTransfers = max(1, maximumTransfers)
        self.maximumHandshakes = max(1, maximumHandshakes)
        maximumPerHost = (self.maximumTransfers + 1) / 2
    }

    /// How many wait for something else than a place at a busy host.
    var inLine: Int { queue.count }
    var isEmpty: Bool { queue.isEmpty }

    mutating func append(_ waiting: Waiting) {
        queue.append(waiting)
    }

    /// Takes one out who may start now, in the order of their arrival.
    ///
    /// - Parameters:
    ///   - transfers: How many are under way.
    ///   - handshakes: How many of them count as a handshake.
    /// - Returns: nil where nobody may start.
    mutating func next(transfers: Int, handshakes: Int) -> Waiting? {
        guard transfers < maximumTransfers, handshakes < maximumHandshakes else { return nil }
        while let first = queue.popFirst() {
            let origin = first.url.origin
            guard places[origin, default: 0] >= maximumPerHost else {
                places[origin, default: 0] += 1
                return first
            }
            held[origin, default: Queue()].append(first)
        }
        return nil
    }

    /// Notes the end of what ``next(transfers:handshakes:)`` gave out.
    mutating func ended(at origin: String) {
        let left = places[origin, default: 1] - 1
        places[origin] = left > 0 ? left : nil
        guard let next = held[origin]?.popFirst() else { return held[origin] = nil }
        queue.append(next)
    }

    mutating func remove(_ ticket: Ticket) -> Order? {
        func isMeant(_ waiting: Waiting) -> Bool { waiting.order.ticket === ticket }
        if let waiting = queue.remove(where: isMeant) { return waiting.order }
        for origin in held.keys {
            if let waiting = held[origin]?.remove(where: isMeant) { return waiting.order }
        }
        return nil
    }

    mutating func removeAll() -> [Order] {
        defer { held = [:] }
        return (queue.removeAll() + held.keys.flatMap { held[$0]?.removeAll() ?? [] })
            .map(\.order)
    }
}
