import Synchronization

/// Has rounds wait before they begin while too many others ask the same hosts.
///
/// A host that hangs keeps each question until its time-out, and a region may have thousands of
/// accounts. A round that waits within the transport holds all that it knows; one that has not
/// begun holds next to nothing.
package final class HostCrowds: Sendable {
    private let crowds = Mutex<[String: Crowd]>([:])
    private let limit: Int

    /// Crowds.
    ///
    /// - Parameter limit: How many may ask the same hosts, or wait for them in the transport: more
    ///   than that serves at the same time, so that it never runs dry.
    package init(limit: Int = 512) {
        self.limit = limit
    }

    /// Takes a place if one is free.
    ///
    /// - Parameter hosts: What names the crowd.
    /// - Returns: Nil where none is.
    package func tryToEnter(_ hosts: String) -> Place? {
        let isIn = crowds.withLock { $0[hosts, default: Crowd()].takePlace(of: limit) }
        return isIn ? Place(among: self, at: hosts) : nil
    }

    /// Waits for a place in the order of arrival.
    ///
    /// - Returns: Nil where the task was cancelled.
    package func enter(_ hosts: String) async -> Place? {
        let waiter = Waiter()
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.begin(continuation)
                let isIn = crowds.withLock { crowds in
                    let isIn = crowds[hosts, default: Crowd()].takePlace(of: limit)
                    if !isIn { crowds[hosts]?.waiting.append(waiter) }
                    return isIn
                }
                if isIn, !waiter.end(hasPlace: true) { leave(hosts) }
                // The cancellation may have come before there was anybody to tell.
                if Task.isCancelled { waiter.end(hasPlace: false) }
            }
        } onCancel: {
            waiter.end(hasPlace: false)
        }
        return isIn ? Place(among: self, at: hosts) : nil
    }

    /// How many wait for a place.
    package func waiting(at hosts: String) -> Int {
        crowds.withLock { $0[hosts]?.waiting.count ?? 0 }
    }

    private func join(_ hosts: String) {
        crowds.withLock { $0[hosts, default: Crowd()].count += 1 }
    }

    private func leave(_ hosts: String) {
        while let next = crowds.withLock({ $0.giveBackPlace(at: hosts, of: limit) }) {
            if next.end(hasPlace: true) { return }
        }
    }

    /// A place in a crowd, for as long as somebody asks.
    package final class Place {
        private let crowds: HostCrowds
        private let hosts: String
        private var isTaken = true

        fileprivate init(among crowds: HostCrowds, at hosts: String) {
            self.crowds = crowds
            self.hosts = hosts
        }

        deinit { giveBack() }

        /// Takes it again, free or not: who is in the middle of a round waits no more.
        package func take() {
            if !isTaken { crowds.join(hosts) }
            isTaken = true
        }

        /// Gives it to the first who waits for one.
        package func giveBack() {
            if isTaken { crowds.leave(hosts) }
            isTaken = false
        }
    }
}

/// Those who ask the same hosts, and those who would.
private struct Crowd {
    /// The places that are taken: all, or more, where somebody waits.
    var count = 0
    /// In the order of their arrival; who was cancelled waits for nothing any more.
    var waiting: [Waiter] = []

    mutating func takePlace(of limit: Int) -> Bool {
        guard count < limit else { return false }
        count += 1
        return true
    }

    /// - Returns: Who gets it, of those who wait.
    mutating func giveBackPlace(of limit: Int) -> Waiter? {
        guard count <= limit, !waiting.isEmpty else {
            count -= 1
            return nil
        }
        return waiting.removeFirst()
    }

    var isOver: Bool { count <= 0 && waiting.isEmpty }
}

extension [String: Crowd] {
    fileprivate mutating func giveBackPlace(at hosts: String, of limit: Int) -> Waiter? {
        let next = self[hosts]?.giveBackPlace(of: limit)
        if self[hosts]?.isOver == true { self[hosts] = nil }
        return next
    }
}

/// One who waits, until he is told once how it ended.
private final class Waiter: Sendable {
    private let continuation = Mutex<CheckedContinuation<Bool, Never>?>(nil)

    func begin(_ continuation: CheckedContinuation<Bool, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    /// - Returns: Whether he still waited.
    @discardableResult
    func end(hasPlace: Bool) -> Bool {
        guard let waiting = continuation.withLock({ $0.take() }) else { return false }
        waiting.resume(returning: hasPlace)
        return true
    }
}
