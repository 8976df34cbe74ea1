import CogwatchCore
import Synchronization

/// A request on its way to the engine, with the one who waits for its answer.
struct Order: Sendable {
    let ticket: Ticket
    let request: Request
    let continuation: CheckedContinuation<Parcel, Never>

    /// Answers without having sent anything.
    func decline(_ noResponse: NoResponse) {
        continuation.resume(returning: Parcel(Answer(.noResponse(noResponse))))
    }
}

/// Tells one order from another, and knows whether it was cancelled.
///
/// A cancellation may overtake its own order on the way to the engine. The mark is there before
/// the word is sent, so the order, whenever it arrives, finds it.
final class Ticket: Sendable {
    private let mark = Atomic(false)

    var isCancelled: Bool { mark.load(ordering: .acquiring) }

    func cancel() { mark.store(true, ordering: .releasing) }
}
