/// Somebody who waits for a time.
struct Alarm: Sendable {
    let ticket: Ticket
    let at: ContinuousClock.Instant
    let continuation: CheckedContinuation<Bool, Never>

    /// Lets the waiting task go on.
    ///
    /// - Parameter isOver: Whether the time has come.
    func end(isOver: Bool) {
        continuation.resume(returning: isOver)
    }
}

/// All who wait for a time, the next one last.
struct Alarms {
    private var waiting: [Alarm] = []

    /// When the next one's time comes.
    var next: ContinuousClock.Instant? { waiting.last?.at }

    mutating func append(_ alarm: Alarm) {
        // Of two with the same time the first to come goes first.
        let index = waiting.firstIndex { $0.at <= alarm.at } ?? waiting.endIndex
        waiting.insert(alarm, at: index)
    }

    mutating func remove(_ ticket: Ticket) -> Alarm? {
        waiting.firstIndex { $0.ticket === ticket }.map { waiting.remove(at: $0) }
    }

    /// Takes out one whose time has come.
    mutating func popDue(at now: ContinuousClock.Instant) -> Alarm? {
        guard let last = waiting.last, last.at <= now else { return nil }
        return waiting.popLast()
    }

    mutating func removeAll() -> [Alarm] {
        defer { waiting = [] }
        return waiting
    }
}
