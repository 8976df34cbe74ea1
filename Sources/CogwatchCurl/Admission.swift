/// The queue before the door: how many may be on their way, and how many of them in a handshake.
///
/// One thread does all the cryptography, so fifty handshakes at once would each look slow. Who
/// waits here has not begun, and the time here is in no answer's timing.
struct Admission {
    /// How long a handshake counts.
    ///
    /// One that takes longer waits for the network, not for this
    /// thread; without a limit a few unreachable hosts would hold up all others.
    static let handshakeLease = Duration.milliseconds(100)

    let maximumTransfers: Int
    let maximumHandshakes: Int
    private(set) var waiting: [Order] = []

    init(maximumTransfers: Int, maximumHandshakes: Int) {
        self.maximumTransfers = max(1, maximumTransfers)
        self.maximumHandshakes = max(1, maximumHandshakes)
    }

    mutating func append(_ order: Order) {
        waiting.append(order)
    }

    /// Takes the orders out that may start now, in the order of their arrival.
    mutating func next(transfers: Int, handshakes: Int) -> [Order] {
        let room = room(transfers: transfers, handshakes: handshakes)
        let admitted = Array(waiting.prefix(max(0, room)))
        waiting.removeFirst(admitted.count)
        return admitted
    }

    /// Whether somebody waits who need not.
    func hasWork(transfers: Int, handshakes: Int) -> Bool {
        !waiting.isEmpty && room(transfers: transfers, handshakes: handshakes) > 0
    }

    private func room(transfers: Int, handshakes: Int) -> Int {
        min(maximumTransfers - transfers, maximumHandshakes - handshakes)
    }

    mutating func remove(_ ticket: Ticket) -> Order? {
        guard let index = waiting.firstIndex(where: { $0.ticket === ticket }) else { return nil }
        return waiting.remove(at: index)
    }

    mutating func removeAll() -> [Order] {
        defer { waiting = [] }
        return waiting
    }
}
